// Writing a verdict by key: a digit rates and goes on to the conclusion, "[" cites, P shows the page as it would be,
// and sent too early it goes to the first gap.
import { bind, isField } from "./keys.js";
import { enqueue } from "./staying.js";

const CITES = "#verdict-explanation";

export function verdict() {
  for (const key of "1234560") {
    bind({
      key,
      where: "verdict",
      run: () => { rateSoon(key); },
    });
  }
  bind({ key: "[", where: "verdict", run: () => {
    const field = document.querySelector(CITES);
    if (!field) return false;
    field.focus();
    choose(field, false);
  } });
  document.addEventListener("input", (event) => {
    const field = /** @type {HTMLTextAreaElement} */ (event.target);
    if (field.matches(CITES) && event.inputType === "insertText" && event.data === "[") choose(field, true);
  });
  document.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const link = target.closest("[data-preview]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) { event.preventDefault(); preview(link.href); }
    // Rated by mouse: on to the conclusion. The arrow keys within the ratings click too, but not with a pointer.
    if (target.matches("#verdict-form [data-digit]") && event.detail > 0) document.getElementById("verdict-conclusion")?.focus();
    const gap = target.closest("#gate a[href^='#']");
    if (gap) { event.preventDefault(); goTo(gap); }
  });
  // In a field of another form (a comment, a note, the claim itself) Ctrl Enter sends that form, never the verdict.
  document.addEventListener("keydown", (event) => {
    const { form } = /** @type {HTMLInputElement} */ (event.target);
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.shiftKey || !form || form.id === "verdict-form" || !isField(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    form.requestSubmit();
  }, { capture: true });
  let order = false;
  document.addEventListener("desk:shown", () => {
    const refusal = document.getElementById("verdict-refusal");
    const gap = document.querySelector("#gate [data-gap]");
    if (refusal && gap) setTimeout(() => goTo(gap));
    const stop = document.getElementById("stop-publishing");
    if (stop && !order) stop.focus();
    if (order && !stop && document.activeElement === document.body) document.getElementById("verdict").focus({ preventScroll: true });
    order = Boolean(stop);
  });
}

/** Choose this rating now, or once the form is there that is on its way: it is asked for, and may have to be begun. */
export function rateSoon(digit) {
  if (!rate(digit)) enqueue(() => { if (!rate(digit)) enqueue(() => { rate(digit); }); });
}

/** Choose this rating and go on to the conclusion; false where there is no form to rate in. */
function rate(digit) {
  const radio = /** @type {HTMLInputElement|null} */ (document.querySelector(`#verdict-form [data-digit="${digit}"]`));
  radio?.click();
  if (radio) document.getElementById("verdict-conclusion")?.focus();
  return Boolean(radio);
}

/** To the place a gap is about: its field, whatever is folded around it opened. */
function goTo(link) {
  const place = document.getElementById(link.getAttribute("href").slice(1));
  if (!place) return;
  place.closest("details")?.setAttribute("open", "");
  place.scrollIntoView({ block: "center" });
  const field = place.matches("input, textarea, select") ? place : place.querySelector("input:not([type=hidden]), button, textarea");
  (field || place).focus();
}

/** A small list of the cited sources below the explanation: its number, an arrow and Enter, or a click puts it in. */
function choose(field, typed) {
  document.getElementById("citing-list")?.remove();
  const sources = [...document.querySelectorAll("#citing [data-cites]")];
  if (!sources.length) return;
  const list = Object.assign(document.createElement("div"), { id: "citing-list", className: "citelist" });
  list.setAttribute("role", "menu");
  list.setAttribute("aria-label", "Cite a source");
  const put = (number) => {
    const at = field.selectionStart;
    const opened = typed && field.value[at - 1] === "[";
    const before = field.value.slice(0, opened ? at - 1 : at);
    field.setRangeText(`${before && !/[\s(]$/.test(before) ? " " : ""}[${number}]`, opened ? at - 1 : at, field.selectionEnd, "end");
    close();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const close = () => { list.remove(); field.focus(); };
  for (const source of sources) {
    const item = document.createElement("button");
    item.type = "button";
    item.setAttribute("role", "menuitem");
    item.append(...[...source.querySelectorAll(".no, .st, .clip")].map((each) => each.cloneNode(true)));
    item.addEventListener("click", () => put(source.dataset.cites));
    list.append(item);
  }
  list.addEventListener("keydown", (event) => {
    const items = [...list.children];
    const at = items.indexOf(document.activeElement);
    const found = sources.find((each) => each.dataset.cites === event.key);
    if (found) put(found.dataset.cites);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") items[(at + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length].focus();
    else if (event.key === "Escape" || event.key === "[") close();
    else if (event.key.length === 1 && event.key !== " ") { close(); return; }
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("focusout", (event) => { if (event.relatedTarget && !list.contains(event.relatedTarget)) list.remove(); });
  field.after(list);
  list.firstElementChild.focus();
}

function preview(address) {
  document.getElementById("preview")?.remove();
  const dialog = Object.assign(document.createElement("dialog"), { id: "preview", className: "preview" });
  dialog.setAttribute("aria-label", "The public page as it would be");
  const head = Object.assign(document.createElement("p"), { className: "row" });
  head.append(
    Object.assign(document.createElement("b"), { textContent: "The public page as it would be" }),
    Object.assign(document.createElement("span"), { className: "grow" }),
    Object.assign(document.createElement("button"), { type: "button", className: "btn sm", textContent: "Close" }),
  );
  const frame = Object.assign(document.createElement("iframe"), { src: address, title: "Preview" });
  dialog.append(head, frame);
  head.lastChild.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
