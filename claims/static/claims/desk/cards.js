// What the rail and the text show of each claim: which one is chosen, and what state it is in. Everything here paints
// at once and asks nobody; `deciding` tells the server afterwards.
import { morph } from "./staying.js";

/** @typedef {"undecided"|"claim"|"dismissed"} State */

/** @type {Map<string, HTMLElement[]>|null} the marks of each key */
let marks = null;
/** @type {Map<string, HTMLElement[]>|null} the numbers of each key, beside the text */
let numbers = null;
let chosen = "";

export const allCards = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#cards .card")]);
export const cardOf = (key) => document.getElementById(`k-${key}`);
export const chosenKey = () => chosen;

function numbersOf(key) {
  numbers ||= gathered(document.querySelectorAll(".sheet .n[data-n]"), (each) => [each.dataset.n]);
  return numbers.get(key) || [];
}

/** @returns {Map<string, HTMLElement[]>} what belongs to each key, in the order of the text */
function gathered(all, keysOf) {
  const found = new Map();
  for (const each of all) {
    for (const key of keysOf(each)) {
      if (found.has(key)) found.get(key).push(each);
      else found.set(key, [each]);
    }
  }
  return found;
}

/** The page has changed: look again. */
export function look() {
  marks = numbers = null;
  chosen = document.querySelector("#cards .card.on")?.dataset.card || "";
  oneStop();
}

export function marksOf(key) {
  marks ||= gathered(document.querySelectorAll(".sheet mark[data-c]"), (each) => each.dataset.c.split(" "));
  return marks.get(key) || [];
}

/** Choose a claim: in the rail, in the text and in the gutter; with `focus`, go to its card. What is written, measured
 * and written again comes in this order, so that a press costs one layout. */
export function choose(key, { scroll = true, focus = false } = {}) {
  const before = chosen;
  chosen = key;
  for (const each of [before, key]) if (each) paintChosen(each);
  const link = cardOf(key)?.querySelector("a.w");
  if (scroll) show(key);
  if (focus) link?.focus({ preventScroll: true });
  for (const each of [before, key]) if (each) tabStop(each);
  if (key !== before) remember();
}

let remembering = 0;
/** whose drawer is open: after an acceptance not the chosen one's */
let held = "";

export function hold(key) {
  if (key === held) return;
  const first = !held;
  held = key;
  if (!first) remember();
}

/** The address names the chosen claim once the hand rests. */
export function remember(wait = 200) {
  const write = () => {
    const to = new URL(location.href);
    to.searchParams.set("on", chosen);
    to.searchParams.delete("edit");
    if (held && held !== chosen) to.searchParams.set("held", held);
    else to.searchParams.delete("held");
    history.replaceState(history.state, "", to);
  };
  clearTimeout(remembering);
  if (wait) remembering = setTimeout(write, wait);
  else write();
}

function paintChosen(key) {
  const on = key === chosen;
  const card = cardOf(key);
  if (card) {
    card.classList.toggle("on", on);
    current(card.querySelector("a.w"), on);
    if (on && card.classList.contains("cl") && !card.querySelector(".acts") && !card.dataset.coming) offerActs(card, key);
  }
  for (const number of numbersOf(key)) {
    number.classList.toggle("on", on);
    current(number, on);
  }
  for (const mark of marksOf(key)) paintMark(mark);
}

function tabStop(key) {
  const card = cardOf(key);
  if (card) stop(card, key === chosen);
  for (const number of numbersOf(key)) inOrder(number, key === chosen);
}

/** One stop of Tab in the rail and one in the gutter, at what is chosen: J, K and the arrows go to the others. */
function oneStop() {
  const card = cardOf(chosen);
  for (const each of document.querySelectorAll("#cards .card :is(a, button):not([tabindex])")) if (!card?.contains(each)) inOrder(each, false);
  for (const each of document.querySelectorAll(".sheet .n[data-n]:not([tabindex])")) if (each.dataset.n !== chosen) inOrder(each, false);
  if (card) stop(card, true);
  for (const number of numbersOf(chosen)) inOrder(number, true);
}

function stop(card, on) {
  for (const each of card.querySelectorAll("a, button")) inOrder(each, on);
}

function inOrder(element, on) {
  if (on === !element.hasAttribute("tabindex")) return;
  if (on) element.removeAttribute("tabindex");
  else element.tabIndex = -1;
}

function current(link, on) {
  if (on) link.setAttribute("aria-current", "true");
  else link.removeAttribute("aria-current");
}

function offerActs(card, key) {
  const offered = /** @type {HTMLTemplateElement} */ (document.getElementById("claim-acts"));
  if (!offered) return;
  card.insertAdjacentHTML("beforeend", offered.innerHTML.replaceAll("uid-of-the-card", key));
}

/** A stretch looks like the chosen one of its claims, else like the shortest that still stands. */
function paintMark(mark) {
  const keys = mark.dataset.c.split(" ");
  const top = keys.includes(chosen) && lookOf(chosen) ? chosen : keys.find(lookOf);
  mark.className = top ? lookOf(top) + (top === chosen ? " on" : "") : "gone";
}

/** `sg high`, `cl`, `cl done`, or nothing for what was dismissed. */
function lookOf(key) {
  const [number] = numbersOf(key);
  return number && !number.hidden ? number.className.replace(/\b(n|on)\b/g, "").trim() : "";
}

/** @returns {State} */
export function stateOf(key) {
  const card = cardOf(key);
  if (card?.classList.contains("cl")) return "claim";
  return card?.classList.contains("gone") ? "dismissed" : "undecided";
}

/** Paint a card, its marks and its number in another state, before the server has said yes. */
export function paint(key, state) {
  const card = cardOf(key);
  if (!card) return;
  const was = stateOf(key);
  const band = card.dataset.band || "medium";
  const classes = { claim: "cl", dismissed: `sg ${band} gone`, undecided: `sg ${band}` }[state];
  const look = state === "claim" ? "cl" : `sg ${band}`;
  card.className = `card ${classes}${key === chosen ? " on" : ""}`;
  if (state !== was) {
    card.dataset.coming = "1";
    card.querySelector(".acts")?.remove();
    card.querySelector(".m [data-local]")?.remove();
    if (state === "dismissed") card.querySelector(".m").append(localWord("Dismissed by you"));
    count(was, state, band);
  }
  for (const number of numbersOf(key)) {
    number.className = `n ${look}${key === chosen ? " on" : ""}`;
    number.hidden = state === "dismissed";
  }
  for (const mark of marksOf(key)) paintMark(mark);
}

function localWord(words) {
  const word = document.createElement("span");
  word.dataset.local = "";
  word.textContent = words;
  return word;
}

/** The numbers in the rail's head follow without being asked for. */
function count(was, state, band) {
  if (band === "low" && was !== "claim" && state !== "claim") return;
  const by = (was === "undecided" ? 1 : 0) - (state === "undecided" ? 1 : 0);
  const decided = document.getElementById("decided");
  if (!decided || !by) return;
  decided.textContent = decided.textContent.replace(/^\d+/, (n) => String(Number(n) + by));
  const todo = document.querySelector("#railhead [data-count=todo]");
  if (todo) todo.textContent = todo.textContent.replace(/\d+/, (n) => String(Number(n) - by));
}

/** The next card in the rail's order, or the next undecided one; going round, if asked. */
export function neighbour(key, by, { undecided = false, round = false } = {}) {
  const all = allCards();
  if (by < 0) all.reverse();
  const at = all.findIndex((card) => card.dataset.card === key);
  const fits = (card) => card !== all[at] && !card.hidden && (!undecided || card.matches(".sg:not(.gone)"));
  return (all.slice(at + 1).find(fits) || (round ? all.find(fits) : null))?.dataset.card || "";
}

/** Bring the claim into view where it is not: in the rail, and in the text. What was never laid out has a guessed
 * height, so while there is such there is a second look. */
function show(key, again = !document.documentElement.matches(".laid")) {
  const inRail = off(cardOf(key), document.getElementById("rail"), document.getElementById("railhead")?.offsetHeight || 0);
  const inText = off(marksOf(key)[0], document.getElementById("text"), 0);
  for (const scroll of [inRail, inText]) scroll?.();
  if (again) requestAnimationFrame(() => requestAnimationFrame(() => { if (key === chosen) show(key, false); }));
}

/** What scrolls an element into its pane, or nothing where it is seen. Measured first, written later: one layout. */
function off(element, pane, above) {
  if (!element || !pane || getComputedStyle(pane).overflowY === "visible") return null;
  const box = element.getBoundingClientRect();
  const around = pane.getBoundingClientRect();
  let by = 0;
  if (box.top < around.top + above + 4) by = box.top - around.top - above - 40;
  else if (box.bottom > around.bottom - 8) by = Math.min(box.bottom - around.bottom + 80, box.top - around.top - above - 40);
  return by ? () => { pane.scrollTop += by; } : null;
}

/** Put a card the server printed where it belongs: in place of the one with its key, else by its place in the text. */
export function place(fresh) {
  const key = fresh.dataset.card;
  const old = cardOf(key) || (fresh.dataset.was && cardOf(fresh.dataset.was));
  fresh.classList.toggle("on", key === chosen);
  if (old) { morph(old, fresh); return; }
  const at = Number(fresh.dataset.at);
  const later = allCards().find((each) => Number(each.dataset.at) > at);
  if (later) later.before(fresh);
  else (document.querySelector("#cards > :last-child") || document.getElementById("cards")).append(fresh);
}

/** Paragraphs came anew: their marks and numbers are others. */
export function textCame() {
  marks = numbers = null;
}

/** A key has become another: a suggestion is a claim now, or the other way round. */
export function rename(old, now) {
  if (chosen === old) chosen = now;
  for (const of of ["k-", "c-"]) document.getElementById(of + old)?.setAttribute("id", of + now);
}

/** Take a card away whose claim is gone. */
export function drop(key) {
  for (const number of numbersOf(key)) number.hidden = true;
  for (const mark of marksOf(key)) paintMark(mark);
  cardOf(key)?.remove();
}

export function repaint() {
  marks = numbers = null;
  if (chosen) paintChosen(chosen);
  oneStop();
}
