// A check's page in the reader's hands: citations open their passage in place, and the buttons that need a script.
// Everything it shows stands in the page without it.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

/** Say what happened beside the buttons. */
function tell(words, root = document) {
  $(".told", root).textContent = words;
}

/** Copy, and say so; where that is not allowed, select the words for the reader's own Ctrl C. */
async function copy(words, element, root) {
  try {
    await navigator.clipboard.writeText(words);
    tell("Copied", root);
  } catch {
    getSelection().selectAllChildren(element);
    tell("Selected: copy with your keyboard", root);
  }
}

/** The passage a citation points to, under the block the citation stands in; a second press closes it. */
function passage(link) {
  const number = link.hash.slice(2);
  const block = link.closest(".body > *");
  const there = $(`#p${number}`);
  if (there) {
    const here = there.previousElementSibling === block;
    there.remove();
    for (const each of $$(`.cite[href="#e${number}"]`)) each.setAttribute("aria-expanded", "false");
    if (here) return;
  }
  const source = $(`#e${number}`);
  const shown = document.createElement("aside");
  shown.id = `p${number}`;
  shown.className = "passage";
  shown.setAttribute("aria-label", `Passage of source ${number}`);
  const body = source.lastElementChild.cloneNode(true);
  shown.append(...body.childNodes);
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn";
  close.textContent = "Close";
  close.addEventListener("click", () => {
    passage(link);
    link.focus();
  });
  shown.append(close);
  block.after(shown);
  link.setAttribute("aria-expanded", "true");
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a.cite");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !$(link.hash)) return;
  event.preventDefault();
  passage(link);
});
for (const link of $$("a.cite")) link.setAttribute("aria-expanded", "false");

/* Share, Print */
const share = $("[data-share]");
const print = $("[data-print]");
if (share) {
  share.hidden = print.hidden = false;
  print.addEventListener("click", () => window.print());
  share.addEventListener("click", async () => {
    const url = $("link[rel=canonical]").href;
    if (!navigator.share) {
      await copy(url, $("h1"), $(".tools"));
      return;
    }
    try {
      await navigator.share({ title: $("h1").textContent, url });
    } catch {
      // the reader changed their mind
    }
  });
}

/* Embed: the page behind the link, as a dialog */
for (const link of $$("[data-embedding]")) {
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    (await import("./embedding.js")).open(link);
  });
}
