// Undo and redo: of the last act by key, of any act by its button. Outside fields only; a field has its own.
import { bind } from "./keys.js";
import { secret } from "./signing_in.js";
import { enqueue, keepFocus, refresh, restoreFocus, say, signedOut } from "./staying.js";

export function undoing() {
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.matches("form[data-undo]")) return;
    event.preventDefault();
    send(form.getAttribute("action"), new FormData(form), form);
  });
  for (const [key, address, words] of [["ctrl+z", "/desk/undo/", "undo"], ["ctrl+shift+z", "/desk/redo/", "redo"]]) {
    bind({ key, where: "everywhere", words, when: () => Boolean(token()), run: (event) => {
      if (event?.repeat) return;
      send(address, new FormData(), null);
    } });
  }
}

const token = () => secret() || document.querySelector("input[name=csrfmiddlewaretoken]")?.value;

/** Whether a plain form of this page holds words that going elsewhere would lose. */
const typing = () => [...document.querySelectorAll("main input:not([type=hidden]), main textarea")].some((field) => !field.form?.matches("[data-autosave]") && /** @type {HTMLInputElement} */ (field).value !== /** @type {HTMLInputElement} */ (field).defaultValue);

function send(address, body, form) {
  const stays = Boolean(document.querySelector("[data-stay]")) || typing();
  body.set("next", location.pathname + location.search);
  if (stays) body.set("stays", location.pathname);
  body.set("csrfmiddlewaretoken", token());
  let to = "", toast = "", before;
  const button = form?.querySelector("button");
  const kept = keepFocus(button);
  if (button) button.disabled = true;
  return enqueue(async () => {
    before = new Set(passages().map((each) => each.id));
    try {
      const answer = await fetch(address, { method: "POST", body: new URLSearchParams(body), headers: { Accept: "application/json", "HX-Request": "true" }, credentials: "same-origin" });
      if (answer.status === 401) {
        if (await signedOut(await answer.text())) setTimeout(() => send(address, body, form));
        return;
      }
      if (!(answer.headers.get("Content-Type") || "").includes("json")) throw new Error(String(answer.status));
      ({ to = "", toast = "" } = await answer.json());
    } catch {
      say("The workbench can’t be reached. Nothing was undone; try again.");
    } finally {
      if (button) button.disabled = false;
    }
  }).then(async () => {
    if (to && !toast) { location.assign(to); return; }
    if (to && document.querySelector("[data-stay]")) await refresh();
    backTo(before);
    if (toast) show(toast, form);
    restoreFocus(kept);
  });
}

const passages = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#evidence .ev[data-item]")]);

/** The passage that undoing brought back gets the focus, so that the next key is about it and not about the one after. */
function backTo(before) {
  const back = passages().filter((each) => !before.has(each.id));
  const active = document.activeElement;
  if (back.length === 1 && before.size && (!active || active === document.body || active.closest("#evidence"))) back[0].focus();
}

function show(toast, form) {
  const list = document.getElementById("toasts");
  if (!list) return;
  (form?.closest("[data-toast]") || list.querySelector("[data-toast]:has(form[data-undo])"))?.remove();
  list.insertAdjacentHTML("beforeend", toast);
  document.dispatchEvent(new CustomEvent("desk:toast"));
}
