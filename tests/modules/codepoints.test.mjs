// Offsets are code points on the server and UTF-16 units in the browser.
import assert from "node:assert/strict";
import test from "node:test";
import { points } from "../../claims/static/claims/desk/codepoints.js";

test("it counts plain letters as they are", () => {
  assert.equal(points("harbour", 0), 0);
  assert.equal(points("harbour", 4), 4);
  assert.equal(points("harbour", 7), 7);
});

test("it counts an emoji before the claim as one", () => {
  const text = "a word 🚢 about money";
  assert.equal(points(text, text.indexOf("about")), text.indexOf("about") - 1);
});

test("it counts a family of joined emoji by its code points", () => {
  const family = "👩‍👩‍👧";
  assert.equal(points(family, family.length), [...family].length);
});

test("it counts letters with combining marks and other scripts as the server does", () => {
  for (const text of ["cafe\u0301 noir", "עיריית נמל אלון", "東京タワー🗼です", "𝒳 stands for 𝒴"]) {
    for (const letter of [...text]) {
      const units = text.indexOf(letter);
      assert.equal(points(text, units), [...text.slice(0, units)].length, `${letter} in ${text}`);
    }
    assert.equal(points(text, text.length), [...text].length);
  }
});

test("it never counts past the end", () => {
  assert.equal(points("ab", 99), 2);
  assert.equal(points("", 5), 0);
});
