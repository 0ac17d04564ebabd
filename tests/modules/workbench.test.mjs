import assert from "node:assert/strict";
import { test } from "node:test";

import { hits } from "../../claims/static/claims/desk/finding.js";
import { firstBelow } from "../../claims/static/claims/desk/following.js";
import { apart } from "../../claims/static/claims/desk/gutter.js";
import { fitted } from "../../claims/static/claims/desk/panes.js";

test("numbers on one line stack and others stay", () => {
  assert.deepEqual(apart([0, 0, 4, 100], 15), [0, 15, 26, 0]);
});

test("a side pane leaves room for the text and is never narrower than its least", () => {
  assert.equal(fitted("rail", 2000, 476, 1440), 584);
  assert.equal(fitted("rail", 10, 476, 1440), 240);
  assert.equal(fitted("drawer", 500, 334, 1440), 500);
});

test("hits are found whatever the case, and none for nothing", () => {
  assert.deepEqual(hits("Boats and boats", "BOATS"), [[0, 5], [10, 15]]);
  assert.deepEqual(hits("Boats", "  "), []);
});

test("the first thing in view is found with few measurements", () => {
  const bottoms = Array.from({ length: 1000 }, (_, n) => 20 * (n + 1));
  let measured = 0;
  const bottom = (n) => { measured += 1; return n; };
  assert.equal(firstBelow(bottoms, 0, bottom), 0);
  assert.equal(firstBelow(bottoms, 10_000, bottom), 500);
  assert.equal(firstBelow(bottoms, 20_000, bottom), 1000);
  assert.ok(measured <= 33);
});
