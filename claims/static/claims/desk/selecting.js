// Selected words: in the article they can be marked as a claim or become the claim's words; in a kept copy, quoted.
import { selected } from "./codepoints.js";
import { say } from "./staying.js";

export function selecting() {
  let waiting = 0;
  document.addEventListener("selectionchange", () => {
    // Every move of the focus is one: where nothing was and nothing is selected there is nothing to show.
    if (!some && getSelection().isCollapsed) return;
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(show);
  });
  document.addEventListener("desk:shown", (event) => { if (some || event.detail?.part !== "cards") show(); });
  // Pressed right after the last word was taken in or left out: what is selected now counts, not what was shown last.
  document.addEventListener("click", (event) => {
    if (/** @type {HTMLElement} */ (event.target).closest("[data-mark-form], [data-add-form], [data-respan-form], [data-quote-form]")) show();
  }, { capture: true });
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLElement} */ (event.target);
    if (!form.matches("[data-mark-form]") || form.elements.start.value) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say("Select words in the text first, or use the sentence list.");
  }, { capture: true });
  document.addEventListener("click", (event) => {
    const mark = /** @type {HTMLElement} */ (event.target).closest("[data-text] mark[data-c]");
    if (!mark || !getSelection().isCollapsed) return;
    const keys = mark.dataset.c.split(" ");
    const next = keys[(keys.indexOf(document.querySelector(".card.on")?.dataset.card) + 1) % keys.length];
    document.querySelector(`[data-card="${CSS.escape(next)}"] a[data-select]`)?.click();
  });
}

/** Whether words were selected when it was shown last. */
let some = false;

function show() {
  const found = selected();
  some = Boolean(found);
  const inArticle = found && found.pane.matches(".paper") ? found : null;
  const inCopy = found && found.pane.matches(".doc") ? found : null;
  for (const form of document.querySelectorAll("[data-mark-form], [data-add-form], [data-respan-form]")) {
    fill(form, inArticle);
    if (form.matches("[data-mark-form]")) form.toggleAttribute("data-idle", !inArticle);
    if (form.matches("[data-add-form]")) form.hidden = !inArticle;
    const button = form.querySelector("[data-respan-button]");
    if (button) button.hidden = !inArticle;
  }
  const quoting = document.querySelector("[data-quote-form]");
  // The selection is gone once a button of the form has the focus: what was selected before still counts.
  if (quoting && (inCopy || !quoting.contains(document.activeElement))) {
    fill(quoting, inCopy);
    const label = quoting.querySelector("[data-quote-words]");
    if (label) label.textContent = inCopy ? `Quote “${shorten(inCopy.words)}”:` : "Select words below to quote them:";
  }
}

function fill(form, found) {
  if (!found && form.contains(document.activeElement)) return;
  form.elements.start.value = found ? String(found.start) : "";
  form.elements.end.value = found ? String(found.end) : "";
}

const shorten = (words) => (words.length > 70 ? `${words.slice(0, 67)}…` : words).replace(/\s+/g, " ");
