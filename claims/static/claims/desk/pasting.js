// Ctrl V anywhere on the desk, outside a field, brings in what is on the clipboard; a file may be dropped anywhere too.
import { isField } from "./keys.js";
import { textOf } from "./clipboard.js";
import { secret } from "./signing_in.js";
import { say } from "./staying.js";

const SHORTEST = 40;

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
  if (!data || !token()) return false;
  const file = data.files[0];
  if (file) { send("/desk/articles/upload/", {}, data.files); return true; }
  const words = textOf(data.getData("text/plain"), data.getData("text/html"));
  if (/^https?:\/\/\S+$/i.test(words)) send("/desk/articles/address/", { url: words });
  else if (!words) say("The clipboard holds no text. Copy the address or the text of an article, then paste it here.");
  else if (words.length < SHORTEST || !/\s/.test(words)) say(`“${words.slice(0, 60)}” is too short for an article. Copy its whole text, or its address beginning with https://.`);
  else send("/desk/articles/paste/", { text: words });
  return true;
}

const token = () => secret() || /** @type {HTMLInputElement|null} */ (document.querySelector("input[name=csrfmiddlewaretoken]"))?.value;

/** An ordinary form, so that whatever the server says is a page: the workbench, or why it could not be brought in. */
function send(address, fields, files) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = address;
  form.hidden = true;
  for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token(), ...fields })) {
    const field = document.createElement("textarea");
    field.name = name;
    field.value = value;
    form.append(field);
  }
  if (files) {
    form.enctype = "multipart/form-data";
    const field = document.createElement("input");
    field.type = "file";
    field.name = "file";
    field.files = files;
    form.append(field);
  }
  document.body.append(form);
  say(files ? `Bringing in ${files[0].name}` : fields.url ? `Fetching ${fields.url.slice(0, 80)}` : "Bringing in the text");
  form.requestSubmit();
}
