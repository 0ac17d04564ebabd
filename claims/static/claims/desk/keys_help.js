// The dialog of all keys that do something on this page now.
import { inForce, shown, table } from "./keys.js";

export function help() {
  const dialog = document.getElementById("keys-help");
  const list = dialog?.querySelector("[data-keys]");
  if (!dialog || dialog.open) return;
  if (list) {
    list.replaceChildren();
    for (const [where, words] of Object.entries(table.places)) {
      const rows = inForce().filter((row) => row.where === where);
      if (!rows.length) continue;
      const heading = Object.assign(document.createElement("h3"), { textContent: words });
      const lines = Object.assign(document.createElement("dl"), { className: "keylist" });
      for (const row of rows) {
        const keysOf = document.createElement("dt");
        for (const name of row.names) keysOf.append(...shown(name), " ");
        lines.append(keysOf, Object.assign(document.createElement("dd"), { textContent: row.words }));
      }
      list.append(heading, lines);
    }
  }
  dialog.showModal();
}
