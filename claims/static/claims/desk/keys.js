// Keys: one registry. A button or link says its key in data-key and is pressed by it; a module binds the others.
// Single characters act only outside fields, and each person may change them or switch them off.
import { isMac, isTaken, meant, namesOf, pressed, written } from "./key_names.js";
import { enqueue, say, stopOf } from "./staying.js";

/** @typedef {"everywhere"|"claims"|"text"|"evidence"|"viewer"|"verdict"|"queue"} Place */
/** @typedef {{key: string, where: Place, words?: string, run: (event: KeyboardEvent|null, target: HTMLElement) => boolean|void, last?: boolean, when?: () => boolean}} Binding */

const page = typeof document === "undefined" ? null : document;
export const mac = page ? isMac(navigator.userAgentData?.platform || navigator.platform) : false;
const read = page?.getElementById("keyboard")?.textContent;
/** @type {{off: boolean, own: Record<string, string>, places: Record<string, string>, rows: [string[], Place, string, number][]}} */
export const table = read ? JSON.parse(read) : { off: false, own: {}, places: {}, rows: [] };

const IN = {
  claims: "#rail, [data-place~=claims]",
  text: "[data-pane=text], [data-place~=text]",
  evidence: "[data-pane=evidence], [data-place~=evidence]",
  viewer: "[data-pane=viewer], [data-place~=viewer]",
  verdict: "[data-pane=verdict], [data-place~=verdict]",
  queue: "[data-pane=queue], [data-place~=queue]",
};

/** @type {Binding[]} */
const bound = [];

/**
 * Let a key do something in a place. `run` may answer false: not mine just now. Keys of the table get its words.
 * Returns a function that takes the binding away again.
 * @param {Binding} binding
 */
export function bind(binding) {
  if (isTaken(binding.key)) throw new Error(`${binding.key} belongs to the browser or a screen reader`);
  bound.push(binding);
  return () => bound.splice(bound.indexOf(binding), 1);
}

/** @type {Map<string, boolean>|null} which places there are, while many keys are asked about at once */
let present = null;

function there(where) {
  if (where === "everywhere") return true;
  const known = present?.get(where);
  if (known !== undefined) return known;
  const found = Boolean(page.querySelector(IN[where]));
  present?.set(where, found);
  return found;
}

const ready = (binding) => there(binding.where) && (!binding.when || binding.when());

/** The place an element stands in, the nearest where one is in another: the drawer's verdict in its evidence. */
export function placeOf(element) {
  const nearest = element?.closest?.(Object.values(IN).join(", "));
  const where = nearest && Object.keys(IN).find((each) => nearest.matches(IN[each]));
  if (where) return /** @type {Place} */ (where);
  if (page.querySelector(IN.claims)) return "claims";
  return Object.keys(IN).find((where) => there(where)) || "everywhere";
}

let going = 0;

export function keys() {
  page.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    const target = /** @type {HTMLElement} */ (event.target);
    const names = namesOf(event, mac);
    if (!names.length) return;
    const inField = isField(target);
    if (names[0] === "escape" && inField && !page.querySelector("dialog[open]")) { leave(target); event.preventDefault(); return; }
    for (const name of names) {
      if (inField && (!/^ctrl\+/.test(name) || /^ctrl\+(shift\+)?z$/.test(name) || name === "ctrl+v")) continue;
      if (page.querySelector("dialog[open]") && !(name === "?" && !inField)) continue;
      if (going) {
        const link = Date.now() - going < 1500 && page.querySelector(`[data-go="${CSS.escape(name)}"]`);
        going = 0;
        if (link) { event.preventDefault(); link.click(); return; }
      }
      const meaning = meant(name, table);
      if (meaning && act(meaning, target, event)) { event.preventDefault(); return; }
    }
  });
  page.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("[data-key='?']")) help();
    const to = target.closest("[data-focus]");
    if (to) { event.preventDefault(); focusPane(to.dataset.focus); }
  });
  page.addEventListener("focusin", () => soon());
  page.addEventListener("desk:shown", (event) => {
    shownPlace = "";
    if (!event.detail?.part) barSays = ""; // the page came anew, and its bar with it
    onButtons();
    soon();
  });
}

export const isField = (target) => target.matches("input:not([type=radio], [type=checkbox], [type=button], [type=submit]), textarea, select, [contenteditable]:not([contenteditable=false])");

function leave(field) {
  field.blur();
  const around = field.closest("[data-item], [data-pane]");
  if (around) stopOf(around).focus({ preventScroll: true });
}

/** Do what this key of the table means here; false where it means nothing. */
function act(name, target, event) {
  const place = placeOf(target);
  const mine = bound.filter((each) => each.key === name && ready(each));
  const run = (some) => some.some((each) => each.run(event, target) !== false);
  if (run(mine.filter((each) => each.where === place && !each.last))) return true;
  if (press(name, target, event)) return true;
  if (run(mine.filter((each) => each.where !== place && !each.last))) return true;
  return run(mine.filter((each) => each.last));
}

/** Press the nearest thing with this key: in the focused item, the pane's chosen one, then what stands in no item. */
function press(name, target, event) {
  if (name === "enter" && (!target.matches("body, .card a, main, [data-pane]") || (target.matches("a") && !target.closest(".card")))) return false;
  if (event?.repeat) return Boolean(buttonFor(name, target));
  // Pressed again while the first press is on its way: it means what the focus is on then.
  if (target.closest("[data-item]")?.querySelector(`[data-key="${CSS.escape(name)}"]:disabled`)) {
    enqueue(() => { act(name, page.activeElement || page.body, null); });
    return true;
  }
  const found = buttonFor(name, target);
  if (!found) return false;
  if (found.matches("input[type=radio]")) { found.focus(); found.click(); }
  else if (found.tagName === "SUMMARY") { found.parentElement.open = true; found.parentElement.querySelector("input:not([type=hidden]), textarea")?.focus(); }
  else if (found.matches("a[href^='#']")) { found.click(); focusPane(found.getAttribute("href").slice(1)); }
  else found.click();
  return true;
}

function buttonFor(name, target) {
  const wanted = `[data-key="${CSS.escape(name)}"]`;
  const pane = target.closest("[data-pane]");
  const first = pane && !target.closest("[data-item]") ? pane.querySelector("[data-item]") : null;
  const places = [target.closest("[data-item]"), pane?.querySelector("[data-item].on"), first, pane, page.querySelector("#rail [data-item].on"), page];
  for (const place of places) {
    const found = [...(place?.querySelectorAll(wanted) || [])].filter(usable).find((each) => place.matches?.("[data-item]") || !each.closest("[data-item]"));
    if (found) return found;
  }
  return null;
}

export const usable = (element) => !element.disabled && element.getClientRects().length > 0;

/** Next or previous thing in the pane one is in. */
export function step(target, by, undecided = false) {
  const pane = target.closest("[data-pane=evidence], [data-pane=rail]") || page.querySelector("#rail") || page.querySelector("[data-pane=evidence]") || page.querySelector("main");
  const all = [...pane.querySelectorAll("[data-item]")].filter(usable);
  const items = undecided ? all.filter((item) => item.matches(".sg:not(.gone), .on, :focus-within")) : all;
  if (!items.length) return false;
  const now = items.findIndex((item) => item === page.activeElement || item.contains(page.activeElement));
  const at = now >= 0 ? now : items.findIndex((item) => item.classList.contains("on"));
  const item = items[at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + by))];
  const link = item.querySelector("a[data-select]");
  if (link) { link.focus(); if (item !== items[at]) link.click(); }
  else stopOf(item).focus();
  item.scrollIntoView({ block: "nearest" });
  return true;
}

export function focusPane(id) {
  const pane = page.getElementById(id);
  pane?.scrollIntoView({ block: "nearest" });
  const first = (each) => [...pane.querySelectorAll(each)].find(usable);
  if (pane) (first(".candidate") || first("[data-item]") || first("input:not([type=hidden]), textarea, button") || pane).focus();
}

// What can be done now -----------------------------------------------------------------------------------------

/** @typedef {{key: string, where: Place, words: string, run: () => void}} Doable */

/** The lines of the table with the keys of each that do something on this page now. */
export function inForce(among = table.rows) {
  present = new Map();
  const found = among
    .map(([names, where, words, inBar]) => ({ names: names.filter((name) => there(where) && works(name, where)), where, words, inBar }))
    .filter((row) => row.names.length);
  present = null;
  return found;
}

/** A key of the rail means the chosen card: the others, often hundreds, need not be looked at. */
const meansOther = (element) => Boolean(element.closest("#cards .card:not(.on)"));

function works(name, where) {
  if (!pressed(name, table)) return false;
  if (name.includes(">")) return Boolean(page.querySelector(`[data-go="${CSS.escape(name.split(">")[1])}"]`));
  if (bound.some((each) => each.key === name && (each.where === where || each.last) && ready(each))) return true;
  const inside = where === "everywhere" ? "" : IN[where];
  return [...page.querySelectorAll(`[data-key="${CSS.escape(name)}"]`)].some((each) => !meansOther(each) && usable(each) && (!inside || each.closest(inside) || !each.closest("[data-pane]")));
}

/** Everything that this page's keys do, one by one, as the palette offers it. */
export function doable(target) {
  /** @type {Doable[]} */
  const found = [];
  for (const { names, where, words } of inForce()) {
    for (const name of names) {
      const binding = bound.find((each) => each.key === name && each.where === where && ready(each)) || bound.find((each) => each.key === name && each.last && ready(each));
      const button = buttonFor(name, target);
      const link = name.includes(">") ? page.querySelector(`[data-go="${CSS.escape(name.split(">")[1])}"]`) : null;
      const called = names.length === 1 ? words : words.split(", ")[names.indexOf(name)];
      if (link) found.push({ key: name, where, words, run: () => link.click() });
      else if (!binding && button) found.push({ key: name, where, words: names.length > 1 ? `${words}: ${labelOf(button)}` : words, run: () => act(name, target, null) });
      else if (binding) found.push({ key: name, where, words: binding.words || called || words, run: () => act(name, target, null) });
    }
  }
  return found;
}

/** What a button is called, without the key it shows. */
export function labelOf(element) {
  if (element.ariaLabel) return element.ariaLabel;
  if (element.dataset.label) return element.dataset.label;
  const copy = element.cloneNode(true);
  for (const each of copy.querySelectorAll("kbd, svg, [aria-hidden=true]")) each.remove();
  return copy.textContent.replace(/\s+/g, " ").trim();
}

/** The elements that show a key of the table as this person presses it; none where it is switched off. */
export function shown(name) {
  const own = pressed(name, table);
  return own ? written(own, mac).map((words) => Object.assign(page.createElement("kbd"), { textContent: words })) : [];
}

/** The list of all keys is fetched when somebody asks for it. */
const help = () => import("./keys_help.js").then((it) => it.help(), () => say("The workbench can’t be reached, so its keys can’t be listed just now."));

let shownPlace = "";
let barSays = "";
let barDue = false;
const whenIdle = globalThis.requestIdleCallback || ((work) => setTimeout(work, 50));

/** The bar can wait for the hand to rest: it asks for what is laid out. */
function soon() {
  if (barDue) return;
  barDue = true;
  whenIdle(() => { barDue = false; bar(); }, { timeout: 500 });
}

/** The bar at the bottom: the keys of the place one is in. */
function bar() {
  const footer = page.querySelector("footer.keys");
  if (!footer || !table.rows.length) return;
  const place = placeOf(page.activeElement);
  if (place === shownPlace) return;
  shownPlace = place;
  const rows = inForce(table.rows.filter(([names, where, , inBar]) => inBar && (where === place || where === "everywhere" || (place === "text" && where === "claims" && names[0] === "j"))));
  const says = JSON.stringify(rows.map((row) => [row.names, row.words]));
  if (says === barSays) return;
  barSays = says;
  const lines = rows.sort((a, b) => Number(a.where === "everywhere") - Number(b.where === "everywhere")).map((row) => {
    const line = page.createElement("span");
    for (const name of row.names.length > 3 ? [row.names[0], row.names.at(-1)] : row.names) line.append(...shown(name));
    line.append(` ${row.words}`);
    return line;
  });
  const all = footer.querySelector("[data-key='?']");
  footer.replaceChildren(...lines, Object.assign(page.createElement("span"), { className: "grow" }), ...(all ? [all] : []));
}

/** Buttons show the key this person presses. */
function onButtons() {
  const differs = mac || table.off || Object.keys(table.own).length;
  if (!differs) return;
  for (const each of page.querySelectorAll("[data-key]")) {
    const sign = each.querySelector("kbd");
    if (!sign) continue;
    const own = pressed(each.dataset.key, table);
    sign.hidden = !own;
    if (own) sign.textContent = written(own, mac).join(" ");
  }
}

// What is ours everywhere; a module that binds the same key comes first ------------------------------------------

const last = true;
bind({ key: "?", where: "everywhere", last, run: () => help() });
bind({ key: "g", where: "everywhere", last, run: () => { going = Date.now(); } });
bind({ key: "escape", where: "everywhere", last, run: () => { page.querySelector("#rail .card.on a[data-select], main")?.focus(); return false; } });
const waiting = () => page.querySelector(".turn a[data-item]");
bind({ key: "enter", where: "everywhere", last, when: () => Boolean(waiting()), run: (event, target) => (target.matches("body, main") ? waiting().click() : false) });
for (const [key, by] of /** @type {[string, number][]} */ ([["j", 1], ["k", -1]])) {
  const items = () => Boolean(page.querySelector("[data-item]"));
  bind({ key, where: "everywhere", last, when: items, run: (event, target) => step(target, by) });
  bind({ key: `shift+${key}`, where: "claims", last, run: (event, target) => step(target, by, true) });
}
bind({ key: "h", where: "claims", last, run: () => { page.querySelector(".paper")?.classList.toggle("nomarks"); } });
bind({ key: "q", where: "viewer", last, run: () => { page.querySelector("[data-quote-start]")?.click(); } });
bind({ key: "v", where: "verdict", last, run: () => focusPane("verdict") });
