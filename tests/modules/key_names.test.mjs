// What a press is called on different keyboards, and what nobody may take.
import assert from "node:assert/strict";
import test from "node:test";
import { isSingle, isTaken, meant, namesOf, pressed, written } from "../../claims/static/claims/desk/key_names.js";

test("a sign is called by what it types, on any layout", () => {
  assert.deepEqual(namesOf({ key: "?", code: "Slash", shiftKey: true }), ["?"]);
  assert.deepEqual(namesOf({ key: "?", code: "Minus", shiftKey: true }), ["?"]);
});

test("a letter of another script is called by where its key is", () => {
  assert.deepEqual(namesOf({ key: "ש", code: "KeyA" }), ["a"]);
  assert.deepEqual(namesOf({ key: "д", code: "KeyL", shiftKey: true }), ["shift+l"]);
});

test("control is the command key on a Mac, and the other one is nobody's", () => {
  assert.deepEqual(namesOf({ key: "k", code: "KeyK", metaKey: true }, true), ["ctrl+k"]);
  assert.deepEqual(namesOf({ key: "k", code: "KeyK", ctrlKey: true }, true), []);
});

test("what is still being composed is no press", () => {
  assert.deepEqual(namesOf({ key: "a", code: "KeyA", isComposing: true }), []);
  assert.deepEqual(namesOf({ key: "Dead", code: "BracketLeft" }), []);
});

test("the browser's and the screen reader's chords are taken", () => {
  for (const name of ["ctrl+w", "ctrl+l", "insert", "shift+insert", "f5", "tab"]) assert.ok(isTaken(name), name);
  for (const name of ["ctrl+k", "ctrl+enter", "a", "g>t"]) assert.ok(!isTaken(name), name);
});

test("a changed key is written as it is pressed, and off means nothing", () => {
  const own = { a: "y" };
  assert.equal(meant("y", { own }), "a");
  assert.equal(meant("a", { own }), "");
  assert.equal(pressed("shift+a", { own }), "shift+y");
  assert.equal(meant("a", { off: true }), "");
  assert.equal(meant("ctrl+k", { off: true }), "ctrl+k");
  assert.ok(isSingle("shift+a") && !isSingle("ctrl+k"));
  assert.deepEqual(written("g>t"), ["G", "T"]);
  assert.deepEqual(written("ctrl+enter", true), ["⌘ Enter"]);
});
