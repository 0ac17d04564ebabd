// Where the main part of a page has no [data-stay], an act brings a new page. The focus goes back to the button that was
// pressed, or to what is left of the place it stood in; after a refusal to the first field that is wrong.
import { keepFocus, restoreFocus } from "./staying.js";

const KEY = "desk:pressed";

export function landing() {
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const byMouse = !document.activeElement?.matches(":focus-visible");
    if (event.defaultPrevented || form.method !== "post" || byMouse) return;
    const { said, around } = keepFocus(event.submitter);
    try { sessionStorage.setItem(KEY, JSON.stringify({ said, around, to: address(form) })); } catch { /* it lands at the top */ }
  });
  const kept = taken();
  if (!kept) return;
  const forms = [...document.forms].filter((form) => address(form) === kept.to);
  const buttons = forms.flatMap((form) => [...form.querySelectorAll("button")]);
  const at = buttons.find((each) => each.textContent === kept.said) || null;
  restoreFocus({ ...kept, at, said: at?.textContent });
  at?.scrollIntoView({ block: "center" });
  /** @type {HTMLElement|null} */ (document.querySelector("[aria-invalid=true]"))?.focus();
}

const address = (form) => form.getAttribute("action");

function taken() {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) || "null");
    sessionStorage.removeItem(KEY);
    return kept;
  } catch {
    return null;
  }
}
