// What is off the screen is laid out only when it is needed, so that a long text is there at once. As soon as nothing
// else is to be done the rest is laid out, so that keys and scrolling have nothing left to do but move.
const STEP_MS = 20;
const whenIdle = globalThis.requestIdleCallback || ((work) => setTimeout(work, 50));

export function laying() {
  const left = [...document.querySelectorAll(".batch, .sheet .para")];
  const go = () => {
    const until = performance.now() + STEP_MS;
    do {
      const next = left.shift();
      next?.classList.add("laid");
      next?.getBoundingClientRect();
    } while (left.length && performance.now() < until);
    if (left.length) whenIdle(go);
    // From here on for whatever comes: a page that is shown again brings its classes along.
    else document.documentElement.classList.add("laid");
  };
  whenIdle(go);
}
