// Keys press what the page shows: a button or link says its key in data-key. Single letters act only outside fields.

let going = 0;

export function keys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const target = /** @type {HTMLElement} */ (event.target);
    const inField = target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
    const name = nameOf(event);
    if (event.key === "Escape" && inField) { target.blur(); return; }
    if (inField && !name.startsWith("ctrl+")) return;
    if (inField && name === "ctrl+z") return;
    if (document.querySelector("dialog[open]") && name !== "?") return;
    if (handle(name, target, event)) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("[data-key='?']")) help();
    const to = target.closest("[data-focus]");
    if (to) { event.preventDefault(); focusPane(to.dataset.focus); }
  });
}

function nameOf(event) {
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("ctrl");
  if (event.altKey) parts.push("alt");
  if (event.shiftKey && (event.key.length > 1 || /[a-z]/i.test(event.key))) parts.push("shift");
  parts.push(event.key.toLowerCase());
  return parts.join("+");
}

function handle(name, target, event) {
  if (Date.now() - going < 1200) {
    going = 0;
    const link = document.querySelector(`[data-go="${CSS.escape(name)}"]`);
    if (link) { link.click(); return true; }
  }
  if (name === "g") { going = Date.now(); return true; }
  if (name === "?") { help(); return true; }
  if (name === "escape") { document.querySelector("#rail .card.on a[data-select], main")?.focus(); return false; }
  if (name === "j" || name === "k") return step(target, name === "j" ? 1 : -1, false);
  if (name === "shift+j" || name === "shift+k") return step(target, name === "shift+j" ? 1 : -1, true);
  if (name === "h") { document.querySelector(".paper")?.classList.toggle("nomarks"); return true; }
  if (name === "q") { document.querySelector("[data-quote-form] button[name=stance]")?.focus(); return true; }
  if (name === "enter" && !target.matches("body, .card a, main, [data-pane]")) return false;
  if (name === "enter" && event.target.matches("a") && !event.target.closest(".card")) return false;
  return press(name, target);
}

/** Press the nearest thing with this key: in the focused item, the pane's chosen one, then anywhere on the page. */
function press(name, target) {
  const wanted = `[data-key="${CSS.escape(name)}"]`;
  const pane = target.closest("[data-pane]");
  const places = [
    target.closest("[data-item]"),
    pane?.querySelector("[data-item].on"),
    pane?.querySelector("[data-item]"),
    pane,
    document.querySelector("#rail [data-item].on"),
    document,
  ];
  for (const place of places) {
    const found = [...(place?.querySelectorAll(wanted) || [])].find(usable);
    if (!found) continue;
    if (found.matches("input[type=radio]")) { found.focus(); found.click(); }
    else if (found.tagName === "SUMMARY") { found.parentElement.open = true; found.parentElement.querySelector("input:not([type=hidden]), textarea")?.focus(); }
    else if (found.matches("a[href^='#']")) { found.click(); focusPane(found.getAttribute("href").slice(1)); }
    else found.click();
    return true;
  }
  if (name === "v" && document.getElementById("verdict")) { focusPane("verdict"); return true; }
  return false;
}

const usable = (element) => !element.disabled && element.getClientRects().length > 0;

function step(target, by, undecided) {
  const pane = target.closest("[data-pane='evidence'], [data-pane='rail']") || document.querySelector("#rail") || document.querySelector("[data-pane='evidence']") || document.querySelector("main");
  const all = [...pane.querySelectorAll("[data-item]")].filter(usable);
  const items = undecided ? all.filter((item) => item.matches(".sg:not(.gone), .on, :focus-within")) : all;
  if (!items.length) return false;
  const now = items.findIndex((item) => item === document.activeElement || item.contains(document.activeElement));
  const at = now >= 0 ? now : items.findIndex((item) => item.classList.contains("on"));
  const item = items[at < 0 ? 0 : Math.min(items.length - 1, Math.max(0, at + by))];
  const link = item.querySelector("a[data-select]");
  if (link) { link.focus(); if (item !== items[at]) link.click(); }
  else item.focus();
  item.scrollIntoView({ block: "nearest" });
  return true;
}

function focusPane(id) {
  const pane = document.getElementById(id);
  if (!pane) return;
  pane.scrollIntoView({ block: "nearest" });
  const wanted = ["[data-item].candidate", "[data-item]", "input:not([type=hidden]), textarea, button"];
  const found = wanted.map((each) => [...pane.querySelectorAll(each)].find(usable)).find(Boolean);
  (found || pane).focus();
}

function help() {
  const dialog = document.getElementById("keys-help");
  if (dialog && !dialog.open) dialog.showModal();
}
