// The board: a card moves by D, S, N, by its menu, or by dragging it to another column; so does a candidate.
import { bind } from "./keys.js";
import { say } from "./staying.js";

const STANCES = { d: "refutes", s: "supports", n: "context" };

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
    if (form?.elements.start.value) form.querySelector("button[name=stance]").focus();
    else say("Select the words in the kept copy first.");
  });
  document.addEventListener("desk:shown", middle);
}

function move(card, stance) {
  const button = card.querySelector(`form button[name=stance][value="${stance}"]`);
  if (!button || button.getAttribute("aria-pressed") === "true") { say("It stands there already."); return; }
  card.focus();
  button.form.requestSubmit(button);
}

function close() {
  document.querySelector("#viewer a[href*='copy=none']")?.click();
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
