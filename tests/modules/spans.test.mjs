import assert from "node:assert/strict";
import { test } from "node:test";

import { points, sentenceAt, sentences, snapped, units, wordEdge, wordsIn } from "../../claims/static/claims/desk/spans.js";

const TEXT = "Fair 🚢🚢 news: 1,061 boats, it’s said.";

test("code points and UTF-16 units are told apart after an emoji", () => {
  for (let at = 0; at <= [...TEXT].length; at += 1) assert.equal(points(TEXT, units(TEXT, at)), at);
  assert.equal(TEXT.slice(units(TEXT, 8), units(TEXT, 12)), "news");
});

test("a number with its signs and a word with its apostrophe are one word", () => {
  const words = wordsIn(TEXT).map(([start, end]) => TEXT.slice(start, end));
  assert.ok(words.includes("1,061") && words.includes("it’s") && words.includes("said"));
});

test("a stretch grows to whole words and one without words stays", () => {
  const at = TEXT.indexOf("oats");
  assert.equal(TEXT.slice(...snapped(TEXT, at, at + 2)), "boats");
  assert.deepEqual(snapped("a  b", 1, 2), [1, 2]);
});

test("an edge moves by a word and stops at the end", () => {
  const end = TEXT.indexOf("boats") + 5;
  assert.equal(TEXT.slice(0, wordEdge(TEXT, end, -1, "end")).endsWith("1,061"), true);
  assert.equal(wordEdge(TEXT, TEXT.length, 1, "end"), TEXT.length);
});

test("sentences are found by any of their characters and grow by one, never below one", () => {
  const all = [[0, 10], [11, 20], [22, 30]];
  assert.deepEqual([0, 10, 15, 21, 99].map((at) => sentenceAt(all, at)), [0, 1, 1, 2, 2]);
  assert.deepEqual(sentences(all, [0, 10], 1), [0, 20]);
  assert.deepEqual(sentences(all, [0, 20], -1), [0, 10]);
  assert.deepEqual(sentences(all, [0, 10], -1), [0, 10]);
});
