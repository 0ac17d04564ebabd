// The word diff of conflicts: joining its pieces gives back both texts, exactly.
import assert from "node:assert/strict";
import test from "node:test";
import { wordDiff } from "../../claims/static/claims/desk/wording.js";

const joined = (pieces, ...kinds) => pieces.filter(([kind]) => kinds.includes(kind)).map(([, words]) => words).join("");

test("it shows the word that changed", () => {
  const pieces = wordDiff("They spend it in less than five years.", "They spend it within five years.");
  assert.equal(joined(pieces, "delete").trim(), "in less than");
  assert.equal(joined(pieces, "insert").trim(), "within");
});

test("it keeps a number with its commas in one piece", () => {
  const pieces = wordDiff("It planted 4,000 trees.", "It planted 4,200 trees.");
  assert.deepEqual(pieces.filter(([kind]) => kind !== "equal"), [["delete", "4,000 "], ["insert", "4,200 "]]);
});

test("equal texts have one piece, empty ones none", () => {
  assert.deepEqual(wordDiff("the same", "the same"), [["equal", "the same"]]);
  assert.deepEqual(wordDiff("", ""), []);
});

test("pieces of any two texts join to them again", () => {
  const words = ["the ", "sea", "ship 🚢 ", "4,000", " ", "\n", "שלום ", "it’s ", ".", "—"];
  let seed = 20261125;
  const random = (n) => (seed = (seed * 48271) % 2147483647) % n;
  for (let run = 0; run < 500; run++) {
    const [old, fresh] = [0, 1].map(() => Array.from({ length: random(12) }, () => words[random(words.length)]).join(""));
    const pieces = wordDiff(old, fresh);
    assert.equal(joined(pieces, "equal", "delete"), old, `seed 20261125, run ${run}`);
    assert.equal(joined(pieces, "equal", "insert"), fresh, `seed 20261125, run ${run}`);
  }
});
