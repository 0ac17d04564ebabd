// A polled part says that something ended (`desk:news`): the page is fetched again in place.
import { refresh } from "./staying.js";

export function news() {
  document.addEventListener("desk:news", () => {
    if (document.querySelector("[data-stay]")) refresh();
    else location.reload();
  });
}
