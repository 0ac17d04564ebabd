// While one types: forms remember that they hold unsaved words, the verdict saves itself, counters count.

const WAIT = 800;
const LONGEST = 5000;

export function typing() {
  let timer = 0;
  let since = 0;
  const save = (form) => {
    clearTimeout(timer);
    since = 0;
    form.dispatchEvent(new CustomEvent("desk:typed", { bubbles: false }));
  };

  document.addEventListener("input", (event) => {
    const field = /** @type {HTMLElement} */ (event.target);
    const form = field.closest("form");
    if (field.id) count(field);
    if (field.dataset.definition) define(field);
    if (!form || form.method !== "post" || !form.closest("[data-stay]")) return;
    form.setAttribute("data-dirty", "");
    if (!form.hasAttribute("data-verdict")) return;
    const state = document.getElementById("saved");
    if (state) state.textContent = "Saving…";
    since = since || Date.now();
    clearTimeout(timer);
    timer = setTimeout(() => save(form), Math.min(WAIT, Math.max(0, since + LONGEST - Date.now())));
  });
  document.addEventListener("change", (event) => {
    const form = /** @type {HTMLElement} */ (event.target).closest("form[data-verdict]");
    if (form) save(form);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt?.closest?.("form[data-verdict]");
    if (form && event.detail.successful && !timerRuns(since)) form.removeAttribute("data-dirty");
  });
  document.addEventListener("htmx:sendError", (event) => {
    const state = document.getElementById("saved");
    if (state && event.detail.elt?.closest?.("form[data-verdict]")) state.textContent = "Not saved: the workbench can’t be reached. Your words are still here.";
  });
  addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-verdict][data-dirty]")) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("[data-insert], [data-take]");
    if (!button) return;
    if (button.dataset.insert !== undefined) insert(button.dataset.insert);
    else take(button);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "[" && event.ctrlKey && event.target instanceof HTMLTextAreaElement) event.stopPropagation();
  });
}

const timerRuns = (since) => since !== 0;

function count(field) {
  const shown = document.querySelector(`[data-counts="${CSS.escape(field.id)}"]`);
  if (shown) shown.textContent = String([...field.value].length);
}

function define(radio) {
  const shown = document.querySelector("[data-definition-of]");
  if (!shown) return;
  const name = document.createElement("b");
  name.textContent = `${radio.dataset.label}: `;
  shown.replaceChildren(name, radio.dataset.definition);
}

function insert(words) {
  const field = document.getElementById("verdict-explanation");
  if (!(field instanceof HTMLTextAreaElement)) return;
  const before = field.value.slice(0, field.selectionStart);
  field.setRangeText(before && !/\s$/.test(before) ? ` ${words}` : words, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

function take(button) {
  const box = button.closest(".conf");
  const field = box?.previousElementSibling?.querySelector("input, textarea, select");
  const radio = box?.closest("fieldset")?.querySelector(`input[type=radio][value="${CSS.escape(button.dataset.take)}"]`);
  if (radio) radio.checked = true;
  else if (field) field.value = button.dataset.take;
  (radio || field)?.dispatchEvent(new Event("input", { bubbles: true }));
  box?.remove();
}
