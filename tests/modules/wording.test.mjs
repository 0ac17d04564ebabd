// Differences word by word: both texts can be put together again from the pieces, exactly.
import assert from "node:assert/strict";
import { test } from "node:test";
import { wordDiff } from "../../claims/static/claims/desk/wording.js";

const join = (pieces, without) => pieces.filter(([kind]) => kind !== without).map(([, words]) => words).join("");

test("it tells the words apart that differ", () => {
  assert.deepEqual(wordDiff("Most experts, not everyone: what it said", "Most experts, not most people: what it said"), [
    ["equal", "Most experts, not "],
    ["delete", "everyone"],
    ["insert", "most people"],
    ["equal", ": what it said"],
  ]);
});

test("equal texts and empty ones have nothing to tell", () => {
  assert.deepEqual(wordDiff("One.", "One."), [["equal", "One."]]);
  assert.deepEqual(wordDiff("", ""), []);
  assert.deepEqual(wordDiff("", "New words"), [["insert", "New words"]]);
  assert.deepEqual(wordDiff("Old words", ""), [["delete", "Old words"]]);
});

test("the pieces give both texts back, whatever they hold", () => {
  const words = ["a", "b", " ", "\n", "3,100", "don’t", "🚢", "ü", "[1]", "."];
  let seed = 7;
  const next = (n) => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed % n; };
  for (let round = 0; round < 300; round++) {
    const text = () => Array.from({ length: next(12) }, () => words[next(words.length)]).join("");
    const [old, fresh] = [text(), text()];
    const pieces = wordDiff(old, fresh);
    assert.equal(join(pieces, "insert"), old);
    assert.equal(join(pieces, "delete"), fresh);
  }
});

test("very long texts are told apart without a table of every pair", () => {
  const long = (word) => Array.from({ length: 3000 }, (_, n) => `${word}${n}`).join(" ");
  assert.equal(wordDiff(long("a"), long("b")).length, 2);
});
