// While one types: forms remember that they hold unsaved words, counters count, a rating tells what it means.

export function typing() {
  document.addEventListener("input", (event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    shown(field);
    if (field.form?.method === "post" && field.closest("[data-stay]") && !field.form.dataset.autosave) field.form.setAttribute("data-dirty", "");
  });
  document.addEventListener("desk:put", (event) => shown(/** @type {HTMLInputElement} */ (event.target)));
  document.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("[data-insert]");
    if (button) insert(button.dataset.insert);
  });
}

function shown(field) {
  const counter = field.id && document.querySelector(`[data-counts="${CSS.escape(field.id)}"]`);
  if (counter) counter.textContent = String([...field.value].length);
  if (field.dataset.definition) define(field.form.querySelector(`[name="${field.name}"]:checked`));
}

function define(radio) {
  const place = document.querySelector("[data-definition-of]");
  if (!place || !radio) return;
  const name = document.createElement("b");
  name.textContent = `${radio.dataset.label}: `;
  place.replaceChildren(name, radio.dataset.definition);
}

function insert(words) {
  const field = document.getElementById("verdict-explanation");
  if (!(field instanceof HTMLTextAreaElement)) return;
  const before = field.value.slice(0, field.selectionStart);
  field.setRangeText(before && !/\s$/.test(before) ? ` ${words}` : words, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}
