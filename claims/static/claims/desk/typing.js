// While one types: forms remember that they hold unsaved words, the verdict saves itself, counters count.
import { enqueue, signedOut } from "./staying.js";

const WAIT = 800;
const LONGEST = 5000;

export function typing() {
  let timer = 0;
  let since = 0;
  const save = (form) => {
    clearTimeout(timer);
    since = 0;
    if (form.hasAttribute("data-dirty")) enqueue(() => autosave(form));
  };

  document.addEventListener("input", (event) => {
    const field = /** @type {HTMLElement} */ (event.target);
    const form = field.form;
    if (field.id) count(field);
    if (field.dataset.definition) define(field);
    if (!form || form.method !== "post" || !form.closest("[data-stay]")) return;
    form.setAttribute("data-dirty", "");
    if (!form.dataset.autosave || field.name === "version_name") return;
    word("Saving…");
    since = since || Date.now();
    clearTimeout(timer);
    timer = setTimeout(() => save(form), Math.min(WAIT, Math.max(0, since + LONGEST - Date.now())));
  });
  document.addEventListener("change", (event) => {
    const form = /** @type {HTMLInputElement} */ (event.target).form;
    if (form?.dataset.autosave) save(form);
  });
  document.addEventListener("desk:save", (event) => save(event.target), { capture: true });
  addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-autosave][data-dirty]")) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("[data-insert], [data-take]");
    if (!button) return;
    if (button.dataset.insert !== undefined) insert(button.dataset.insert);
    else take(button);
  });
}

async function autosave(form) {
  if (!form.isConnected || !form.hasAttribute("data-dirty")) return;
  form.removeAttribute("data-dirty");
  const sent = new FormData(form);
  try {
    const answer = await fetch(form.dataset.autosave, {
      method: "POST",
      body: new URLSearchParams(/** @type {any} */ (sent)),
      headers: { "HX-Request": "true" },
      credentials: "same-origin",
    });
    if (answer.status === 401) {
      form.setAttribute("data-dirty", "");
      word("Not saved: you are signed out. Your words are still here.");
      signedOut(await answer.text());
      return;
    }
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["saved", "gate", "draft-version"]) {
      const fresh = made.getElementById(id);
      if (fresh) document.getElementById(id)?.replaceWith(fresh);
    }
    drafted(form, sent, made.getElementById("drafted-headline"));
    if (!answer.ok) form.setAttribute("data-dirty", "");
  } catch {
    form.setAttribute("data-dirty", "");
    word("Not saved: the workbench can’t be reached. Your words are still here.");
  }
}

/** A rating brings a drafted headline; it never replaces what somebody is typing. */
function drafted(form, sent, fresh) {
  const field = form.elements.headline;
  if (fresh && field && field.value === sent.get("headline") && field !== document.activeElement) field.value = fresh.value;
}

function word(words) {
  const state = document.getElementById("saved");
  if (state) state.textContent = words;
}

function count(field) {
  const shown = document.querySelector(`[data-counts="${CSS.escape(field.id)}"]`);
  if (shown) shown.textContent = String([...field.value].length);
}

function define(radio) {
  const shown = document.querySelector("[data-definition-of]");
  if (!shown) return;
  const name = document.createElement("b");
  name.textContent = `${radio.dataset.label}: `;
  shown.replaceChildren(name, radio.dataset.definition);
}

function insert(words) {
  const field = document.getElementById("verdict-explanation");
  if (!(field instanceof HTMLTextAreaElement)) return;
  const before = field.value.slice(0, field.selectionStart);
  field.setRangeText(before && !/\s$/.test(before) ? ` ${words}` : words, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

function take(button) {
  const box = button.closest(".conf");
  const field = box?.previousElementSibling?.querySelector("input, textarea, select");
  const radio = box?.closest("fieldset")?.querySelector(`input[type=radio][value="${CSS.escape(button.dataset.take)}"]`);
  if (radio) radio.checked = true;
  else if (field) field.value = button.dataset.take;
  (radio || field)?.dispatchEvent(new Event("input", { bubbles: true }));
  box?.remove();
}
