// The board: a card moves by D, S, N, by its menu, or by dragging it to another column; so does a candidate.
import { bind } from "./keys.js";
import { enqueue, say } from "./staying.js";

const STANCES = { d: "refutes", s: "supports", n: "context" };

/** the source whose kept copy is read, by its id in the page */
let opened = "";

export function board() {
  for (const [key, stance] of Object.entries(STANCES)) {
    bind({
      key,
      where: "evidence",
      run: (event, target) => {
        const card = target.closest(".ev.kept");
        if (!card) return false;
        move(card, stance);
      },
    });
  }
  document.addEventListener("keydown", round);
  document.addEventListener("click", (event) => {
    const item = /** @type {HTMLElement} */ (event.target).closest("[data-item] [data-key=o]")?.closest("[data-item]");
    if (item) opened = item.id;
  }, { capture: true });
  bind({ key: "escape", where: "viewer", run: (event, target) => (target.closest("#viewer") ? close() : false) });

  /** @type {HTMLElement|null} */
  let held = null;
  document.addEventListener("dragstart", (event) => {
    held = /** @type {HTMLElement} */ (event.target).closest?.(".ev[draggable]") || null;
    held?.classList.add("held");
    if (held) event.dataTransfer.setData("text/plain", held.querySelector("blockquote")?.textContent || "");
  });
  document.addEventListener("dragend", () => { held?.classList.remove("held"); held = null; });
  document.addEventListener("dragover", (event) => {
    const column = held && /** @type {HTMLElement} */ (event.target).closest("[data-stance]");
    if (column) event.preventDefault();
    for (const each of document.querySelectorAll(".col.over")) if (each !== column) each.classList.remove("over");
    column?.classList.add("over");
  });
  document.addEventListener("drop", (event) => {
    const column = held && /** @type {HTMLElement} */ (event.target).closest("[data-stance]");
    if (!column) return;
    event.preventDefault();
    column.classList.remove("over");
    move(held, column.dataset.stance);
  });
  document.addEventListener("pointerdown", (event) => {
    // The selection must outlive the press on the button that quotes it.
    if (/** @type {HTMLElement} */ (event.target).closest("[data-quote-start]")) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    if (!(/** @type {HTMLElement} */ (event.target).closest("[data-quote-start]"))) return;
    const form = document.querySelector("[data-quote-form]");
    const words = form?.querySelector("textarea");
    if (form?.elements.start.value) form.querySelector("button[name=stance]").focus();
    else if (event.detail || !words) say("Select the words in the kept copy first.");
    else { // by key, which selects nothing in a text
      words.closest("details").open = true;
      words.focus();
    }
  });
  document.addEventListener("desk:shown", middle);
  // Come here to add a source: to its address.
  if (location.hash === "#add") /** @type {HTMLElement|null} */ (document.querySelector("#source-address-url"))?.focus();
}

function move(card, stance) {
  const button = card.querySelector(`form button[name=stance][value="${stance}"]`);
  if (!button || button.getAttribute("aria-pressed") === "true") { say("It stands there already."); return; }
  card.focus();
  button.form.requestSubmit(button);
}

/** Back to the source that was opened. */
function close() {
  document.querySelector("#viewer a[href*='copy=none']")?.click();
  enqueue(() => document.getElementById(opened)?.focus());
}

/** F6 goes round what is seen of the board, the kept copy and the verdict. */
function round(event) {
  if (event.key !== "F6" || event.ctrlKey || event.altKey || event.metaKey) return;
  const all = [...document.querySelectorAll("main.claim [data-pane]")];
  if (!all.length) return;
  event.preventDefault();
  const at = all.findIndex((pane) => pane.contains(document.activeElement));
  all[at < 0 ? 0 : (at + (event.shiftKey ? -1 : 1) + all.length) % all.length].focus();
}

/** The passage one looks at comes to the middle of the kept copy, once for each passage. */
function middle() {
  const lit = document.querySelector("#viewer mark.on");
  const viewer = lit?.closest(".viewer");
  if (!lit || viewer.dataset.lit === lit.id) return;
  viewer.dataset.lit = lit.id;
  const scrolls = viewer.scrollHeight > viewer.clientHeight + 4;
  if (scrolls) viewer.scrollTop += lit.getBoundingClientRect().top - viewer.getBoundingClientRect().top - viewer.clientHeight / 2;
  else if (location.hash === "#viewer") requestAnimationFrame(() => lit.scrollIntoView({ block: "center" }));
}
