// Toasts go after a while; never while one reads or is about to press Undo. A page that comes anew by itself brings none
// and takes none away: what was said is said until its time is over, or until the server says something newer.

const STAYS_MS = 9000;
const CARRIED = "toasts";
const CARRIED_MS = 15_000;

export function toasts() {
  const start = () => {
    for (const toast of document.querySelectorAll("[data-toast]:not([data-timed])")) {
      toast.dataset.timed = "";
      wait(toast);
    }
  };
  document.addEventListener("desk:shown", start);
  document.addEventListener("desk:toast", start);
  document.getElementById("toasts")?.prepend(...(carried()?.children || []));
}

/** What the server says now stands in the place of what it said before; what this page said itself stays beside it.
 * That the sign-in ran out, which no time ends, is over once the server answers. */
export function bring(fresh) {
  const list = document.getElementById("toasts");
  if (!list || !fresh || fresh === list) return;
  for (const old of list.querySelectorAll(fresh.children.length ? ":scope > :not([data-said])" : ":scope > :not([data-toast])")) old.remove();
  list.append(...fresh.children);
}

/** The next page says it: the server tells it once, and has told it to the answer that could not be shown in place. */
export function carry(fresh) {
  if (!fresh?.children.length) return;
  try { sessionStorage.setItem(CARRIED, JSON.stringify({ at: Date.now(), html: fresh.outerHTML })); } catch { /* no room: it is unsaid */ }
}

function carried() {
  try {
    const { at = 0, html = "" } = JSON.parse(sessionStorage.getItem(CARRIED) || "{}");
    sessionStorage.removeItem(CARRIED);
    if (Date.now() - at < CARRIED_MS) return new DOMParser().parseFromString(html, "text/html").getElementById("toasts");
  } catch { /* nothing was carried */ }
  return null;
}

function wait(toast) {
  setTimeout(() => {
    if (toast.matches(":hover, :focus-within")) wait(toast);
    else toast.remove();
  }, STAYS_MS);
}
