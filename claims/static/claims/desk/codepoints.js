// The server counts Unicode code points, the browser UTF-16 units. Everything that crosses over goes through here.

/** How many code points text has before the UTF-16 offset `units`. */
export function points(text, units) {
  let n = 0;
  for (let i = 0; i < units && i < text.length; n += 1) {
    i += text.codePointAt(i) > 0xffff ? 2 : 1;
  }
  return n;
}

/** The text nodes of a block, without the gutter's numbers and chips. */
function* textNodes(block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, {
    acceptNode: (node) => node.parentElement.closest("[data-skip]") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  });
  while (walker.nextNode()) yield walker.currentNode;
}

/** The code point offset in the whole text of a DOM position inside a [data-start] block, or null outside one. */
export function offsetOf(node, offset) {
  const element = node instanceof Element ? node : node.parentElement;
  const block = element?.closest("[data-start]");
  if (!block) return null;
  const range = document.createRange();
  range.setStart(block, 0);
  range.setEnd(node, offset);
  let n = Number(block.dataset.start);
  for (const text of textNodes(block)) {
    if (range.comparePoint(text, 0) > 0) break;
    const inside = text === node ? offset : range.comparePoint(text, text.length) <= 0 ? text.length : unitsBefore(text, range);
    n += points(text.data, inside);
    if (text === node) break;
  }
  return n;
}

function unitsBefore(text, range) {
  let low = 0;
  while (low < text.length && range.comparePoint(text, low + 1) <= 0) low += 1;
  return low;
}

/** The selection inside a [data-text] pane as code points, with its words; null where there is none. */
export function selected() {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const pane = (range.commonAncestorContainer instanceof Element ? range.commonAncestorContainer : range.commonAncestorContainer.parentElement)?.closest("[data-text]");
  if (!pane) return null;
  const start = edge(range, pane, true);
  const end = edge(range, pane, false);
  const words = wordsOf(range, pane);
  if (start === null || end === null || end <= start || !words.trim()) return null;
  return { pane, start, end, words };
}

/** A selection may begin or end between blocks: then the next or the last block's edge counts. */
function edge(range, pane, first) {
  const node = first ? range.startContainer : range.endContainer;
  const at = first ? range.startOffset : range.endOffset;
  const found = offsetOf(node, at);
  if (found !== null) return found;
  const blocks = [...pane.querySelectorAll("[data-start]")].filter((block) => range.intersectsNode(block));
  const block = first ? blocks[0] : blocks.at(-1);
  if (!block) return null;
  const whole = [...textNodes(block)].map((text) => text.data).join("");
  return Number(block.dataset.start) + (first ? 0 : points(whole, whole.length));
}

function wordsOf(range, pane) {
  const copy = range.cloneContents();
  for (const skipped of copy.querySelectorAll("[data-skip]")) skipped.remove();
  return copy.textContent || "";
}
