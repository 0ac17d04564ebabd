// What is off the screen is laid out only when it is needed, so that a long text is there at once. Then, while the hand
// rests, the rest is laid out bit by bit, and scrolling has nothing left to do but move.
import { rested } from "./resting.js";

const AT_ONCE = 24;

export function laying() {
  const left = [...document.querySelectorAll("#cards > .card, .sheet .para")];
  const go = () => {
    for (const each of left.splice(0, AT_ONCE)) each.classList.add("laid");
    if (left.length) rested(go);
    // From here on for whatever comes: a page that is shown again brings its classes along.
    else document.documentElement.classList.add("laid");
  };
  rested(go);
}
