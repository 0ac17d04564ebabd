// What was pasted or dropped becomes an article: a file, an address, or a text that is long enough for one.
import { textOf } from "./clipboard.js";
import { say } from "./staying.js";

const SHORTEST = 40;

/**
 * @param {FileList} files
 * @param {string[]} texts as plain text and as HTML
 * @param {string} token the secret that forms carry
 */
export function bringIn(files, texts, token) {
  if (files.length) { send("/desk/articles/upload/", token, {}, files); return; }
  const words = textOf(texts[0], texts[1]);
  if (/^https?:\/\/\S+$/i.test(words)) send("/desk/articles/address/", token, { url: words });
  else if (!words) say("The clipboard holds no text. Copy the address or the text of an article, then paste it here.");
  else if (words.length < SHORTEST || !/\s/.test(words)) say(`“${words.slice(0, 60)}” is too short for an article. Copy its whole text, or its address beginning with https://.`);
  else send("/desk/articles/paste/", token, { text: words });
}

/** An ordinary form, so that whatever the server says is a page: the workbench, or why it could not be brought in. */
function send(address, token, fields, files) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = address;
  form.hidden = true;
  for (const [name, value] of Object.entries({ csrfmiddlewaretoken: token, ...fields })) {
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
