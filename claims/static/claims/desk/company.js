// Who else is here, and in which field: initials at the field, nothing is locked. And what others did to this claim
// since the page was shown: the draft's fields come by themselves (saving.js), the rest of the page is shown anew.
import { TAB } from "./drafts.js";
import { secret } from "./signing_in.js";
import { refresh } from "./staying.js";

const BEAT = 20_000;
const ALSO = ["draft.cited", "draft.uncited", "draft.restored"];
const OURS = ["Evidence", "FactCheck", "VerdictRevision", "Comment", "Claim", "PublishOrder", "Publication", "Match"];

let people = [];
let field = "";
let waiting = 0;

export function company() {
  const topic = (document.body.dataset.topics || "").split(" ").find((each) => each.startsWith("claim:"));
  if (!topic) return;
  const me = document.body.dataset.me;
  const beat = (leave = "") => {
    if (document.hidden && !leave) return;
    const body = new URLSearchParams({ object: topic, tab: TAB, field, leave });
    fetch("/desk/presence/", { method: "POST", body, headers: { "X-CSRFToken": secret(), Accept: "application/json" }, credentials: "same-origin", keepalive: true }).catch(() => {});
  };
  document.addEventListener("live:state", () => beat(), { once: true });
  setInterval(beat, BEAT);
  document.addEventListener("focusin", (event) => {
    const target = /** @type {HTMLInputElement} */ (event.target);
    const now = target.form?.dataset.autosave ? target.name || "" : "";
    if (now === field) return;
    field = now;
    beat();
  });
  addEventListener("pagehide", () => beat("1"));
  document.addEventListener("live:presence", (event) => {
    if (event.detail.object !== topic) return;
    people = event.detail.people.filter((each) => each.id !== me);
    show();
  });
  document.addEventListener("desk:shown", show);
  document.addEventListener("live:object", (event) => {
    const { type, by, event: name } = event.detail;
    if (by?.id === me || !(OURS.includes(type) || ALSO.includes(name))) return;
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 400);
  });
}

function show() {
  const here = document.getElementById("here");
  here?.replaceChildren(...people.map((each) => initials(each, `${each.name} is here`)));
  for (const old of document.querySelectorAll(".infield")) old.remove();
  for (const each of people) {
    for (const name of each.fields) {
      const element = document.querySelector(`#verdict-form [name="${CSS.escape(name)}"]:not([type=hidden])`);
      const label = element?.closest("fieldset, .field")?.querySelector("legend, label");
      const mark = initials(each, `${each.name} is in this field`);
      mark.classList.add("infield");
      label?.append(" ", mark);
    }
  }
}

function initials(person, words) {
  const mark = Object.assign(document.createElement("span"), { className: "ava b", title: words, textContent: person.initials });
  mark.setAttribute("role", "img");
  mark.setAttribute("aria-label", words);
  return mark;
}
