// The article workbench: choosing and deciding paint at once; the server is told in order and answers with the parts
// that changed. Without this module the same links and forms load the page.
import { cardOf, choose, chosenKey, neighbour } from "./cards.js";
import { decide, lookAgain, sendForm, paintUndo } from "./deciding.js";
import { finding } from "./finding.js";
import { following } from "./following.js";
import { bind } from "./keys.js";
import { edit, face, goToEvidence, goWhenHere, lookAtDrawer, openDrawer, turn } from "./drawer.js";
import { laying } from "./laying.js";
import { panes } from "./panes.js";
import { reading } from "./reading.js";
import { refresh } from "./staying.js";

export function bench() {
  if (!document.getElementById("cards")) return;
  start();
  bindKeys();
  let coming = 0;
  document.addEventListener("live:suggestion", () => { clearTimeout(coming); coming = setTimeout(bringIn, 400); });
  for (const behaviour of [reading, finding, panes, following, laying]) behaviour();
  document.addEventListener("desk:shown", (event) => { if (!event.detail?.part) start(); });
  document.addEventListener("click", clicked, { capture: true });
  document.addEventListener("submit", submitted, { capture: true });
  document.addEventListener("keydown", (event) => {
    const undo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z";
    if (undo && !event.repeat && !event.target.matches("input, textarea, select")) paintUndo();
  }, { capture: true });
}

/** New suggestions fade in; what changes under the hand does not. */
async function bringIn() {
  const fading = (on) => document.documentElement.classList.toggle("coming", on);
  fading(true);
  await refresh();
  setTimeout(() => fading(false), 600);
}

/** Keys of the rail mean the chosen card, wherever in the page the focus is, but not in the drawer. */
function bindKeys() {
  const outside = (target) => !target.closest("[data-pane=evidence], [data-pane=verdict], .sub, .top, #toasts");
  const on = (key, run) => {
    for (const where of ["claims", "text"]) bind({ key, where, run: (event, target) => (outside(target) ? run() : false) });
  };
  on("j", () => step(1));
  on("k", () => step(-1));
  on("shift+j", () => step(1, true));
  on("shift+k", () => step(-1, true));
  for (const [key, by] of [["arrowdown", 1], ["arrowup", -1]]) {
    bind({ key, where: "claims", run: (event, target) => (target.closest("#cards a.w") ? step(by) : false) });
  }
  for (const key of ["a", "x"]) on(key, () => press(key));
  for (const key of "1234560") bind({ key, where: "everywhere", last: true, when: () => face() === "verdict", run: () => import("./verdict.js").then((it) => it.rateSoon(key)) });
  on("e", () => edit(chosenKey()));
  // Enter right after A: the claim is painted, its evidence not here yet.
  on("enter", () => {
    const card = cardOf(chosenKey());
    if (!card?.classList.contains("cl") || card.querySelector("[data-key=enter]")) return false;
    goWhenHere();
    return true;
  });
}

/** Press this key's button on the chosen card. Where it has none nothing else is pressed instead. */
function press(key) {
  const card = cardOf(chosenKey());
  card?.querySelector(`[data-key="${key}"]`)?.click();
  return true;
}

function start() {
  lookAgain();
  lookAtDrawer();
}

/** Choose, and remember it in the address once the hand rests. */
export function select(key, { focus = false } = {}) {
  if (!cardOf(key)) return false;
  choose(key, { focus });
  openDrawer(key);
  return true;
}

/** The card `by` places on; only undecided ones, if asked. */
export function step(by, undecided = false) {
  const next = neighbour(chosenKey(), by, { undecided });
  if (next) select(next, { focus: true });
  return Boolean(next);
}

function clicked(event) {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const target = /** @type {HTMLElement} */ (event.target);
  if (target.closest("[data-focus=evidence]") && !goToEvidence()) { event.preventDefault(); return; }
  const turned = target.closest(".bench [data-face-to]");
  if (turned) { event.preventDefault(); if (turned.closest("#cards")) openDrawer(chosenKey(), { now: true }); turn(turned.dataset.faceTo); return; }
  if (target.closest("#cards [data-edit]")) { event.preventDefault(); edit(chosenKey()); return; }
  const link = target.closest("#cards a[data-select], .sheet .n[data-n]");
  if (!link) return;
  const key = link.dataset.n || link.closest("[data-card]").dataset.card;
  if (!select(key)) return;
  event.preventDefault();
}

function submitted(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const button = /** @type {HTMLButtonElement|null} */ (event.submitter);
  if (form.id === "rail-form") {
    if (!button?.dataset.act) return;
    event.preventDefault();
    decide(button.dataset.act, button.closest("[data-card]").dataset.card, button.getAttribute("formaction"));
    return;
  }
  if (form.matches("[data-whole]") || form.method === "dialog") return;
  if (form.matches("[data-mark-form]") ? !form.elements.start.value : !form.closest("#evidence")) return;
  event.preventDefault();
  sendForm(form, button);
}
