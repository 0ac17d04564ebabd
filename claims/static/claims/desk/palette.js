// Find or do anything: Ctrl K, / and the button in the bar open the palette. Its box is fetched when it is first used.
import { bind, usable } from "./keys.js";
import { say } from "./staying.js";

export function palette() {
  bind({ key: "ctrl+k", where: "everywhere", words: "find or do anything", run: (event, target) => open(target) });
  bind({ key: "/", where: "everywhere", words: "search", last: true, run: (event, target) => {
    const search = [...document.querySelectorAll("main input[type=search]")].find(usable);
    if (search) { search.focus(); search.select(); } else open(target);
  } });
  document.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest("a.find");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(document.activeElement);
  });
}

function open(target) {
  import("./palette_box.js").then((box) => box.open(target), () => say("The workbench can’t be reached, so nothing can be found just now."));
}
