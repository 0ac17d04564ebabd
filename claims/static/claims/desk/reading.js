// Reading and selecting in the article: a click takes the sentence, dragging takes whole words, keys move and trim.
// What is being selected is the browser's own selection, so that it is seen in every mode and read by every reader.
import * as registry from "./keys.js";
import { blockAt, forgetPlaces, pointAt, rangeOver, sheet, textOf } from "./places.js";
import { points, sentenceAt, sentences as longer, snapped, units, wordEdge } from "./spans.js";
import { selected } from "./codepoints.js";

/** @type {[number, number][]} */
let sentences = [];
/** @type {[number, number]|null} what is selected, in code points */
let taken = null;
let bar = null;

export const takenNow = () => taken;

export function reading() {
  const pane = document.getElementById("text");
  if (!pane) return;
  learn();
  document.addEventListener("desk:shown", (event) => {
    if (event.detail?.part === "drawer") return;
    forgetPlaces();
    if (!event.detail?.part) learn();
    if (taken && pane.contains(document.activeElement) && getSelection().isCollapsed && event.detail?.part !== "cards") take(taken, { quiet: true });
    else if (event.detail?.part === "cards") { taken = null; hide(); }
  });
  let began = false;
  document.addEventListener("mousedown", (event) => {
    began = Boolean(inText(event));
    if (began && event.shiftKey) reach(event);
  });
  document.addEventListener("mouseup", (event) => {
    if (began) setTimeout(() => released(event), 0);
    began = false;
  });
  document.addEventListener("scroll", hide, { capture: true, passive: true });
  document.addEventListener("selectionchange", () => { if (getSelection().isCollapsed) hide(); });
  bindKeys();
}

function learn() {
  const data = document.getElementById("sentences");
  sentences = data ? JSON.parse(data.textContent) : [];
}

const inText = (event) => !event.button && event.target instanceof Element && event.target.closest("#text .sheet") && !event.target.closest("a, button, input");

/** Click, then Shift-click: from here to there without dragging. */
function reach(event) {
  const at = pointAt(event.clientX, event.clientY);
  if (at === null || !taken) return;
  event.preventDefault();
  document.getElementById("text").focus({ preventScroll: true });
  take(words(Math.min(taken[0], at), Math.max(taken[1], at)));
  offer(event.clientX, event.clientY);
}

function released(event) {
  if (event.shiftKey && taken) return;
  const found = selected();
  if (found && found.pane.id === "text") {
    take(event.altKey ? [found.start, found.end] : words(found.start, found.end), { quiet: true });
    offer(event.clientX, event.clientY);
    return;
  }
  if (event.detail > 1 || !inText(event) || event.target.closest("mark[data-c]:not(.gone)") || !event.target.closest("[data-start]:not(.skip)")) return;
  const at = pointAt(event.clientX, event.clientY);
  if (at === null || !sentences.length) { taken = null; return; }
  const sentence = sentences[sentenceAt(sentences, at)];
  if (at < sentence[0] || at > sentence[1]) return;
  take(sentence, { quiet: true });
  offer(event.clientX, event.clientY);
}

/** A stretch grown to whole words, each edge in its own paragraph. */
function words(start, end) {
  return [edge(start, "start"), edge(Math.max(end, start + 1), "end")];
}

function edge(at, which) {
  const block = blockAt(which === "end" ? at - 1 : at);
  const text = textOf(block.element);
  const here = units(text, at - block.start);
  const [left, right] = which === "end" ? snapped(text, Math.max(0, here - 1), here) : snapped(text, here, here + 1);
  return block.start + points(text, which === "end" ? Math.max(right, here) : Math.min(left, here));
}

/** Select this stretch, bring it into view, and let it be spoken. */
export function take(span, { quiet = false } = {}) {
  const range = rangeOver(...span);
  if (!range) return;
  taken = span;
  const selection = getSelection();
  selection.setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
  if (quiet) return;
  nearby(range);
  speak(range);
}

function nearby(range) {
  const pane = document.getElementById("text");
  const box = range.getBoundingClientRect();
  const around = pane.getBoundingClientRect();
  if (box.top < around.top + 40) pane.scrollTop += box.top - around.top - 80;
  else if (box.bottom > around.bottom - 60) pane.scrollTop += Math.min(box.bottom - around.bottom + 120, box.top - around.top - 80);
}

/** The sentence, and before it what stands there: “Claim 11, high, suggested”. Not with highlights off. */
function speak(range) {
  const live = document.getElementById("live");
  if (!live) return;
  const told = [];
  if (!document.querySelector(".paper.nomarks")) {
    for (const mark of document.querySelectorAll("#text mark[id]:not(.gone)")) {
      if (range.intersectsNode(mark)) told.push(document.querySelector(`#text .n[data-n="${CSS.escape(mark.id.slice(2))}"]`)?.getAttribute("aria-label"));
    }
  }
  live.textContent = [...told.filter(Boolean), range.toString()].join(". ");
}

/** A small “Mark claim · C” where the pointer is; on touch with buttons that trim. */
function offer(x, y) {
  const form = document.querySelector("[data-mark-form]");
  if (!form) return;
  hide();
  bar = document.createElement("div");
  bar.className = "selbar";
  bar.dataset.skip = "";
  const mark = button("Mark claim ", () => { form.requestSubmit(form.querySelector("[data-mark-button]")); hide(); });
  mark.classList.add("pri");
  const key = document.createElement("kbd");
  key.textContent = "C";
  mark.append(key);
  bar.append(mark);
  if (matchMedia("(pointer:coarse)").matches) {
    for (const [words, which, by] of [["Start −", "start", -1], ["Start +", "start", 1], ["End −", "end", -1], ["End +", "end", 1]]) {
      bar.append(button(words, () => { trim(which, by); offer(x, y); }));
    }
  }
  document.body.append(bar);
  const wide = bar.offsetWidth;
  const high = bar.offsetHeight;
  bar.style.insetInlineStart = "auto";
  bar.style.left = `${Math.max(8, Math.min(innerWidth - wide - 8, x - wide / 2))}px`;
  bar.style.top = `${y + 18 + high > innerHeight ? y - high - 14 : y + 18}px`;
}

function button(words, run) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn sm";
  made.textContent = words;
  made.tabIndex = -1;
  // The selection must outlive the press.
  made.addEventListener("mousedown", (event) => event.preventDefault());
  made.addEventListener("click", run);
  return made;
}

function hide() {
  bar?.remove();
  bar = null;
}

/** Where keys begin: what is selected, else the chosen claim, else the first sentence in view. */
function here() {
  if (taken && !getSelection().isCollapsed) return taken;
  const pane = document.getElementById("text").getBoundingClientRect();
  const mark = document.querySelector("#text mark.on");
  const box = mark?.getBoundingClientRect();
  const seen = box && box.bottom > pane.top && box.top < pane.bottom ? mark : null;
  const block = seen?.closest("[data-start]") || [...sheet().querySelectorAll("[data-start]:not(.skip)")].find((each) => each.getBoundingClientRect().bottom > pane.top + 20);
  if (!block) return null;
  if (!seen) return [Number(block.dataset.start), Number(block.dataset.start)];
  const range = document.createRange();
  range.setStart(block, 0);
  range.setEndBefore(seen);
  const copy = range.cloneContents();
  for (const each of copy.querySelectorAll("[data-skip]")) each.remove();
  const at = Number(block.dataset.start) + points(copy.textContent);
  return [at, at];
}

function sentence(by) {
  if (!sentences.length) return false;
  const from = here();
  if (!from) return false;
  const at = sentenceAt(sentences, by < 0 ? from[0] : Math.max(from[0], from[1] - 1));
  const fresh = !taken || getSelection().isCollapsed;
  take(sentences[fresh ? at : Math.max(0, Math.min(sentences.length - 1, at + by))]);
  return true;
}

function grow(by) {
  if (!taken) return sentence(1);
  take(longer(sentences, taken, by));
  return true;
}

function trim(which, by) {
  if (!taken) return false;
  const at = which === "end" ? taken[1] : taken[0];
  const block = blockAt(which === "end" ? at - 1 : at);
  const text = textOf(block.element);
  const to = block.start + points(text, wordEdge(text, units(text, at - block.start), by, which));
  const next = /** @type {[number, number]} */ (which === "end" ? [taken[0], to] : [to, taken[1]]);
  if (next[1] > next[0]) take(next);
  return true;
}

function bindKeys() {
  const forth = () => (getComputedStyle(blockAt(taken ? taken[0] : 0)?.element || document.body).direction === "rtl" ? -1 : 1);
  const deeds = {
    arrowdown: () => sentence(1),
    arrowup: () => sentence(-1),
    "shift+arrowdown": () => grow(1),
    "shift+arrowup": () => grow(-1),
    "shift+arrowright": () => trim("end", forth()),
    "shift+arrowleft": () => trim("end", -forth()),
    "alt+shift+arrowright": () => trim("start", forth()),
    "alt+shift+arrowleft": () => trim("start", -forth()),
  };
  if (registry.bind) {
    for (const [key, run] of Object.entries(deeds)) registry.bind({ key, where: "text", run: (event, target) => (target.closest("#text") ? run() : false) });
    return;
  }
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || !event.target.closest?.("#text") || event.target.matches("input")) return;
    const name = [event.altKey && "alt", event.shiftKey && "shift", event.key.toLowerCase()].filter(Boolean).join("+");
    if (deeds[name]?.()) event.preventDefault();
  });
}
