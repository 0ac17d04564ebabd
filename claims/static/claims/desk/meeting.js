// The card at a field that two people changed: theirs, mine, or both, with the words that differ. Typing goes on.
import { wordDiff } from "./wording.js";

/**
 * Show the card, or bring the one there is up to date.
 * @param {{field: HTMLElement, name: string, head: string, theirs: string, mine: string, at?: string,
 *   takeWords: string, keepWords: string, both: boolean, decide: (what: "theirs"|"mine"|"both") => void}} card
 */
export function showCard(card) {
  const id = `meeting-${card.name}`;
  let box = document.getElementById(id);
  if (!box) {
    box = make("div", { className: "conf", id });
    const head = make("div", { className: "row" });
    head.setAttribute("role", "alert");
    box.append(head, make("p", { className: "diff small" }), make("div", { className: "row wrap" }));
    box.children[1].dir = "auto";
    hold(card.field).append(box);
  }
  const [head, diff, acts] = /** @type {any} */ (box.children);
  if (head.dataset.theirs !== card.theirs) {
    head.dataset.theirs = card.theirs;
    head.replaceChildren(make("b", { textContent: card.head }), make("span", { className: "grow" }));
    if (card.at) head.append(make("time", { className: "hint num", dateTime: card.at, textContent: ago(card.at) }));
    acts.replaceChildren(
      button(card.takeWords, "btn sm pri", () => card.decide("theirs")),
      button(card.keepWords, "btn sm", () => card.decide("mine")),
    );
    if (card.both) acts.append(button("Edit both…", "btn sm quiet", () => card.decide("both")));
  }
  diff.replaceChildren(...wordDiff(card.mine, card.theirs).map(piece));
  return box;
}

export function removeCard(name) {
  document.getElementById(`meeting-${name}`)?.remove();
}

/** Both texts in one, to be edited by hand. */
export const both = (mine, theirs, long) => [mine, theirs].filter(Boolean).join(long ? "\n\n" : " ");

function hold(field) {
  return field.closest(".field, fieldset") || field.parentElement;
}

function piece([kind, words]) {
  if (kind === "equal") return document.createTextNode(words);
  const made = make(kind === "insert" ? "ins" : "del", {});
  made.append(make("span", { className: "sr", textContent: kind === "insert" ? " theirs: " : " yours: " }), words);
  return made;
}

function button(words, look, press) {
  const made = make("button", { type: "button", className: look, textContent: words });
  made.addEventListener("click", press);
  return made;
}

function ago(at) {
  const seconds = Math.max(1, Math.round((Date.now() - Date.parse(at)) / 1000));
  return seconds < 90 ? `${seconds} s ago` : seconds < 5400 ? `${Math.round(seconds / 60)} min ago` : new Date(at).toLocaleString();
}

const make = (tag, values) => Object.assign(document.createElement(tag), values);
