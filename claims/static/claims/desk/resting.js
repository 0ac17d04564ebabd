// Work that can wait until the hand rests: no key for a moment, and nothing else to do. The answer to a key comes first.

/** Milliseconds after a key in which the hand counts as busy. */
const RESTED = 400;
/** Nothing waits longer than this, however busy the hand is. */
const LONGEST = 4000;
const whenIdle = globalThis.requestIdleCallback || ((work) => setTimeout(work, 50));
let pressed = -RESTED;
globalThis.addEventListener?.("keydown", () => { pressed = performance.now(); }, { capture: true, passive: true });

/** Do this once the hand rests. Returns what calls it off. */
export function rested(work) {
  const asked = performance.now();
  let timer = 0;
  let off = false;
  const look = () => {
    if (off) return;
    const now = performance.now();
    const busy = Math.min(pressed + RESTED, asked + LONGEST) - now;
    if (busy > 0) timer = setTimeout(() => whenIdle(look), busy);
    else work();
  };
  whenIdle(look, { timeout: LONGEST });
  return () => { off = true; clearTimeout(timer); };
}
