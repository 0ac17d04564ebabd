// The board of the queue by keyboard and by drag: arrows look around, Shift with ← → moves a card, and so does dragging.
// Each move is the same form that the buttons send, so the server says whether it may be and where it came to stand.

import { bind } from "./keys.js";

const ORDER = ["suggested", "open", "evidence", "writing", "review", "ready", "published", "declined"];
let wanted = "";
let moved = "";

export function queue() {
  const start = () => {
    const board = document.querySelector("#queue .columns");
    for (const card of board?.querySelectorAll(".qcard[data-move]") || []) card.draggable = true;
    if (board) rove(board);
    if (wanted) document.querySelector(`.qcard.on [data-first="${wanted}"], .qlines .on [data-first="${wanted}"]`)?.focus();
    else if (moved) document.getElementById(moved)?.querySelector("[data-card-link]")?.focus();
    wanted = moved = "";
  };
  document.addEventListener("desk:shown", start);
  document.addEventListener("focusin", (event) => {
    const card = /** @type {HTMLElement} */ (event.target).closest(".qcard");
    if (card) rove(card.closest(".columns"), card);
  });
  for (const [key, side] of Object.entries({ arrowleft: -1, arrowright: 1 })) {
    onCard(key, (card) => look(card, forward(side), 0));
    onCard(`shift+${key}`, (card) => move(card, beside(card, forward(side))));
  }
  onCard("z", snooze);
  bind({ key: "escape", where: "queue", run: () => {
    const close = /** @type {HTMLElement|null} */ (document.querySelector("#queue .panel-q > a:last-child"));
    if (!close) return false;
    close.click();
  } });
  for (const [key, down] of Object.entries({ arrowup: -1, arrowdown: 1, k: -1, j: 1 })) onCard(key, (card) => look(card, 0, down));
  document.addEventListener("click", (event) => {
    if (/** @type {HTMLElement} */ (event.target).closest(".opens") && !event.detail) wanted = "owner";
  });
  dragging();
}

/** One tab stop for the whole board: the card that was looked at last. */
function rove(board, chosen = null) {
  const cards = [...board.querySelectorAll(".qcard")];
  const current = chosen || cards.find((card) => card.contains(document.activeElement)) || board.querySelector(".qcard.on") || cards.find(seen);
  for (const card of cards) {
    for (const stop of card.querySelectorAll("a, button, input, select")) {
      if (card === current) stop.removeAttribute("tabindex");
      else stop.setAttribute("tabindex", "-1");
    }
  }
}

/** Bind a key of the board to what it does with the card one is on; of the list, where it snoozes, with the line. */
function onCard(key, run) {
  bind({ key, where: "queue", run: (event, target) => {
    const card = target.closest(run === snooze ? "[data-move]" : ".qcard") || document.querySelector("#queue .qcard.on, #queue .qcard");
    return card ? run(card) : false;
  } });
}

const forward = (side) => (getComputedStyle(document.documentElement).direction === "rtl" ? -side : side);
const seen = (element) => element.getClientRects().length > 0;

/** Focus the neighbour: up and down within the column, sideways at the same height of the next column with cards. */
function look(card, side, down) {
  const column = card.closest("[data-column]");
  const cards = [...column.querySelectorAll(".qcard")];
  const at = cards.indexOf(card);
  let next = cards[at + down];
  if (side) {
    const columns = [...column.parentElement.children];
    let place = columns.indexOf(column) + side;
    while (columns[place] && ![...columns[place].querySelectorAll(".qcard")].some(seen)) place += side;
    const there = [...(columns[place]?.querySelectorAll(".qcard") || [])].filter(seen);
    next = there[Math.min(at, there.length - 1)];
  }
  if (!card.contains(document.activeElement)) next = card;
  const link = /** @type {HTMLElement} */ (next?.querySelector("[data-card-link]"));
  if (!link) return;
  link.focus();
  next.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function beside(card, side) {
  return ORDER[ORDER.indexOf(card.closest("[data-column]").dataset.column) + side];
}

/** Send the move; declining needs a reason, so its field opens instead. */
function move(card, to) {
  if (!to) return;
  if (to === "declined" && !card.classList.contains("sg")) {
    wanted = "declined";
    card.querySelector(".opens")?.click();
    return;
  }
  moved = card.id;
  send(card.dataset.move, "to", to);
}

/** Out of the queue until tomorrow, or back in it; the focus goes on to the next card. */
function snooze(card) {
  if (!card.dataset.snooze) return false;
  const next = card.nextElementSibling || card.previousElementSibling;
  moved = next?.id || "";
  send(card.dataset.snooze, "asleep" in card.dataset ? "wake" : "snooze", "1");
}

/** Send the form that every move is, with one more field. */
function send(address, name, value) {
  const form = /** @type {HTMLFormElement} */ (document.getElementById("move").cloneNode(true));
  form.removeAttribute("id");
  form.action = address;
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  document.getElementById("queue").append(form);
  form.requestSubmit();
}

function dragging() {
  let held = null;
  const columnOf = (event) => /** @type {HTMLElement} */ (event.target).closest?.(".column-q");
  const clear = () => document.querySelectorAll(".column-q.over").forEach((each) => each.classList.remove("over"));
  document.addEventListener("dragstart", (event) => {
    held = /** @type {HTMLElement} */ (event.target).closest?.(".qcard[draggable=true]");
    if (held) { event.dataTransfer.effectAllowed = "move"; event.dataTransfer.setData("text/plain", held.querySelector("[data-card-link]").textContent.trim()); }
  });
  document.addEventListener("dragover", (event) => {
    const column = columnOf(event);
    if (!held || !column) return;
    event.preventDefault();
    clear();
    if (!column.contains(held)) column.classList.add("over");
  });
  document.addEventListener("drop", (event) => {
    const column = columnOf(event);
    clear();
    if (!held || !column) return;
    event.preventDefault();
    if (!column.contains(held)) { held.querySelector("[data-card-link]").focus(); move(held, column.dataset.column); }
  });
  document.addEventListener("dragend", () => { held = null; clear(); });
}
