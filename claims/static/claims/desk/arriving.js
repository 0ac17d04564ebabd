// What a search finds while one looks. The strip changes at once; new sources join the list by themselves only where
// nobody can be disturbed: it is empty, or neither focused, hovered nor scrolled. Otherwise a bar waits to be pressed.
import { liveState } from "./live.js";
import { counted } from "./live_places.js";

const SPOKEN_EVERY = 10000;
const SEEN_AFTER = 1500;

/** @type {Element[]} sources that wait behind the bar, in the server's order */
let waiting = [];
let asking = false;
let again = false;
let unspoken = 0;
let spokenAt = 0;
let speaking = 0;
let eyes = /** @type {IntersectionObserver|null} */ (null);

export function arriving() {
  const about = (event) => {
    const strip = document.getElementById("providers");
    const { claim, suggestion } = event.detail;
    if (strip?.dataset.arrived && ((claim && claim === strip.dataset.claim) || (suggestion && suggestion === strip.dataset.suggestion))) look();
  };
  document.addEventListener("live:job", about);
  document.addEventListener("live:evidence", about);
  document.addEventListener("live:reset", () => document.getElementById("providers")?.dataset.arrived && look());
  document.addEventListener("click", (event) => {
    if (/** @type {Element} */ (event.target).closest("[data-show-new]")) showWaiting();
  });
  document.addEventListener("desk:shown", () => {
    // The page was made anew and has everything.
    waiting = waiting.filter((each) => !document.getElementById(each.id));
    bar();
  });
  // A part that would poll need not while we are told.
  document.addEventListener("htmx:confirm", (event) => {
    if (liveState() === "live" && /** @type {Element} */ (event.target).closest("#providers[data-poll]")) event.preventDefault();
  });
  document.addEventListener("live:state", (event) => { if (event.detail.state === "live") look(); });
  setInterval(tick, 1000);
  tick();
}

/** Ask for the strip and the candidates as they stand; what happens meanwhile is asked for once more. */
async function look() {
  const strip = document.getElementById("providers");
  if (!strip?.dataset.arrived) return;
  if (asking) { again = true; return; }
  asking = true;
  try {
    const answer = await fetch(strip.dataset.arrived, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
    if (answer.ok) take(new DOMParser().parseFromString(await answer.text(), "text/html"), strip.dataset.arrived);
  } catch {
    // The line says that it is broken; the next event asks again.
  } finally {
    asking = false;
    if (again) { again = false; look(); }
  }
}

function take(made, address) {
  const strip = document.getElementById("providers");
  const fresh = made.getElementById("providers");
  if (!strip || !fresh || strip.dataset.arrived !== address) return; // another claim was chosen meanwhile
  Idiomorph.morph(strip, fresh, { morphStyle: "outerHTML" });
  tick();
  const known = new Set([...document.querySelectorAll("li.ev[id]"), ...waiting].map((each) => each.id));
  const news = [...made.querySelectorAll("li.candidate[id]")].filter((each) => !known.has(each.id));
  if (!news.length) return;
  waiting = [...waiting, ...news];
  speak(news.length);
  const list = listOf();
  if (!list) return;
  if (isFree(list)) showWaiting(false);
  else bar();
}

/** The list the candidates are in, or are to be in; made where the page had none. */
function listOf() {
  const strip = document.getElementById("providers");
  const place = document.querySelector(".tray") || strip?.closest("#evidence");
  const list = place?.querySelector(":scope > ol");
  if (list || !place) return list;
  const made = document.createElement("ol");
  const none = place.querySelector(":scope > p.none");
  if (none) none.replaceWith(made);
  else place.append(made);
  return made;
}

/** Nobody can be disturbed: the list is empty, or neither focused, hovered nor scrolled. */
export function isFree(list) {
  if (!list.querySelector("li")) return true;
  const pane = scrolled(list);
  return !list.contains(document.activeElement) && !list.matches(":hover") && !(pane && pane.scrollTop > 0);
}

function scrolled(element) {
  for (let at = element; at; at = at.parentElement) if (at.scrollHeight > at.clientHeight + 1 && /auto|scroll/.test(getComputedStyle(at).overflowY)) return at;
  return document.scrollingElement;
}

function bar() {
  const old = document.querySelector("[data-new-bar]");
  const strip = document.getElementById("providers");
  if (!waiting.length || !strip) { old?.remove(); return; }
  const made = old || document.createElement("div");
  made.className = "new";
  made.setAttribute("data-new-bar", "");
  made.innerHTML = '<button type="button" data-show-new data-key="."></button>';
  const button = made.firstElementChild;
  button.append(`Show ${counted(waiting.length, "new source", "new sources")} `, Object.assign(document.createElement("kbd"), { textContent: "." }));
  if (!old) strip.after(made);
}

/** Put what waits at the end of the list, and leave a dot on it until it is seen. */
function showWaiting(asked = true) {
  const list = listOf();
  if (!list) return;
  const before = document.activeElement;
  const first = waiting[0];
  for (const each of waiting) {
    if (document.getElementById(each.id)) continue;
    each.setAttribute("data-unseen", "");
    each.querySelector(".src")?.prepend(Object.assign(document.createElement("span"), { className: "sr", textContent: "new " }));
    list.append(each);
    watch(each);
  }
  waiting = [];
  bar();
  list.parentElement?.querySelector(":scope > p.none")?.remove();
  const count = document.querySelector(".tray > h2 .num");
  if (count) count.textContent = String(document.querySelectorAll(".tray li.candidate").length);
  if (window.htmx) window.htmx.process(list);
  if (asked && first && (before?.matches("[data-show-new]") || before === document.body)) document.getElementById(first.id)?.focus();
  document.dispatchEvent(new CustomEvent("desk:arrived"));
}

function watch(item) {
  eyes ||= new IntersectionObserver((entries) => {
    for (const each of entries) if (each.isIntersecting) setTimeout(() => seen(each.target), SEEN_AFTER);
  }, { threshold: 0.6 });
  eyes.observe(item);
  item.addEventListener("focusin", () => seen(item), { once: true });
}

function seen(item) {
  eyes?.unobserve(item);
  item.removeAttribute("data-unseen");
  item.querySelector(".src > .sr")?.remove();
}

/** How many came, through the page's live region, at most every ten seconds. */
function speak(n) {
  unspoken += n;
  clearTimeout(speaking);
  speaking = setTimeout(() => {
    const region = document.getElementById("live");
    if (region) region.textContent = `${counted(unspoken, "new source", "new sources")}`;
    unspoken = 0;
    spokenAt = Date.now();
  }, Math.max(0, spokenAt + SPOKEN_EVERY - Date.now()));
}

/** The seconds a search has taken, counting. */
function tick() {
  for (const each of document.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(each.dateTime || each.dataset.since)) / 1000));
    each.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }
}
