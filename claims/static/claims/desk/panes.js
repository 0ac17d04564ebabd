// The panes of the workbench: their widths by drag and by key, remembered; tabs where there is room for one side pane;
// a sheet at the bottom on small screens; F6 goes round.

const KEY = "desk:panes";
const LEAST = { rail: 240, drawer: 320 };
const TEXT = 380;
const STEP = 24;
/** Widths and the side shown are kept above the page, which may come anew. */
const root = typeof document === "undefined" ? null : document.documentElement;

/** A width that leaves room for the text: `wanted` pixels for one side pane where the other has `other`. */
export function fitted(name, wanted, other, all) {
  const most = Math.max(LEAST[name], all - other - TEXT);
  return Math.round(Math.min(most, Math.max(LEAST[name], wanted)));
}

export function panes() {
  const bench = /** @type {HTMLElement|null} */ (document.querySelector(".bench"));
  if (!bench || !document.getElementById("cards")) return;
  restore(bench);
  addEventListener("resize", () => restore(bench));
  document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest?.("[data-splits]");
    if (handle) drag(bench, handle, event);
  });
  document.addEventListener("keydown", (event) => {
    const handle = event.target.closest?.("[data-splits]");
    if (handle && byKey(bench, handle, event.key)) event.preventDefault();
    const tab = event.target.closest?.("[data-side][role=tab]");
    if (tab && (event.key === "ArrowLeft" || event.key === "ArrowRight")) {
      event.preventDefault();
      const other = tab.parentElement.querySelector(`[data-side]:not([data-side=${tab.dataset.side}])`);
      side(bench, other.dataset.side);
      other.focus();
    }
  });
  document.addEventListener("click", (event) => {
    const tab = event.target.closest?.("[data-side]");
    if (tab) side(bench, tab.dataset.side);
    const size = event.target.closest?.("[data-sheet-size]");
    if (size) sheet(bench, size.dataset.sheetSize);
    if (event.target.closest?.("[data-focus=evidence]")) side(bench, "evidence");
  });
  document.addEventListener("desk:shown", (event) => { if (!event.detail?.part) restore(bench); tabs(bench); });
  // F6 goes round the panes of the browser's own window too: only its step inside the page is ours.
  document.addEventListener("keydown", (event) => {
    if (event.key === "F6" && !event.ctrlKey && !event.altKey && !event.metaKey && round(event.shiftKey ? -1 : 1)) event.preventDefault();
  });
  side(bench, root.dataset.side || "rail");
}

const widths = (bench) => ({ rail: bench.querySelector("#rail").offsetWidth, drawer: bench.querySelector("#evidence").offsetWidth });

function setWidth(bench, name, wanted) {
  const now = widths(bench);
  const to = fitted(name, wanted, now[name === "rail" ? "drawer" : "rail"], bench.clientWidth);
  root.style.setProperty(`--${name}`, `${to}px`);
  for (const handle of bench.querySelectorAll(`[data-splits=${name}]`)) handle.setAttribute("aria-valuenow", String(to));
  return to;
}

function restore(bench) {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) || "{}");
    for (const name of ["rail", "drawer"]) if (kept[name]) root.style.setProperty(`--${name}`, `${kept[name]}px`);
    if (kept.sheet) root.style.setProperty("--sheet", kept.sheet);
  } catch { /* a browser that keeps nothing shows the usual widths */ }
  for (const handle of bench.querySelectorAll("[data-splits][role=separator]")) handle.setAttribute("aria-valuenow", String(widths(bench)[handle.dataset.splits] || 0));
}

function keep(bench) {
  try {
    const found = { sheet: root.style.getPropertyValue("--sheet") };
    for (const name of ["rail", "drawer"]) found[name] = parseInt(root.style.getPropertyValue(`--${name}`), 10) || 0;
    localStorage.setItem(KEY, JSON.stringify(found));
  } catch { /* nothing to keep it in */ }
}

const mirrored = (bench) => getComputedStyle(bench).direction === "rtl";

function drag(bench, handle, event) {
  event.preventDefault();
  handle.setPointerCapture(event.pointerId);
  const name = handle.dataset.splits;
  if (name === "sheet") { dragSheet(bench, handle); return; }
  const from = event.clientX;
  const wide = widths(bench)[name];
  const move = (moved) => setWidth(bench, name, wide + (mirrored(bench) ? 1 : -1) * (moved.clientX - from));
  handle.addEventListener("pointermove", move);
  handle.addEventListener("pointerup", () => { handle.removeEventListener("pointermove", move); keep(bench); }, { once: true });
}

function dragSheet(bench, handle) {
  const move = (moved) => root.style.setProperty("--sheet", `${Math.round(Math.min(92, Math.max(8, (1 - moved.clientY / innerHeight) * 100)))}dvh`);
  handle.addEventListener("pointermove", move);
  handle.addEventListener("pointerup", () => { handle.removeEventListener("pointermove", move); keep(bench); }, { once: true });
}

function byKey(bench, handle, key) {
  const name = handle.dataset.splits;
  if (name === "sheet") return false;
  const wide = widths(bench)[name];
  const more = { ArrowLeft: STEP, ArrowRight: -STEP }[key];
  if (more) setWidth(bench, name, wide + (mirrored(bench) ? -more : more));
  else if (key === "Home") setWidth(bench, name, LEAST[name]);
  else if (key === "End") setWidth(bench, name, 10_000);
  else return false;
  keep(bench);
  return true;
}

/** Show the claims or the evidence, where there is room for one of them. */
function side(bench, name) {
  root.dataset.side = name;
  tabs(bench);
}

function tabs(bench) {
  const name = root.dataset.side;
  for (const tab of bench.querySelectorAll("[data-side][role=tab]")) {
    const on = tab.dataset.side === name;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
  }
  const number = bench.querySelector("#cards .card.on .k")?.textContent;
  const told = bench.querySelector("[data-side=evidence] .num");
  if (told && number) told.textContent = number;
}

function sheet(bench, size) {
  const to = { more: "85dvh", less: "12dvh", usual: "" }[size] ?? "";
  root.style.setProperty("--sheet", to || "46dvh");
  keep(bench);
}

/** Go round the panes that are seen; each gives the focus to what is chosen in it. */
function round(by) {
  const all = [...document.querySelectorAll(".bench > [data-pane]")].filter((pane) => pane.getClientRects().length);
  if (!all.length) return false;
  const now = all.findIndex((pane) => pane.contains(document.activeElement));
  const next = all[(now + by + all.length) % all.length];
  (next.querySelector("[data-item].on a.w, [data-item][tabindex]") || next).focus();
  return true;
}
