// Ctrl V anywhere on the list of articles or on Today, outside a field, brings in what is on the clipboard.

export function pasting() {
  document.addEventListener("paste", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("input, textarea, select, [contenteditable]")) return;
    const words = event.clipboardData?.getData("text/plain").trim();
    if (!words) return;
    const address = /^https?:\/\/\S+$/i.test(words);
    const field = document.getElementById(address ? "address-url" : "paste-text");
    if (!field) return;
    event.preventDefault();
    field.value = words;
    field.form.requestSubmit();
  });
}
