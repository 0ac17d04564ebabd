// What a list counts as news, and how the bar says it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { isNews, words } from "../../claims/static/claims/desk/changed.js";

test("it counts what others did, of the kinds the list is about", () => {
  assert.equal(isNews("object published", "object", { by: { id: "ben" } }, "ada"), true);
  assert.equal(isNews("object published", "object", { by: { id: "ada" } }, "ada"), false);
  assert.equal(isNews("object published", "job", {}, "ada"), false);
  assert.equal(isNews("job", "job", {}, "ada"), true);
});

test("it names the one who did it, and counts where there are several", () => {
  assert.equal(words(new Map([["a", "Ben"]])), "1 change by Ben");
  assert.equal(words(new Map([["a", "Ben"], ["b", "Ben"]])), "2 changes by Ben");
  assert.equal(words(new Map([["a", "Ben"], ["b", "Cleo"]])), "2 changes");
  assert.equal(words(new Map([["a", ""]])), "1 change");
});
