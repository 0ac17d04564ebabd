// Rail and text scroll together, from whichever the person scrolls: the other pane shows what stands beside it. Nothing
// is watched: a few places are measured for each frame, so that long texts scroll as freely as short ones.
import { allCards, cardOf } from "./cards.js";

/** The first of these, which stand in order, that ends below `line`: only a few are measured. */
export function firstBelow(all, line, bottom = (element) => element.getBoundingClientRect().bottom) {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bottom(all[middle]) > line) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function following() {
  const text = document.getElementById("text");
  const rail = document.getElementById("rail");
  if (!text || !rail) return;
  let hand = "";
  let waiting = 0;
  /** @type {HTMLElement[]|null} paragraphs with numbers */
  let blocks = null;
  document.addEventListener("desk:shown", (event) => { if (event.detail?.part !== "drawer") blocks = null; });
  const head = (pane) => pane.getBoundingClientRect().top + (pane === rail ? document.getElementById("railhead").offsetHeight : 0);

  /** What stands first in a pane, whole or in part. */
  function first(name) {
    if (name === "rail") {
      const cards = allCards().filter((card) => !card.hidden);
      return cards[firstBelow(cards, head(rail))];
    }
    blocks ||= [...new Set([...text.querySelectorAll(".n[data-n]")].map((number) => number.closest("[data-start]")))];
    const top = head(text);
    for (const block of blocks.slice(firstBelow(blocks, top)).slice(0, 2)) {
      const seen = [...block.querySelectorAll(".n[data-n]:not([hidden])")].find((number) => number.getBoundingClientRect().bottom > top);
      if (seen) return seen;
    }
    return null;
  }

  for (const [pane, name] of [[text, "text"], [rail, "rail"]]) {
    for (const kind of ["wheel", "touchmove", "pointerdown"]) pane.addEventListener(kind, () => { hand = name; }, { passive: true });
    pane.addEventListener("scroll", () => {
      if (hand !== name || waiting) return;
      waiting = requestAnimationFrame(() => { waiting = 0; follow(name); });
    }, { passive: true });
  }
  document.addEventListener("keydown", () => { hand = ""; }, { capture: true });

  function follow(name) {
    if (new URL(location.href).searchParams.get("sort")) return;
    const element = first(name);
    if (!element) return;
    const from = name === "text" ? text : rail;
    const to = name === "text" ? rail : text;
    const beside = name === "text" ? cardOf(element.dataset.n) : text.querySelector(`.n[data-n="${CSS.escape(element.dataset.card)}"]`);
    if (!beside) return;
    const down = element.getBoundingClientRect().top - head(from);
    to.scrollTop += beside.getBoundingClientRect().top - head(to) - Math.max(0, Math.min(down, to.clientHeight * 0.6));
  }
}
