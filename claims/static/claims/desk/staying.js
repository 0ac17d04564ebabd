// Forms and links inside [data-stay] change the page in place: scroll, focus and what is being typed elsewhere stay.
// Without script they are plain forms and links.
import { secret, signIn } from "./signing_in.js";
import { bring, carry } from "./toasts.js";

/** @type {Promise<void>} one request at a time, in order */
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
    const to = new URL(link.href);
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
      await take(answer, { push: answer.redirected, pressed: button });
    }
  } catch {
    form.setAttribute("data-dirty", "");
    say("The workbench can’t be reached. What you typed is still here.");
  } finally {
    if (button) button.disabled = false;
  }
}

async function go(to, { push = true, headers } = {}) {
  try {
    // What comes by itself goes nowhere.
    await take(await fetch(to, { credentials: "same-origin", headers }), { push, hash: headers ? "" : to.hash });
  } catch {
    location.assign(to);
  }
}

async function take(answer, { push, hash = "", pressed }) {
  const text = await answer.text();
  const made = new DOMParser().parseFromString(text, "text/html");
  const fresh = made.getElementById("page");
  const said = made.getElementById("toasts");
  if (!fresh?.querySelector("[data-stay]")) {
    if (answer.redirected || answer.ok) { carry(said); location.assign(answer.url); }
    else { document.open(); document.write(text); document.close(); }
    return;
  }
  const to = new URL(answer.url);
  if (!to.hash && hash) to.hash = hash;
  const kept = keepFocus(pressed);
  morph(byId("page"), fresh);
  bring(said);
  document.title = made.title;
  if (push && to.href !== location.href) history.pushState(null, "", to);
  window.htmx?.process(byId("page"));
  document.dispatchEvent(new CustomEvent("desk:shown"));
  reveal(hash);
  restoreFocus(kept, hash);
  firstFault();
}

/** Bring a part up to date where it stands: what looks the same is neither laid out nor painted again. Words not sent yet
 * and what scripts placed stay, what somebody unfolded stays unfolded; menus close. */
export function morph(old, fresh) {
  Idiomorph.morph(old, fresh, {
    morphStyle: "outerHTML",
    callbacks: {
      beforeNodeMorphed: (node) => !(node instanceof HTMLElement && node.matches("form[data-dirty], #toasts")),
      beforeAttributeUpdated: (name, node, change) => name !== "style" && !(name === "open" && change === "remove" && node.matches("details.fold, details:has(form[data-dirty])")),
    },
  });
}

/** To a refusal, and to the first field it is about. */
function firstFault() {
  const refused = document.querySelector("[data-first-fault]");
  const field = refused?.parentElement.querySelector("[aria-invalid=true]");
  for (const each of [refused, field]) each?.scrollIntoView({ block: "nearest" });
  field?.focus();
}

const byId = (id) => document.getElementById(id);
const seen = (each) => each?.isConnected && each.checkVisibility?.() !== false;

/** An item that takes the focus, or its first link. */
export const stopOf = (item) => item.matches("[data-item]:not(a, [tabindex])") && item.querySelector("a") || item;

/** What has the focus, else was pressed, and what that stands in and beside, from the inside out. */
export function keepFocus(pressed) {
  const active = document.activeElement;
  const at = (active === document.body && pressed) || active;
  const around = [];
  for (let each = at; (each = each?.closest("#page [id]")); each = each.parentElement) {
    around.push(each.id);
    if (each.matches("[data-item]")) around.push(each.nextElementSibling?.id, each.previousElementSibling?.id);
  }
  return { at, said: at.textContent, around };
}

/** The focus goes to the place a link led to; else it stays; else it goes to what is nearest of where it was. */
export function restoreFocus({ at, said, around }, hash = "") {
  const active = document.activeElement;
  const place = byId(hash.slice(1));
  if (place ? place.contains(active) : at === document.body || active !== document.body && seen(active)) return;
  let to = place || seen(at) && at.textContent === said && at || around.map(byId).find(seen) || byId("main");
  if (place?.matches(":not([tabindex])")) to = place.querySelector("input:not([type=hidden]), textarea") || place;
  to = stopOf(to);
  if (to.tabIndex < 0) to.tabIndex = -1;
  to.focus({ preventScroll: !to.closest("[data-item]") });
}

/** Bring the chosen claim into view in the text and in the rail. */
export function reveal(hash) {
  for (const each of document.querySelectorAll(":is(.paper, .rail) :is(mark.on, .card.on)")) {
    const box = each.getBoundingClientRect();
    const around = each.closest(".paper, .rail").getBoundingClientRect();
    if (box.top < around.top + 60 || box.bottom > around.bottom - 20) each.scrollIntoView({ block: "center" });
  }
  byId(hash.slice(1))?.scrollIntoView();
}

/** The sign-in ran out: sign in over the page; what was typed stays. Resolves true once somebody is signed in again;
 * otherwise the words (with a way to sign in) stay on the page. */
export async function signedOut(words) {
  if (await signIn()) return true;
  const list = byId("toasts");
  if (list) list.innerHTML = words;
  return false;
}

/** Say something through the page's live region and, for those who see, as a toast. */
export function say(words) {
  const live = byId("live");
  if (live) live.textContent = words;
  const list = byId("toasts");
  if (!list) return;
  const toast = Object.assign(document.createElement("div"), { className: "toast", textContent: words });
  toast.dataset.toast = toast.dataset.said = "";
  list.append(toast);
  document.dispatchEvent(new CustomEvent("desk:toast"));
}
