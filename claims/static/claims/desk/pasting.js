// Ctrl V anywhere on the desk, outside a field, brings in what is on the clipboard; a file may be dropped anywhere too.
// What there is must be read at once; what becomes of it (`bringing_in`) is fetched when it is needed.
import { isField } from "./keys.js";
import { secret } from "./signing_in.js";
import { say } from "./staying.js";

export function pasting() {
  document.addEventListener("paste", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (isField(target) || target.closest("[contenteditable]") || document.querySelector("dialog[open]")) return;
    if (take(event.clipboardData)) event.preventDefault();
  });
  document.addEventListener("dragover", (event) => {
    if (!document.querySelector("dialog[open]") && event.dataTransfer?.types.includes("Files") && !isFile(event.target)) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    if (isFile(event.target) || !event.dataTransfer?.files.length || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    take(event.dataTransfer);
  });
}

const isFile = (target) => target.matches?.("input[type=file]");

/** @param {DataTransfer|null} data */
function take(data) {
  const token = secret() || /** @type {HTMLInputElement|null} */ (document.querySelector("input[name=csrfmiddlewaretoken]"))?.value;
  if (!data || !token) return false;
  const kept = new DataTransfer(); // the event's own is empty once it is over
  for (const each of data.files) kept.items.add(each);
  const texts = [data.getData("text/plain"), data.getData("text/html")];
  import("./bringing_in.js").then((it) => it.bringIn(kept.files, texts, token), () => say("The workbench can’t be reached, so nothing was brought in. Paste it again in a moment."));
  return true;
}
