// The sign-in ran out: signing in happens over the page, what was typed stays, and what was asked for carries on.

/** @type {Promise<boolean>|null} */
let asking = null;

/** The secret that forms carry, as it is now: signing in changes it. */
export const secret = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] || "";

/** Ask to sign in, once for everybody who needs it. Resolves true when somebody has, false when she would not;
 * rejects where the workbench can't be reached for it. */
export function signIn() {
  asking = asking || ask().finally(() => { asking = null; });
  return asking;
}

async function ask() {
  const form = await fetched();
  if (form === true) { renewed(); return true; }
  const dialog = document.createElement("dialog");
  dialog.id = "sign-in-again";
  dialog.className = "signin";
  dialog.setAttribute("aria-label", "Sign in again");
  dialog.innerHTML = "<h2>Your sign-in has run out</h2><p>What you typed is still here. Sign in, and it carries on.</p><div></div><p><button type=\"button\" class=\"btn quiet\">Not now</button></p>";
  const place = dialog.querySelector("div");
  place.append(form);
  document.body.append(dialog);
  dialog.showModal();
  (form.querySelector("input:not([type=hidden])") || dialog).focus();
  const signed = await new Promise((resolve) => {
    dialog.querySelector("p:last-child button").addEventListener("click", () => resolve(false));
    dialog.addEventListener("close", () => resolve(false));
    dialog.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopPropagation();
      const sent = /** @type {HTMLFormElement} */ (event.target);
      try {
        const answer = await fetch(sent.action, { method: "POST", body: new URLSearchParams(/** @type {any} */ (new FormData(sent))), redirect: "manual", credentials: "same-origin" });
        if (answer.type === "opaqueredirect" || answer.redirected) { resolve(true); return; }
        const again = formIn(await answer.text());
        if (again) { place.replaceChildren(again); again.querySelector("input:not([type=hidden])")?.focus(); }
      } catch {
        place.querySelector(".refusal")?.remove();
        const words = document.createElement("p");
        words.className = "refusal";
        words.setAttribute("role", "alert");
        words.textContent = "The workbench can’t be reached just now. Try again in a moment.";
        place.prepend(words);
      }
    });
  });
  dialog.remove();
  if (signed) renewed();
  return signed;
}

function renewed() {
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = secret();
  document.dispatchEvent(new CustomEvent("desk:signed-in"));
}

/** The sign-in form; true where somebody has signed in already, in another window. Throws where it can't be had. */
async function fetched() {
  const answer = await fetch("/accounts/login/", { credentials: "same-origin", redirect: "manual" });
  if (answer.type === "opaqueredirect") return true;
  const form = answer.ok ? formIn(await answer.text()) : null;
  if (!form) throw new Error("the sign-in form can't be had just now");
  return form;
}

function formIn(html) {
  const found = new DOMParser().parseFromString(html, "text/html").querySelector("form[method=post]");
  if (!found) return null;
  found.removeAttribute("class");
  found.className = "form";
  if (!found.getAttribute("action")) found.setAttribute("action", "/accounts/login/");
  return document.importNode(found, true);
}
