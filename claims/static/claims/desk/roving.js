// One tab stop for a list: [data-roving] keeps the link that was looked at last in the tab order, and takes the others
// out. J and K (keys.js) and the arrows go from one to the next. Without script every link is a stop of its own.

const ITEM = "[data-item]";

export function roving() {
  const start = () => document.querySelectorAll("[data-roving]").forEach((list) => rove(/** @type {HTMLElement} */ (list)));
  document.addEventListener("desk:shown", start);
  document.addEventListener("focusin", (event) => {
    const item = /** @type {HTMLElement} */ (event.target).closest(`[data-roving] ${ITEM}`);
    if (item) rove(item.closest("[data-roving]"), item);
  });
  document.addEventListener("keydown", (event) => {
    const item = /** @type {HTMLElement} */ (event.target).closest?.(`[data-roving] ${ITEM}`);
    if (!item || event.target !== item || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const all = items(item.closest("[data-roving]"));
    const at = all.indexOf(item);
    const next = { ArrowDown: all[at + 1], ArrowUp: all[at - 1], Home: all[0], End: all.at(-1) }[event.key];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  });
}

const items = (list) => /** @type {HTMLElement[]} */ ([...list.querySelectorAll(ITEM)]).filter((item) => item.getClientRects().length);

function rove(list, chosen = null) {
  const all = items(list);
  const current = chosen || all.find((item) => item === document.activeElement) || all[0];
  for (const item of all) {
    if (item === current) item.removeAttribute("tabindex");
    else item.tabIndex = -1;
  }
}
