// Choosing how a check stands on somebody's page: what is chosen shows at once, and the code can be copied. The form
// comes from the server, which also makes the code; without this script it has a button and does the same.

/** Say what happened beside the buttons. */
function tell(form, words) {
  form.querySelector("[role=status]").textContent = words;
}

/** Copy, and say so; where that is not allowed, select the words for the reader's own Ctrl C. */
async function copy(form) {
  const code = form.querySelector("pre");
  try {
    await navigator.clipboard.writeText(code.textContent);
    tell(form, "Copied");
  } catch {
    getSelection().selectAllChildren(code);
    code.focus();
    tell(form, "Selected: copy with your keyboard");
  }
}

/** @param {string} address @param {AbortSignal} [signal] @returns {Promise<HTMLFormElement>} the form at this address */
async function fetched(address, signal) {
  const answer = await fetch(address, { signal });
  const form = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form.emb");
  if (!answer.ok || !form) throw new Error(`no form at ${address}`);
  return form;
}

/** Let a form show what is chosen as it is chosen. */
export function follow(form) {
  const frame = form.querySelector("iframe");
  let asking = new AbortController();
  form.querySelector("[data-without]").hidden = true;
  form.querySelector("[data-copy]").hidden = false;
  form.querySelector("[data-copy]").addEventListener("click", () => copy(form));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", async ({ target }) => {
    tell(form, "");
    if (target.name === "width") {
      frame.width = target.value;
      form.querySelector("output").textContent = `${target.value} px`;
      return;
    }
    asking.abort();
    asking = new AbortController();
    try {
      const made = await fetched(`${form.action}?${new URLSearchParams(new FormData(form))}`, asking.signal);
      form.querySelector("[data-part=code]").replaceWith(document.importNode(made.querySelector("[data-part=code]"), true));
      const source = made.querySelector("iframe").getAttribute("src");
      if (frame.getAttribute("src") !== source) frame.src = source;
    } catch (fault) {
      if (fault.name !== "AbortError") tell(form, "Could not be loaded. Choose again.");
    }
  });
  addEventListener("message", ({ source, data }) => {
    if (source === frame.contentWindow && data?.sentinel === "amp" && data.height) frame.height = data.height;
  });
}

/** The style that goes with the form, once. */
function dressed() {
  const href = new URL("./embedding.css", import.meta.url).href;
  if ([...document.styleSheets].some((each) => each.href === href)) return undefined;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  return new Promise((done) => {
    link.onload = link.onerror = done;
    document.head.append(link);
  });
}

const opened = new Map();

/** The page behind a link, as a dialog over this one; where it can't be had, the page itself. */
export async function open(link) {
  let dialog = opened.get(link.href);
  if (!dialog?.isConnected) {
    let form;
    try {
      [form] = await Promise.all([fetched(link.href), dressed()]);
    } catch {
      location.assign(link.href);
      return;
    }
    dialog = document.createElement("dialog");
    dialog.className = "emb-dlg";
    dialog.setAttribute("aria-labelledby", "embedding-title");
    const head = Object.assign(document.createElement("div"), { className: "emb-head" });
    const title = Object.assign(document.createElement("h2"), { id: "embedding-title", textContent: link.dataset.embedding || "Embed this check" });
    const close = Object.assign(document.createElement("button"), { type: "button", className: "emb-btn", textContent: "✕" });
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", () => dialog.close());
    head.append(title, close);
    dialog.append(head, document.importNode(form, true));
    document.body.append(dialog);
    dialog.querySelector("input:checked").autofocus = true;
    follow(dialog.querySelector("form"));
    opened.set(link.href, dialog);
  }
  dialog.showModal();
}

for (const form of document.querySelectorAll("form.emb")) follow(form);
