// “Embed” opens the readers' form as a dialog over the claim; without this it is a page of its own.
export function embedding() {
  document.addEventListener("click", async (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest?.("a[data-embedding]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    (await import("../embedding.js")).open(link);
  });
}
