// Rail and text scroll together, from whichever the person scrolls: the other pane shows what stands beside it. Only
// numbers near the screen are watched, so that long texts scroll as freely as short ones.
import { cardOf } from "./cards.js";

export function following() {
  const text = document.getElementById("text");
  const rail = document.getElementById("rail");
  if (!text || !rail || !("IntersectionObserver" in window)) return;
  let hand = "";
  let waiting = 0;
  const seen = { text: new Set(), rail: new Set() };
  const watch = (pane, name) => new IntersectionObserver((changes) => {
    for (const each of changes) if (each.isIntersecting) seen[name].add(each.target); else seen[name].delete(each.target);
  }, { root: pane });
  const inText = watch(text, "text");
  const inRail = watch(rail, "rail");
  const start = () => {
    inText.disconnect();
    inRail.disconnect();
    seen.text.clear();
    seen.rail.clear();
    for (const number of text.querySelectorAll(".n[data-n]")) inText.observe(number);
    for (const card of rail.querySelectorAll("#cards > .card")) inRail.observe(card);
  };
  start();
  document.addEventListener("desk:shown", (event) => { if (event.detail?.part !== "drawer") requestIdleCallback?.(start); });

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
    const first = [...seen[name]].map((element) => ({ element, top: element.getBoundingClientRect().top })).sort((a, b) => a.top - b.top)[0];
    if (!first) return;
    const from = name === "text" ? text : rail;
    const to = name === "text" ? rail : text;
    const beside = name === "text" ? cardOf(first.element.dataset.n) : text.querySelector(`.n[data-n="${CSS.escape(first.element.dataset.card)}"]`);
    if (!beside) return;
    const head = (pane) => pane.getBoundingClientRect().top + (pane === rail ? document.getElementById("railhead").offsetHeight : 0);
    const down = first.top - head(from);
    to.scrollTop += beside.getBoundingClientRect().top - head(to) - Math.max(0, Math.min(down, to.clientHeight * 0.6));
  }
}
