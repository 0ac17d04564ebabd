// Find in the article: hits are lit while one types, Enter takes the hit, then C marks it.
import * as registry from "./keys.js";
import { rangeOver, textOf } from "./places.js";
import { take } from "./reading.js";
import { points } from "./spans.js";

/** Where `wanted` stands in `text`, in UTF-16 units, whatever the case. */
export function hits(text, wanted) {
  const found = [];
  const small = text.toLocaleLowerCase();
  const words = wanted.trim().toLocaleLowerCase();
  if (!words || small.length !== text.length) return found;
  for (let at = small.indexOf(words); at >= 0; at = small.indexOf(words, at + words.length)) found.push([at, at + words.length]);
  return found;
}

let all = [];
let at = 0;

export function finding() {
  if (!document.getElementById("findtext")) return;
  registry.bind?.({ key: "/", where: "text", words: "find in the text", run: (event, target) => (target.closest("#text") ? open() : false) });
  document.addEventListener("input", (event) => { if (event.target.id === "findwords") look(event.target.value); });
  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "findwords") return;
    if (event.key === "Enter") { event.preventDefault(); event.stopPropagation(); takeHit(); }
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); go(event.key === "ArrowDown" ? 1 : -1); }
    else if (event.key === "Escape") { event.stopPropagation(); close(); }
  }, { capture: true });
  document.addEventListener("click", (event) => { if (event.target.closest?.("[data-find]")) open(); });
}

function open() {
  const box = document.getElementById("findtext");
  box.hidden = false;
  const field = /** @type {HTMLInputElement} */ (document.getElementById("findwords"));
  field.focus();
  field.select();
  if (field.value) look(field.value);
  return true;
}

function close() {
  document.getElementById("findtext").hidden = true;
  light([], null);
  document.getElementById("text").focus({ preventScroll: true });
}

function look(words) {
  all = [];
  for (const block of document.querySelectorAll("#text [data-start]")) {
    const text = textOf(block);
    for (const [start, end] of hits(text, words)) {
      const from = Number(block.dataset.start);
      all.push({ block, start: from + points(text, start), end: from + points(text, end) });
    }
  }
  at = 0;
  go(0);
}

function go(by) {
  at = all.length ? (at + by + all.length) % all.length : 0;
  const told = document.getElementById("findcount");
  told.textContent = all.length ? `${at + 1} of ${all.length}` : "not found";
  light(all, all[at]);
  all[at]?.block.scrollIntoView({ block: "center" });
}

/** CSS highlights are for passing things; where there are none, nothing is lit. */
function light(some, current) {
  if (!CSS.highlights) return;
  CSS.highlights.set("hits", new Highlight(...some.slice(0, 500).map((hit) => rangeOver(hit.start, hit.end)).filter(Boolean)));
  const range = current && rangeOver(current.start, current.end);
  CSS.highlights.set("hit", range ? new Highlight(range) : new Highlight());
}

function takeHit() {
  const hit = all[at];
  if (!hit) return;
  close();
  take([hit.start, hit.end]);
}
