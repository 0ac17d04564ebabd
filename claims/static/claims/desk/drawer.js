// The drawer shows one claim. It is fetched by itself, without the page around it; the next undecided one is fetched
// ahead. A drawer with unsaved words in it is put by and comes back with them.
import { breath } from "./breath.js";
import { enqueue, keepFocus, morph, restoreFocus, say, signedOut } from "./staying.js";
import { cardOf, hold, neighbour } from "./cards.js";

const FRESH = 20_000;
/** Choices that follow each other this closely are one run through the list: its drawer waits for the end of it. */
const RUNNING_MS = 300;

let wanted = "";
let timer = 0;
let chosenAt = 0;
let running = false;
let goesThere = false;
/** @type {Map<string, {html: string, at: number}>} */
const ahead = new Map();
/** @type {Map<string, HTMLElement>} */
const putBy = new Map();

export const drawerKey = () => wanted;
export const drawer = () => document.getElementById("evidence");

/** The page came whole: the drawer is whoever it says. */
export function lookAtDrawer() {
  wanted = drawer()?.dataset.of || "";
  ahead.clear();
  hold(wanted);
  arrive();
}

/** To the evidence once the server has told what it is. */
export function goWhenHere() {
  goesThere = true;
}

/** Who asked for the evidence while its drawer was on the way is taken there once it is here. */
function arrive() {
  if (!goesThere || !drawer() || drawer().inert) return;
  goesThere = false;
  focusIn(".candidate, [data-item]");
}

/** Show the drawer of this claim, soon: whoever runs through the list with J is not made to wait for each. */
export function openDrawer(key, { now = false } = {}) {
  if (!key || key === wanted) return;
  wanted = key;
  hold(key);
  clearTimeout(timer);
  running = Date.now() - chosenAt < RUNNING_MS;
  chosenAt = Date.now();
  const known = ahead.get(key);
  const kept = putBy.get(key);
  if (kept) { putBy.delete(key); swap(kept, key); return; }
  if (known && Date.now() - known.at < FRESH) {
    timer = setTimeout(() => { swap(parse(known.html), key); fetchAhead(key); }, now ? 0 : running ? 220 : 40);
    return;
  }
  // Until it is here, nothing can be pressed in the drawer of the claim before: it would be done to the wrong one.
  const stale = drawer();
  if (stale) { stale.setAttribute("aria-busy", "true"); stale.inert = true; }
  timer = setTimeout(fetchWanted, now ? 0 : running ? 220 : 90);
}

/** Go to the evidence: now, or as soon as the right drawer is here. Answers whether it is. */
export function goToEvidence() {
  if (!drawer()?.inert) return true;
  goesThere = true;
  return false;
}

/** Whether the hand is running through the list: then nobody looks at the drawer yet. */
export const inRun = () => running && Date.now() - chosenAt < RUNNING_MS;

/** Fetch the drawer of whichever claim is wanted when its turn comes: its key may have changed since. */
function fetchWanted() {
  enqueue(async () => {
    const key = wanted;
    if (!key || drawer()?.dataset.of === key && !drawer().inert) return;
    const html = await ask(key);
    const fresh = html && parse(html);
    await breath();
    if (key !== wanted) return;
    if (fresh) { swap(fresh, key); fetchAhead(key); } else {
      wanted = "";
      say("What is known about this claim could not be fetched. Choose it again to try.");
    }
  });
}

/** The server's drawer for the claim that is wanted now; any other comes too late. */
export function takeDrawer(fresh) {
  if (!fresh) return;
  const key = fresh.dataset.of || "";
  ahead.delete(key);
  if (key !== wanted && fresh.dataset.was !== wanted) return;
  wanted = key;
  hold(key);
  const show = () => { if (key === wanted) { swap(fresh, key); fetchAhead(key); } };
  clearTimeout(timer);
  if (inRun()) timer = setTimeout(show, 220);
  else show();
}

export function renameDrawer(old, now) {
  ahead.delete(old);
  ahead.delete(now);
  if (wanted === old) { wanted = now; hold(now); }
}

export const forget = (key) => ahead.delete(key);

async function ask(key) {
  const to = new URL(location.href);
  to.searchParams.set("on", key);
  to.hash = "";
  try {
    const answer = await fetch(to, { credentials: "same-origin", headers: { "X-Part": "bench", "X-Drawer": key, "X-Face": face() } });
    const html = await answer.text();
    if (answer.status === 401) return key === wanted && (await signedOut(html)) ? ask(key) : "";
    return answer.ok ? html : "";
  } catch {
    return "";
  }
}

let asking = "";

/** Which face the drawer shows: the evidence, or the verdict. */
export const face = () => asking || drawer()?.dataset.face || "evidence";

/** Turn the drawer of its claim to the other face. */
export function turn(to) {
  const key = wanted;
  asking = to;
  ahead.clear();
  drawer()?.setAttribute("aria-busy", "true");
  // What the verdict needs comes while the server is asked for it.
  if (to === "verdict") for (const name of ["verdict", "saving", "connection", "keeping"]) import(`./${name}.js`);
  enqueue(async () => {
    const html = await ask(key);
    asking = "";
    if (!html || key !== wanted) return;
    const fresh = parse(html);
    swap(fresh, key);
    const begin = to === "verdict" && drawer().querySelector("#verdict button[data-key=v]");
    if (begin?.form) { begin.form.requestSubmit(begin); drawer().setAttribute("aria-busy", "true"); }
    if (to === "verdict") focusIn("#verdict input[type=radio], #verdict");
    else focusIn(".candidate, [data-item]");
  });
}

function focusIn(selector) {
  const found = [...drawer().querySelectorAll(selector)].find((each) => each.getClientRects().length);
  (found || drawer()).focus({ preventScroll: true });
}

/** Open the fields of the claim that the drawer shows, when it is there. */
export function edit(key) {
  const open = () => {
    const fields = drawer()?.querySelector("#editing");
    if (drawer()?.dataset.of !== key || !fields) return;
    fields.open = true;
    fields.querySelector("textarea, input:not([type=hidden])")?.focus();
  };
  if (drawer()?.dataset.of === key) { open(); return; }
  openDrawer(key, { now: true });
  document.addEventListener("desk:shown", (event) => { if (event.detail?.part === "drawer") open(); }, { once: true });
}

const parse = (html) => new DOMParser().parseFromString(html, "text/html").getElementById("evidence");

function swap(fresh, key) {
  const old = drawer();
  if (!old || !fresh) return;
  const kept = old.contains(document.activeElement) && keepFocus();
  if (old.dataset.of === key || fresh.dataset.was === old.dataset.of) {
    morph(old, fresh);
  } else {
    if (old.querySelector("form[data-dirty]")) {
      for (const form of old.querySelectorAll("form[data-autosave][data-dirty]")) form.dispatchEvent(new CustomEvent("desk:save"));
      putBy.set(old.dataset.of, old);
    }
    old.replaceWith(fresh);
  }
  const shown = drawer();
  shown.removeAttribute("aria-busy");
  shown.inert = false;
  if (goesThere) arrive();
  else if (kept) restoreFocus(kept);
  window.htmx?.process(shown);
  document.dispatchEvent(new CustomEvent("desk:shown", { detail: { part: "drawer" } }));
}

/** While one reads this drawer, the one most likely to come next is fetched. */
function fetchAhead(key) {
  const next = neighbour(cardOf(key) ? key : "", 1, { undecided: true, round: true });
  if (!next || ahead.has(next) && Date.now() - ahead.get(next).at < FRESH) return;
  const later = window.requestIdleCallback || ((work) => setTimeout(work, 200));
  later(async () => {
    const html = await ask(next);
    if (html) ahead.set(next, { html, at: Date.now() });
    if (ahead.size > 12) ahead.delete(ahead.keys().next().value);
  });
}
