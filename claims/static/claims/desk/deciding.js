// Deciding: the page shows it at once, the server hears of it in the order it was done, and has the last word. What
// it refuses is painted back, with its reason; what it never heard of is painted back too and can be sent again.
import { breath } from "./breath.js";
import { cardOf, choose, chosenKey, drop, look, neighbour, paint, place, remember, rename, repaint, stateOf, textCame } from "./cards.js";
import { drawer, drawerKey, face, forget, inRun, openDrawer, renameDrawer, takeDrawer } from "./drawer.js";
import { enqueue, morph, refresh, say, signedOut } from "./staying.js";
import { bring, carry } from "./toasts.js";

/** What each act makes of a card. */
const MAKES = { accept: "claim", dismiss: "dismissed", undo_dismissal: "undecided", remove_claim: "undecided" };

/** @typedef {{address: () => string, key: string, act: string, state: string, before: string, body?: () => FormData, chooses?: boolean, undone?: boolean, form?: HTMLFormElement, card?: HTMLElement}} Deed */

/** @type {Deed[]} painted, and not yet confirmed */
const waiting = [];
/** @type {Deed[]} decided on this page, for painting an undo */
const past = [];
/** @type {Map<string, string>} a suggestion's key to its claim's, and back */
const became = new Map();

const now = (key) => {
  const seen = new Set();
  while (became.has(key) && !seen.has(key)) { seen.add(key); key = became.get(key); }
  return key;
};

/** Press a card's button. */
export function decide(act, key, address) {
  key = now(key);
  const deed = { act, key, state: MAKES[act], before: stateOf(key), address: () => address };
  const onward = act === "accept" || act === "dismiss";
  const next = onward ? neighbour(key, 1, { undecided: true, round: true }) : "";
  const focused = cardOf(key)?.contains(document.activeElement);
  deed.card = cardOf(key)?.cloneNode(true);
  paint(key, deed.state);
  saved("Saving…"); // written with the rest, before anything is measured
  forget(key);
  if (next && next !== key) {
    choose(next);
    if (focused) cardOf(next)?.querySelector("a.w").focus({ preventScroll: true });
    openDrawer(act === "accept" ? key : next);
  } else if (focused) cardOf(key)?.querySelector("a.w").focus({ preventScroll: true });
  put(deed);
}

/** `undoing` tells the server to undo the last act; what was decided last is painted back meanwhile. */
export function paintUndo() {
  const last = past.pop();
  if (!last) return;
  last.undone = true;
  const key = now(last.key);
  paint(key, last.before);
  choose(key);
  remember(0);
  openDrawer(key);
}

function put(deed) {
  waiting.push(deed);
  if (deed.state) past.push(deed);
  saved("Saving…");
  enqueue(() => send(deed));
}

async function send(deed) {
  const form = /** @type {HTMLFormElement} */ (document.getElementById("rail-form"));
  const body = deed.body ? deed.body() : new FormData(form);
  const last = waiting.at(-1) === deed;
  const cards = [deed.key, now(deed.key)];
  const answer = await post(deed.address(), body, cards, last && !inRun() ? drawerKey() : "");
  waiting.splice(waiting.indexOf(deed), 1);
  if (!answer?.ok) past.splice(past.indexOf(deed) >>> 0, 1);
  if (!answer) {
    giveBack(deed);
    if (answer === undefined) offerAgain(deed);
    return;
  }
  if (answer.ok && deed.form) deed.form.dispatchEvent(new CustomEvent("desk:sent", { bubbles: true }));
  await take(answer, deed);
}

/**
 * Post to the workbench and get back what changed. Undefined when nobody answered, null when the sign-in ran out.
 * @returns {Promise<{ok: boolean, parts: HTMLElement|null, url: string, said: HTMLElement|null}|null|undefined>}
 */
async function post(address, body, cards, of) {
  try {
    const multipart = [...body.values()].some((value) => value instanceof File && value.size);
    const answer = await fetch(address, {
      method: "POST",
      body: multipart ? body : new URLSearchParams(/** @type {any} */ (body)),
      headers: { "HX-Request": "true", "X-Part": "bench", "X-Cards": [...new Set(cards)].filter(Boolean).join(","), "X-Text": paragraphs(cards), "X-Drawer": of, "X-Face": face() },
      credentials: "same-origin",
    });
    const html = await answer.text();
    if (answer.status === 401) return (await signedOut(html)) ? post(address, body, cards, of) : null;
    await breath();
    const made = new DOMParser().parseFromString(html, "text/html");
    const parts = made.getElementById("parts");
    await breath();
    return { ok: answer.ok, parts, url: answer.headers.get("Content-Location") || answer.url, said: made.getElementById("toasts") };
  } catch {
    return undefined;
  }
}

/** @type {Deed[]} what the server never heard of */
const unheard = [];

/** Say that the line was lost, with a way to do again what was painted back. */
function offerAgain(deed) {
  if (!deed.undone) unheard.push(deed);
  document.querySelector("#toasts [data-unheard]")?.remove();
  say("The workbench can’t be reached. What was not saved is shown as it was before.");
  const toast = /** @type {HTMLElement|null} */ (document.querySelector("#toasts > :last-child"));
  if (!toast || !unheard.length) return;
  toast.dataset.unheard = "";
  const again = Object.assign(document.createElement("button"), { type: "button", className: "btn sm", textContent: "Try again" });
  again.addEventListener("click", () => {
    toast.remove();
    for (const each of unheard.splice(0)) {
      if (each.state) { each.before = stateOf(now(each.key)); paint(now(each.key), each.state); }
      put(each);
    }
  });
  toast.append(" ", again);
}

/** The paragraphs in which these cards are marked now. */
function paragraphs(cards) {
  const found = new Set();
  for (const key of cards) {
    for (const mark of document.querySelectorAll(`.sheet mark[data-c~="${CSS.escape(key)}"]`)) {
      found.add(mark.closest("[data-start]")?.dataset.start);
    }
  }
  return [...found].join(",");
}

function giveBack(deed) {
  const held = drawer();
  if (deed.form) deed.form.setAttribute("data-dirty", "");
  if (deed.state) {
    paint(now(deed.key), deed.before);
    if (deed.card) place(deed.card);
    repaint();
  }
  held?.removeAttribute("aria-busy");
  saved("Not saved", true);
}

/** Put the server's parts in the place of ours, piece by piece. */
async function take(answer, deed) {
  const { parts, url, said } = answer;
  if (!parts) {
    if (answer.ok) { carry(said); location.assign(url); }
    else { say("That was not possible. The page shows how things stand."); refresh(); }
    return;
  }
  for (const card of parts.querySelectorAll("#parts-cards > .card")) {
    const key = card.dataset.card;
    const was = card.dataset.was || (deed.key !== key && !cardOf(key) && MAKES[deed.act] === "undecided" ? deed.key : "");
    if (was && !card.dataset.was) card.dataset.was = was;
    if (was && was !== key && cardOf(was)) { became.delete(key); became.set(was, key); rename(was, key); renameDrawer(was, key); }
    forget(key);
    place(card);
  }
  await breath();
  for (const fresh of [...(parts.querySelector("#parts-text")?.children || [])]) {
    const old = document.getElementById(fresh.id);
    if (old?.childNodes.length === fresh.childNodes.length) morph(old, fresh);
    else old?.replaceWith(fresh);
  }
  textCame();
  for (const key of (parts.dataset.gone || "").split(" ").filter(Boolean)) if (!became.has(key)) drop(key);
  if (deed.chooses && parts.dataset.on && !waiting.length) choose(parts.dataset.on);
  repaint();
  for (const each of waiting) if (each.state) paint(now(each.key), each.undone ? each.before : each.state);
  const head = parts.querySelector("#railhead");
  if (head && !waiting.length) morph(document.getElementById("railhead"), head);
  await breath();
  bring(said);
  const fresh = parts.querySelector("#evidence");
  if (fresh) takeDrawer(fresh);
  else if (deed.chooses) openDrawer(chosenKey(), { now: true });
  const left = document.querySelector("#railhead [data-count=todo]")?.textContent.match(/\d+/)?.[0];
  const end = document.getElementById("alldecided");
  if (end && left !== undefined) end.hidden = left !== "0";
  if (!waiting.length) saved(answer.ok ? "Saved" : "Needs you", !answer.ok);
  document.dispatchEvent(new CustomEvent("desk:shown", { detail: { part: "cards" } }));
}

function saved(words, bad = false) {
  const chip = document.getElementById("benchsaved");
  if (!chip) return;
  chip.classList.toggle("bad", bad);
  if (chip.lastElementChild.textContent !== words) chip.lastElementChild.textContent = words;
}

/** A form of the drawer, or the one that marks: sent by itself, and only what it changed comes back. */
export function sendForm(form, button) {
  const address = button?.getAttribute("formaction") || form.getAttribute("action") || location.href;
  const body = new FormData(form, button);
  if (form.closest("#evidence")) body.set("place", "workbench");
  for (const other of document.querySelectorAll("form[data-autosave][data-dirty]")) {
    if (other !== form) other.dispatchEvent(new CustomEvent("desk:save"));
  }
  const key = drawerKey();
  const marking = form.matches("[data-mark-form], [data-add-form]");
  form.removeAttribute("data-dirty");
  const deed = { act: "form", key, state: "", before: "", address: () => address, body: () => body, form, chooses: marking };
  candidateDone(button);
  put(deed);
}

/** A stance moves the focus on to the next candidate before the server has answered. */
function candidateDone(button) {
  const item = button?.closest(".candidate");
  if (!item || !button.matches("[name=stance], [data-key=x]")) return;
  const all = [...document.querySelectorAll("#evidence .candidate:not([data-done])")];
  const next = all[all.indexOf(item) + 1] || all.find((each) => each !== item);
  item.setAttribute("data-done", button.value || "aside");
  if (item.contains(document.activeElement) || document.activeElement === document.body) (next || drawer())?.focus();
}

/** After the whole page has come anew, what is still waiting is painted again. */
export function lookAgain() {
  look();
  for (const each of waiting) if (each.state) paint(now(each.key), each.undone ? each.before : each.state);
}
