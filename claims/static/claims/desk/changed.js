// Lists never move under the hand: what others change meanwhile waits behind a bar that says how much it is. It stands
// hidden in the page ([data-changed] names the kinds of news that concern the list).
import { refresh } from "./staying.js";

const SPOKEN_EVERY_MS = 10000;
/** @type {Map<string, string>} what has changed since the list was fetched: the thing, and who did it */
const waiting = new Map();
let spoken = 0;
let timer = 0;

export function changed() {
  for (const kind of ["object", "published", "suggestion", "job"]) {
    document.addEventListener(`live:${kind}`, (event) => note(kind, /** @type {CustomEvent} */ (event).detail));
  }
  document.addEventListener("click", (event) => {
    if (!/** @type {HTMLElement} */ (event.target).closest("[data-changed]")) return;
    if (document.querySelector("[data-stay]")) refresh();
    else location.reload();
  });
  document.addEventListener("desk:shown", () => { waiting.clear(); show(); });
}

const bar = () => /** @type {HTMLElement|null} */ (document.querySelector("[data-changed]"));

/** Whether this is news here: of a kind the list is about, and not what one has just done oneself. */
export function isNews(kinds, kind, detail, me) {
  return kinds.split(/\s+/).includes(kind) && !(detail.by?.id && detail.by.id === me);
}

/** What the bar says. */
export function words(things) {
  const names = [...new Set([...things.values()].filter(Boolean))];
  const many = things.size === 1 ? "1 change" : `${things.size} changes`;
  return names.length === 1 ? `${many} by ${names[0]}` : many;
}

function note(kind, detail) {
  const here = bar();
  if (!here || !isNews(here.dataset.changed || "", kind, detail, document.body.dataset.me)) return;
  waiting.set(String(detail.id || detail.article || detail.topic || kind), detail.by?.name || "");
  show();
}

function show() {
  const here = bar();
  if (!here) return;
  here.hidden = !waiting.size;
  if (!waiting.size) return;
  here.querySelector("[data-words]").textContent = words(waiting);
  clearTimeout(timer);
  timer = setTimeout(speak, Math.max(0, spoken + SPOKEN_EVERY_MS - Date.now()));
}

function speak() {
  spoken = Date.now();
  const live = document.getElementById("live");
  if (live && waiting.size) live.textContent = `${words(waiting)}. Press full stop to show.`;
}
