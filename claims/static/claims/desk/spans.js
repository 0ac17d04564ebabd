// Pure arithmetic on text: sentences, words, and the two ways of counting characters. Everything here counts as the
// server does, in Unicode code points, unless its name says units (UTF-16).

/** @typedef {[number, number]} Span start and end, the end not included */

/** The UTF-16 offset of the code point offset `at`. */
export function units(text, at) {
  let i = 0;
  for (let n = 0; n < at && i < text.length; n += 1) i += text.codePointAt(i) > 0xffff ? 2 : 1;
  return i;
}

/** How many code points text has before the UTF-16 offset `before`. */
export function points(text, before = text.length) {
  let n = 0;
  for (let i = 0; i < before && i < text.length; n += 1) i += text.codePointAt(i) > 0xffff ? 2 : 1;
  return n;
}

/** Index of the sentence that holds `at`, else of the one that comes next, else the last. */
export function sentenceAt(sentences, at) {
  let low = 0;
  let high = sentences.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sentences[middle][1] <= at) low = middle + 1;
    else high = middle;
  }
  return Math.min(low, sentences.length - 1);
}

const WORD = /[\p{L}\p{N}\p{M}](?:[\p{L}\p{N}\p{M}]|[’'.,:‑-](?=[\p{L}\p{N}]))*|\S/gu;

/** The words of a text as spans, in UTF-16 units of that text. A number with its signs is one word. */
export function wordsIn(text) {
  return [...text.matchAll(WORD)].map((found) => /** @type {Span} */ ([found.index, found.index + found[0].length]));
}

/** A stretch grown to whole words (units). One that holds no word stays as it is. */
export function snapped(text, start, end) {
  const touched = wordsIn(text).filter(([left, right]) => left < end && right > start);
  return touched.length ? /** @type {Span} */ ([touched[0][0], touched.at(-1)[1]]) : /** @type {Span} */ ([start, end]);
}

/** The nearest word edge after (`by` > 0) or before a place (units); the place itself where there is none. */
export function wordEdge(text, at, by, edge) {
  const edges = wordsIn(text).map((word) => word[edge === "end" ? 1 : 0]);
  return by > 0 ? edges.find((each) => each > at) ?? at : edges.findLast((each) => each < at) ?? at;
}

/** One sentence longer (`by` > 0) or shorter, never shorter than one. */
export function sentences(all, [start, end], by) {
  const first = sentenceAt(all, start);
  const last = sentenceAt(all, Math.max(start, end - 1));
  const to = Math.max(first, Math.min(all.length - 1, last + by));
  return /** @type {Span} */ ([Math.min(start, all[first][0]), all[to][1]]);
}
