// What is off the screen is laid out only when it is needed, so that a long text is there at once. Then, while the hand
// rests, the rest is laid out bit by bit, and scrolling has nothing left to do but move.
const AT_ONCE = 24;
/** Milliseconds after a key in which the hand counts as busy: the answer to it comes first. */
const RESTED = 400;
const whenIdle = globalThis.requestIdleCallback || ((work) => setTimeout(work, 50));

export function laying() {
  const rest = () => [...document.querySelectorAll("#cards > .card, .sheet .para")];
  let left = rest();
  let pressed = -RESTED;
  document.addEventListener("keydown", () => { pressed = performance.now(); }, { capture: true, passive: true });
  const go = () => {
    const busy = RESTED - (performance.now() - pressed);
    if (busy > 0) { setTimeout(go, busy); return; }
    for (const each of left.splice(0, AT_ONCE)) each.classList.add("laid");
    if (left.length) whenIdle(go);
    // From here on for whatever comes: a page that is shown again brings its classes along.
    else document.documentElement.classList.add("laid");
  };
  whenIdle(go, { timeout: 3000 });
}
