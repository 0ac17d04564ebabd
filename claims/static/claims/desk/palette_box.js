// The box of the palette: every key in force, every button of the page, every page, and what the newsroom has.
import { doable, labelOf, shown, usable } from "./keys.js";
import { rank } from "./ranking.js";

/** @typedef {{words: string, meta?: string, key?: string, to?: string, run?: () => void}} Line */

let dialog, input, list, /** @type {HTMLElement} */ before, lines = [], at = 0, asked = 0;
/** @type {AbortController|undefined} */
let asking;

const made = (tag, attributes = {}, ...inside) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...inside);
  return element;
};

function build() {
  input = made("input", { class: "input", type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "palette-list", "aria-autocomplete": "list", "aria-label": "Find or do anything", placeholder: "Find or do anything", autocomplete: "off", spellcheck: "false", maxlength: "100" });
  list = made("div", { id: "palette-list", role: "listbox", "aria-label": "What there is" });
  dialog = made("dialog", { id: "palette", "aria-label": "Find or do anything" }, input, list, made("p", { class: "sr", role: "status" }));
  document.body.append(dialog);
  input.addEventListener("input", () => { at = 0; show(); });
  dialog.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (by) { event.preventDefault(); choose(at + by); }
    else if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); go(lines[at]); }
    else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); dialog.close(); }
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) go(lines[Number(option.dataset.at)]);
  });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
}

/** @param {EventTarget|null} target what has the focus, and gets it back */
export function open(target) {
  if (!dialog) build();
  if (dialog.open) return;
  before = target instanceof HTMLElement ? target : document.body;
  input.value = "";
  at = 0;
  dialog.showModal();
  show();
}

/** What this page can do and where one can go, without asking the server. */
function own() {
  const keys = doable(before);
  const known = new Set(keys.map((each) => each.words));
  const buttons = [...document.querySelectorAll("main button, main summary, main a.btn, .sub button, .sub a, .sub summary")]
    .filter((each) => usable(each) && !each.matches("[data-key], [data-item] *"))
    .map((each) => ({ words: labelOf(each), run: () => /** @type {HTMLElement} */ (each).click() }))
    .filter((each) => each.words && !known.has(each.words) && known.add(each.words));
  const links = [...document.querySelectorAll(".sections a, .person a, .settings-tabs a")].map((each) => ({ words: `Go to ${each.textContent.trim()}`, to: each.getAttribute("href"), key: each.dataset.go ? `g>${each.dataset.go}` : "" }));
  return [{ name: "Do here", lines: [...keys.filter((each) => !each.key.includes(">") && each.key !== "ctrl+k"), ...buttons] }, { name: "Go to", lines: links }];
}

async function show() {
  const query = input.value.trim();
  const mine = own().map(({ name, lines: some }) => ({ name, lines: rank(query, some).slice(0, query ? 12 : 40) }));
  draw(mine);
  const turn = ++asked;
  asking?.abort();
  asking = new AbortController();
  try {
    await new Promise((wait) => setTimeout(wait, query ? 90 : 0));
    if (turn !== asked) return;
    const answer = await fetch(`/desk/find/?q=${encodeURIComponent(query)}`, { headers: { Accept: "application/json" }, credentials: "same-origin", signal: asking.signal });
    if (!answer.ok || turn !== asked || !dialog.open) return;
    const { groups } = await answer.json();
    draw([...mine.map((each) => ({ ...each, lines: each.lines.slice(0, query ? 6 : 40) })), ...groups]);
  } catch (error) {
    if (error.name !== "AbortError") dialog.querySelector("[role=status]").textContent = "The newsroom can’t be searched just now.";
  }
}

function draw(groups) {
  const kept = lines[at]?.words;
  lines = [];
  const parts = groups.filter((group) => group.lines.length).map((group, number) => {
    const part = made("div", { role: "group", "aria-labelledby": `palette-group-${number}` }, made("div", { class: "lab", id: `palette-group-${number}` }, group.name));
    for (const line of group.lines) {
      const words = made("span", line.to && !line.key && group.name !== "Go to" ? { dir: "auto", class: "sq" } : {}, line.words[0].toUpperCase() + line.words.slice(1));
      part.append(made("div", { role: "option", id: `palette-${lines.length}`, "data-at": String(lines.length), "aria-selected": "false" }, words, ...(line.meta ? [made("small", {}, line.meta)] : []), made("span", { class: "grow" }), ...(line.key ? shown(line.key) : [])));
      lines.push(line);
    }
    return part;
  });
  list.replaceChildren(...(parts.length ? parts : [made("p", { class: "none" }, "Nothing fits. Try fewer words.")]));
  dialog.querySelector("[role=status]").textContent = `${lines.length} ${lines.length === 1 ? "line" : "lines"}`;
  choose(at > 0 ? Math.max(0, lines.findIndex((line) => line.words === kept)) : 0);
}

function choose(wanted) {
  list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
  at = Math.max(0, Math.min(lines.length - 1, wanted));
  const option = document.getElementById(`palette-${at}`);
  if (!option) { input.removeAttribute("aria-activedescendant"); return; }
  option.setAttribute("aria-selected", "true");
  option.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", option.id);
}

function go(line) {
  if (!line) return;
  dialog.close();
  if (before.isConnected) before.focus({ preventScroll: true });
  if (line.run) line.run();
  else location.assign(line.to);
}
