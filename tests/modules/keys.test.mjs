// Names of keys on every layout and system, what each person means by them, and what the palette finds first.
import assert from "node:assert/strict";
import test from "node:test";
import { textOf } from "../../claims/static/claims/desk/clipboard.js";
import { isMac, isTaken, meant, namesOf, pressed, written } from "../../claims/static/claims/desk/key_names.js";
import { placeOf } from "../../claims/static/claims/desk/keys.js";
import { fit, rank } from "../../claims/static/claims/desk/ranking.js";

const press = (key, more = {}) => ({ key, ...more });
const altGraph = { ctrlKey: true, altKey: true, getModifierState: (name) => name === "AltGraph" };

test("a key is named by what it types, whatever Shift that takes", () => {
  assert.deepEqual(namesOf(press("?", { shiftKey: true })), ["?"]);
  assert.deepEqual(namesOf(press("*", { shiftKey: true })), ["*"]);
  assert.deepEqual(namesOf(press("/", { shiftKey: true })), ["/"]);
  assert.deepEqual(namesOf(press("[", altGraph)), ["["]);
  assert.deepEqual(namesOf(press("[", { altKey: true }), true), ["["]);
});

test("letters are the same with Caps Lock, and shifted only by Shift", () => {
  assert.deepEqual(namesOf(press("A")), ["a"]);
  assert.deepEqual(namesOf(press("A", { shiftKey: true })), ["shift+a"]);
  assert.deepEqual(namesOf(press("a", { shiftKey: true })), ["shift+a"]);
});

test("letters of another script and digits above the letters are taken by where they lie", () => {
  assert.deepEqual(namesOf(press("ф", { code: "KeyA" })), ["a"]);
  assert.deepEqual(namesOf(press("&", { code: "Digit1" })), ["&", "1"]);
  assert.deepEqual(namesOf(press("1", { code: "Digit1", shiftKey: true })), ["1"]);
  assert.deepEqual(namesOf(press("é", { code: "Digit2" })), ["2"]);
  assert.deepEqual(namesOf(press("é")), []);
});

test("while text is composed nothing is a key", () => {
  assert.deepEqual(namesOf(press("a", { isComposing: true })), []);
  assert.deepEqual(namesOf(press("a", { keyCode: 229 })), []);
  assert.deepEqual(namesOf(press("Dead")), []);
});

test("Ctrl is ⌘ on a Mac, and the other one is never ours", () => {
  assert.ok(isMac("MacIntel") && isMac("macOS") && !isMac("Win32") && !isMac(undefined));
  assert.deepEqual(namesOf(press("k", { ctrlKey: true })), ["ctrl+k"]);
  assert.deepEqual(namesOf(press("k", { metaKey: true }), true), ["ctrl+k"]);
  assert.deepEqual(namesOf(press("k", { ctrlKey: true }), true), []);
  assert.deepEqual(namesOf(press("k", { metaKey: true })), []);
  assert.deepEqual(written("ctrl+shift+z"), ["Ctrl Shift Z"]);
  assert.deepEqual(written("ctrl+z", true), ["⌘ Z"]);
  assert.deepEqual(written("g>t"), ["G", "T"]);
  assert.deepEqual(written("shift+arrowleft"), ["Shift ←"]);
});

test("chords of browsers and screen readers can't be taken", () => {
  for (const name of ["ctrl+w", "ctrl+l", "ctrl+t", "ctrl+r", "ctrl+f", "ctrl+p", "insert", "ctrl+insert", "shift+insert", "f5", "tab"]) assert.ok(isTaken(name), name);
  for (const name of ["a", "ctrl+k", "ctrl+z", "ctrl+enter", "alt+shift+arrowleft"]) assert.ok(!isTaken(name), name);
});

test("what somebody presses means what she chose", () => {
  const choices = { off: false, own: { a: "y", x: "a" } };
  assert.equal(meant("y", choices), "a");
  assert.equal(meant("a", choices), "x");
  assert.equal(meant("x", choices), "");
  assert.equal(meant("shift+y", choices), "shift+a");
  assert.equal(meant("ctrl+z", choices), "ctrl+z");
  assert.equal(pressed("a", choices), "y");
  assert.equal(pressed("g>t", { own: { g: "b" } }), "b>t");
});

test("switched off, single characters mean nothing and chords still do", () => {
  for (const name of ["a", "shift+a", "1", "?", "["]) assert.equal(meant(name, { off: true }), "", name);
  for (const name of ["ctrl+enter", "enter", "escape", "arrowdown", "shift+arrowleft"]) assert.equal(meant(name, { off: true }), name);
  assert.equal(pressed("g>t", { off: true }), "");
});

test("the palette puts whole beginnings first, then beginnings of words", () => {
  const lines = ["Undo", "Go to the queue", "Under the board", "Reopen and undo", "Bound"].map((words) => ({ words }));
  assert.deepEqual(rank("un", lines).map((line) => line.words), ["Undo", "Under the board", "Reopen and undo", "Bound"]);
  assert.deepEqual(rank("", lines), lines);
  assert.deepEqual(rank("zzz", lines), []);
});

test("the palette takes accents, several words and initials as they come", () => {
  assert.ok(fit("resume", "Résumé of the week"));
  assert.ok(fit("queue go", "Go to the queue"));
  assert.ok(fit("gtq", "Go to queue"));
  assert.equal(fit("go board", "Go to the queue"), 0);
});

test("a clipboard without plain text is read block by block", () => {
  const parse = () => ({ body: { textContent: " Only words ", querySelectorAll: () => [] }, querySelectorAll: () => [] });
  assert.equal(textOf("  plain ", "<p>html</p>", parse), "plain");
  assert.equal(textOf("", "", parse), "");
  assert.equal(textOf("", "<b>Only words</b>", parse), "Only words");
});

/** An element of a page, as far as places are concerned. */
const pane = (name, parent = null) => ({
  matches: (wanted) => wanted.split(", ").includes(`[data-pane=${name}]`),
  closest(wanted) { return this.matches(wanted) ? this : parent?.closest(wanted) ?? null; },
});

test("a place within another is the one that is meant", () => {
  const drawer = pane("evidence");
  assert.equal(placeOf(pane("none", drawer)), "evidence");
  assert.equal(placeOf(pane("none", pane("verdict", drawer))), "verdict");
});
