// Two numbers on one line of the gutter stack instead of covering each other. Only paragraphs that are near the screen
// are measured: first all are read, then all are written.

const APART = 15;

/** By how much each number has to go down so that none covers the one before; `tops` are where they stand. */
export function apart(tops, least = APART) {
  let last = -Infinity;
  return tops.map((top) => {
    const by = Math.max(0, last + least - top);
    last = top + by;
    return by;
  });
}

export function gutter() {
  if (!document.querySelector(".sheet")) return;
  const due = new Set();
  let waiting = 0;
  const later = () => { cancelAnimationFrame(waiting); waiting = requestAnimationFrame(() => { lay([...due]); due.clear(); }); };
  const near = new IntersectionObserver((seen) => {
    for (const each of seen) if (each.isIntersecting) { due.add(each.target); near.unobserve(each.target); }
    if (due.size) later();
  }, { root: document.getElementById("text"), rootMargin: "300px 0px" });
  /** @type {WeakSet<Element>} what has been laid out at this width, or will be when it is near */
  let known = new WeakSet();
  const watch = () => { for (const block of crowded()) if (!known.has(block)) { known.add(block); near.observe(block); } };
  const again = () => { known = new WeakSet(); watch(); };
  watch();
  document.addEventListener("desk:shown", (event) => { if (event.detail?.part !== "drawer") watch(); });
  let width = 0;
  new ResizeObserver(([pane]) => {
    if (Math.abs(pane.contentRect.width - width) < 1) return;
    width = pane.contentRect.width;
    again();
  }).observe(document.querySelector(".sheet"));
  document.fonts?.ready.then(again);
}

/** Paragraphs with more than one number. */
const crowded = () => new Set([...document.querySelectorAll(".sheet .n ~ .n")].map((number) => number.closest("[data-start]")).filter(Boolean));

function lay(blocks) {
  const all = blocks.filter((block) => block.isConnected).map((block) => [...block.querySelectorAll(".n:not([hidden])")]);
  for (const numbers of all) for (const number of numbers) number.style.marginTop = "";
  const tops = all.map((numbers) => numbers.map((number) => number.getBoundingClientRect().top));
  all.forEach((numbers, i) => apart(tops[i]).forEach((by, n) => { if (by) numbers[n].style.marginTop = `${by}px`; }));
}
