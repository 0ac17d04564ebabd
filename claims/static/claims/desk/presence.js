// Who else has this article open, as initials in its bar, with the claim they are at. Nothing is locked by it.
import { tabName } from "./live.js";
import { secret } from "./signing_in.js";

const BEAT = 20000;
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
  document.addEventListener("desk:shown", () => {
    show();
    const now = document.querySelector("#rail .card.on .n, #rail .card.on .num")?.textContent.trim().slice(0, 20) || "";
    if (now !== at) { at = now; beat(); }
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
  here.replaceChildren(...people.map((each) => {
    const words = each.fields.length ? `${each.name} is at claim ${each.fields.join(", ")}` : `${each.name} is here`;
    const mark = Object.assign(document.createElement("span"), { className: "ava b", title: words, textContent: each.initials });
    mark.setAttribute("role", "img");
    mark.setAttribute("aria-label", words);
    return mark;
  }));
}
