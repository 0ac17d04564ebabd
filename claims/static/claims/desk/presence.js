// Who else has this article open, as initials in its bar, with the claim they are at. Nothing is locked by it.
import { tabName } from "./live.js";
import { secret } from "./signing_in.js";

const BEAT = 20000;
/** Milliseconds at a claim before the others hear of it: nobody needs to see a hand run down a list. */
const STAYS = 800;
let people = [];
let at = "";

export function presence() {
  const topic = (document.body.dataset.topics || "").split(" ").find((each) => each.startsWith("article:"));
  if (!topic) return;
  const beat = (leave = "") => {
    if (document.hidden && !leave) return;
    const body = new URLSearchParams({ object: topic, tab: tabName(), field: at, leave });
    fetch("/desk/presence/", { method: "POST", body, headers: { "X-CSRFToken": secret(), Accept: "application/json" }, credentials: "same-origin", keepalive: true }).catch(() => {});
  };
  document.addEventListener("live:state", () => beat(), { once: true });
  setInterval(beat, BEAT);
  let moving = 0;
  document.addEventListener("desk:shown", () => {
    show();
    const now = document.querySelector("#rail .card.on .n, #rail .card.on .num")?.textContent.trim().slice(0, 20) || "";
    if (now === at) return;
    at = now;
    clearTimeout(moving);
    moving = setTimeout(beat, STAYS);
  });
  addEventListener("pagehide", () => beat("1"));
  document.addEventListener("live:presence", (event) => {
    if (event.detail.object !== topic) return;
    people = event.detail.people.filter((each) => each.id !== document.body.dataset.me);
    show();
  });
}

function show() {
  const bar = document.querySelector(".sub");
  if (!bar) return;
  let here = bar.querySelector("[data-here]");
  if (!here) {
    here = Object.assign(document.createElement("span"), { className: "row" });
    here.setAttribute("data-here", "");
    bar.append(here);
  }
  const said = people.map((each) => (each.fields.length ? `${each.name} is at claim ${each.fields.join(", ")}` : `${each.name} is here`));
  if (here.dataset.here === said.join("\n")) return;
  here.dataset.here = said.join("\n");
  here.replaceChildren(...people.map((each, n) => {
    const words = said[n];
    const mark = Object.assign(document.createElement("span"), { className: "ava b", title: words, textContent: each.initials });
    mark.setAttribute("role", "img");
    mark.setAttribute("aria-label", words);
    return mark;
  }));
}
