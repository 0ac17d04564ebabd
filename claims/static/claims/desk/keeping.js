// Longer words in forms that are sent by hand (a note, a comment, a claim's wording): kept on this device from the
// first letter until the server has taken them.
import { drop, keep, keyOf, leftBehind } from "./drafts.js";

const FIELDS = "textarea, input[type=text], input[type=url], input:not([type])";

export function keeping() {
  const me = document.body.dataset.me;
  if (!me) return;
  document.addEventListener("input", (event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    const object = field.form?.dataset.keep;
    if (!object || !field.name || !field.matches(FIELDS)) return;
    if (field.value === field.defaultValue) drop(keyOf(me, object, field.name));
    else keep({ me, object, field: field.name, value: field.value, base: field.defaultValue, place: location.pathname });
  });
  document.addEventListener("desk:sent", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    for (const field of form.dataset.keep ? form.querySelectorAll(FIELDS) : []) drop(keyOf(me, form.dataset.keep, field.name));
  });
  document.addEventListener("desk:shown", () => {
    for (const form of document.querySelectorAll("form[data-keep]:not([data-looked])")) {
      form.setAttribute("data-looked", "");
      bringBack(form, me);
    }
  });
}

async function bringBack(form, me) {
  for (const left of await leftBehind(me, form.dataset.keep)) {
    const field = form.elements.namedItem(left.field);
    if (!field || field.value === left.value) { if (field) await drop(left.key); continue; }
    const put = async () => {
      field.value = left.value;
      form.setAttribute("data-dirty", "");
      await keep({ ...left, base: field.defaultValue });
      await drop(left.key);
    };
    if (field.value === left.base) {
      await put();
      tell(field, "Brought back: these words were kept on this device, and are not sent yet.");
    } else {
      const said = tell(field, `Kept on this device, not sent: “${left.value}” `);
      for (const [words, act] of [["Put it back", put], ["Drop it", () => drop(left.key)]]) {
        const button = Object.assign(document.createElement("button"), { type: "button", className: "btn sm quiet", textContent: words });
        button.addEventListener("click", async () => { await act(); said.remove(); });
        said.append(button);
      }
    }
    form.closest("details")?.setAttribute("open", "");
  }
}

function tell(field, words) {
  const said = Object.assign(document.createElement("p"), { className: "hint broughtback", textContent: words });
  (field.closest(".field") || field).after(said);
  return said;
}
