import assert from "node:assert/strict";
import { test } from "node:test";

let press;
globalThis.addEventListener = (name, heard) => { if (name === "keydown") press = heard; };
const { rested } = await import("../../claims/static/claims/desk/resting.js");
const after = (ms) => new Promise((done) => setTimeout(done, ms));

test("work is done at once where no key was pressed", async () => {
  let done = 0;
  rested(() => { done += 1; });
  await after(150);
  assert.equal(done, 1);
});

test("a key puts it off until the hand rests", async () => {
  let done = 0;
  press();
  rested(() => { done += 1; });
  await after(200);
  assert.equal(done, 0);
  await after(400);
  assert.equal(done, 1);
});

test("what is called off is not done", async () => {
  let done = 0;
  const off = rested(() => { done += 1; });
  off();
  await after(150);
  assert.equal(done, 0);
});
