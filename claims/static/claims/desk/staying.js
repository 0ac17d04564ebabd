// Forms and links inside [data-stay] change the page in place: scroll, focus and what is being typed elsewhere stay.
// Without script they are plain forms and links.
import { secret, signIn } from "./signing_in.js";
import { bring, carry } from "./toasts.js";

/** @type {Promise<void>} one request at a time, in the order they were asked for */
let queue = Promise.resolve();

/** Do this when everything asked for before is done, so that a save and a send never race. */
export function enqueue(work) {
  queue = queue.then(work, work);
  return queue;
}

export function staying() {
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const inside = form.closest("[data-stay], .sub, .strip, #toasts");
    if (event.defaultPrevented || !inside || form.method === "dialog") return;
    if (!document.querySelector("[data-stay]")) return;
    event.preventDefault();
    const button = /** @type {HTMLButtonElement|null} */ (event.submitter);
    const address = button?.getAttribute("formaction") || form.getAttribute("action") || location.href;
    saveOthers(form);
    enqueue(() => act(address, form, button));
  });

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = /** @type {HTMLElement} */ (event.target).closest("[data-stay] a[href], .sub .seg a[href]");
    if (!link || !document.querySelector("[data-stay]")) return;
    const to = new URL(link.getAttribute("href"), location.href);
    if (to.origin !== location.origin || to.pathname !== location.pathname || link.target) return;
    if (to.search === location.search && to.hash) return;
    event.preventDefault();
    enqueue(() => go(to));
  });

  addEventListener("popstate", () => {
    if (document.querySelector("[data-stay]")) enqueue(() => go(new URL(location.href), { push: false }));
  });
}

/** Fetch this page again as it stands, e.g. because something arrived. What the server has to say of an act it keeps
 * for the answer to that act, which may be another window's. */
export function refresh() {
  return enqueue(() => go(new URL(location.href), { push: false, headers: { "X-Quiet": "1" } }));
}

/** Words typed into the verdict are saved before anything else is done to it. */
function saveOthers(form) {
  for (const other of document.querySelectorAll("form[data-autosave][data-dirty]")) {
    if (other !== form) other.dispatchEvent(new CustomEvent("desk:save"));
  }
}

async function act(address, form, button) {
  const body = new FormData(form, button);
  if (secret()) body.set("csrfmiddlewaretoken", secret());
  form.removeAttribute("data-dirty");
  if (button) button.disabled = true;
  try {
    const multipart = form.enctype === "multipart/form-data";
    const answer = await fetch(address, {
      method: "POST",
      body: multipart ? body : new URLSearchParams(/** @type {any} */ (body)),
      headers: { "HX-Request": "true" },
      credentials: "same-origin",
    });
    if (answer.status === 401) {
      form.setAttribute("data-dirty", "");
      if (await signedOut(await answer.text())) {
        if (button) button.disabled = false;
        await act(address, form, button);
      }
    } else {
      if (answer.redirected) form.dispatchEvent(new CustomEvent("desk:sent", { bubbles: true }));
      await take(answer, { push: answer.redirected });
    }
  } catch {
    form.setAttribute("data-dirty", "");
    say("The workbench can’t be reached. What you typed is still here.");
  } finally {
    if (button) button.disabled = false;
  }
}

async function go(to, { push = true, headers = {} } = {}) {
  try {
    await take(await fetch(to, { credentials: "same-origin", headers }), { push, hash: to.hash });
  } catch {
    location.assign(to);
  }
}

async function take(answer, { push, hash = "" }) {
  const text = await answer.text();
  const made = new DOMParser().parseFromString(text, "text/html");
  const fresh = made.getElementById("page");
  const now = document.getElementById("page");
  const said = made.getElementById("toasts");
  if (!fresh || !now || !fresh.querySelector("[data-stay]")) {
    if (answer.redirected || answer.ok) { carry(said); location.assign(answer.url); }
    else { document.open(); document.write(text); document.close(); }
    return;
  }
  const to = new URL(answer.url);
  if (!to.hash && hash) to.hash = hash;
  const focused = keepFocus();
  Idiomorph.morph(now, fresh, {
    morphStyle: "outerHTML",
    callbacks: {
      beforeNodeMorphed: (old) => !(old instanceof HTMLElement && old.matches("form[data-dirty], #toasts")),
      // What somebody unfolded stays unfolded; menus close.
      beforeAttributeUpdated: (name, node, change) => !(name === "open" && change === "remove" && node.matches("details.fold, details:has(form[data-dirty])")),
    },
  });
  bring(said);
  document.title = made.title;
  if (push && to.href !== location.href) history.pushState(null, "", to);
  if (window.htmx) window.htmx.process(document.getElementById("page"));
  document.dispatchEvent(new CustomEvent("desk:shown"));
  reveal(to.hash);
  restoreFocus(focused);
  const refused = document.querySelector("[data-first-fault]");
  if (refused) { refused.scrollIntoView({ block: "nearest" }); firstFault(refused); }
}

function firstFault(refused) {
  const field = refused.parentElement?.querySelector("[aria-invalid=true]");
  if (field) field.focus();
}

/** Which item of which pane had the focus, so that the one that takes its place gets it. */
function keepFocus() {
  const active = document.activeElement;
  const pane = active?.closest("[data-pane]");
  const item = active?.closest("[data-item]");
  if (!pane || !item) return null;
  const items = [...pane.querySelectorAll("[data-item]")];
  return { pane: pane.id, key: item.id, at: items.indexOf(item) };
}

function restoreFocus(kept) {
  if (!kept || (document.activeElement && document.activeElement !== document.body && document.activeElement.isConnected && document.activeElement.closest("[data-item]"))) return;
  const pane = document.getElementById(kept.pane);
  if (!pane) return;
  const items = [...pane.querySelectorAll("[data-item]")];
  const chosen = pane.querySelector("[data-item].on");
  const item = document.getElementById(kept.key) || (pane.id === "rail" && chosen) || items[Math.min(kept.at, items.length - 1)];
  (item?.matches("a,[tabindex]") ? item : item?.querySelector("a[data-select]"))?.focus({ preventScroll: false });
}

/** Bring the chosen claim into view in the text and in the rail. */
export function reveal(hash) {
  const on = document.querySelectorAll("mark.on, .card.on");
  for (const each of on) {
    const pane = each.closest(".paper, .rail");
    if (!pane) continue;
    const box = each.getBoundingClientRect();
    const around = pane.getBoundingClientRect();
    if (box.top < around.top + 60 || box.bottom > around.bottom - 20) each.scrollIntoView({ block: "center" });
  }
  if (hash.length > 1) document.getElementById(decodeURIComponent(hash.slice(1)))?.scrollIntoView({ block: "start" });
}

/** The sign-in ran out: sign in over the page; what was typed stays. Resolves true once somebody is signed in again;
 * otherwise the words (with a way to sign in) stay on the page. */
export async function signedOut(words) {
  if (await signIn()) return true;
  const list = document.getElementById("toasts");
  if (list) list.innerHTML = words;
  return false;
}

/** Say something through the page's live region and, for those who see, as a toast. */
export function say(words) {
  const live = document.getElementById("live");
  if (live) live.textContent = words;
  const list = document.getElementById("toasts");
  if (!list) return;
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.toast = toast.dataset.said = "";
  toast.textContent = words;
  list.append(toast);
  document.dispatchEvent(new CustomEvent("desk:toast"));
}
