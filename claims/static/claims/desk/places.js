// Between code points of the article's text and positions in the page: each paragraph counts its own once.
import { points, units } from "./spans.js";

/** @type {{start: number, element: HTMLElement}[]|null} */
let blocks = null;

export const sheet = () => document.querySelector("#text .sheet");

/** The page has changed. */
export const forgetPlaces = () => { blocks = null; };

function all() {
  blocks ||= [...document.querySelectorAll("#text [data-start]")].map((element) => ({ start: Number(element.dataset.start), element }));
  return blocks;
}

/** The paragraph that holds this code point. */
export function blockAt(at) {
  const list = all();
  let low = 0;
  let high = list.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (list[middle].start <= at) low = middle;
    else high = middle - 1;
  }
  return list[low];
}

/** The text nodes of a paragraph, without gutter numbers and chips. */
export function textNodes(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, {
    acceptNode: (node) => (node.nodeType === Node.TEXT_NODE ? NodeFilter.FILTER_ACCEPT : node.matches("[data-skip]") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP),
  });
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  return found;
}

export const textOf = (element) => textNodes(element).map((node) => node.data).join("");

/** Where in the page the code point `at` stands; with `end` rather at the end of a node than at the start of the next. */
function position(at, end) {
  const block = blockAt(at - (end ? 1 : 0));
  if (!block) return null;
  let left = at - block.start;
  let last = null;
  for (const node of textNodes(block.element)) {
    const long = points(node.data);
    if (left < long || (end && left === long)) return [node, units(node.data, left)];
    left -= long;
    last = node;
  }
  return last && [last, last.length];
}

/** A range over the code points `start` to `end`, or null. */
export function rangeOver(start, end) {
  const from = position(start, false);
  const to = position(end, true);
  if (!from || !to) return null;
  const range = document.createRange();
  range.setStart(...from);
  range.setEnd(...to);
  return range;
}

/** The code point under the pointer, or null outside the text. */
export function pointAt(x, y) {
  const caret = document.caretPositionFromPoint?.(x, y);
  const range = caret ? null : document.caretRangeFromPoint?.(x, y);
  const node = caret?.offsetNode || range?.startContainer;
  const offset = caret ? caret.offset : range?.startOffset;
  const element = node && (node instanceof Element ? node : node.parentElement);
  const block = element?.closest("#text [data-start]");
  if (!block || element.closest("[data-skip]") || node.nodeType !== Node.TEXT_NODE) return null;
  let n = Number(block.dataset.start);
  for (const each of textNodes(block)) {
    if (each === node) return n + points(each.data, offset);
    n += points(each.data);
  }
  return null;
}
