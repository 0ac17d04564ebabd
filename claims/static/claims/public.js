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

/* Embed: a dialog with a preview */
const dialog = $("#embedding");
if (dialog) {
  const form = $("form", dialog);
  const frame = $("iframe", dialog);
  const codes = Object.fromEntries($$("[data-code]").map((each) => [each.dataset.code, each.textContent]));

  const query = (chosen) => {
    const asked = new URLSearchParams();
    if (chosen.get("shape")) asked.set("shape", chosen.get("shape") === "text" ? "line" : chosen.get("shape"));
    if (chosen.get("theme")) asked.set("theme", chosen.get("theme"));
    return `${chosen.get("version") ? `v/${chosen.get("version")}/` : ""}${String(asked) && `?${asked}`}`;
  };

  /** The code as chosen: attributes on the element, parts of the frame's address. */
  const code = (chosen) => {
    const kind = chosen.get("code");
    if (kind === "frame") return codes.frame.replace(/(src="[^"?]*)"/, (_, src) => `${src}${query(chosen).replaceAll("&", "&amp;")}"`);
    if (kind !== "script") return codes[kind];
    const added = ["shape", "theme", "version"].filter((name) => chosen.get(name)).map((name) => ` ${name}="${chosen.get(name)}"`).join("");
    const changed = codes.script.replace(/(<claim-card src="[^"]*")/, `$1${added}`);
    return chosen.get("shape") === "text" ? changed.replace(/<blockquote>[^]*<\/blockquote>/, "the words you quote") : changed;
  };

  const show = () => {
    const chosen = new FormData(form);
    const address = `${dialog.dataset.frame}${query(chosen)}`;
    if (frame.getAttribute("src") !== address) frame.src = address;
    frame.width = chosen.get("width");
    $("output", dialog).textContent = `${chosen.get("width")} px`;
    $("pre", dialog).textContent = code(chosen);
    tell("", dialog);
  };

  addEventListener("message", ({ source, data }) => {
    if (source === frame.contentWindow && data?.sentinel === "amp" && data.height) frame.height = data.height;
  });
  form.addEventListener("input", show);
  $("[data-copy]", dialog).addEventListener("click", () => copy($("pre", dialog).textContent, $("pre", dialog), dialog));
  $("[data-embedding] summary").addEventListener("click", (event) => {
    event.preventDefault();
    dialog.showModal();
    show();
  });
}
