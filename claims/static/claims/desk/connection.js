// No line to the workbench: a banner says so and lists what will be sent later. Reading and typing go on.
import { kept } from "./drafts.js";

export function connection() {
  let failing = false;
  const show = async () => {
    const off = failing || !navigator.onLine;
    const box = document.getElementById("connection");
    if (!off) { box?.remove(); return; }
    const waiting = (await kept(document.body.dataset.me)).filter((each) => each.label);
    render(box || made(), waiting);
  };
  document.addEventListener("desk:saved", (event) => {
    const { offline, dirty } = event.detail;
    if (offline === failing && !(offline && dirty)) return;
    failing = offline;
    show();
  });
  addEventListener("online", show);
  addEventListener("offline", show);
}

function made() {
  const box = Object.assign(document.createElement("section"), { id: "connection", className: "notice" });
  box.setAttribute("role", "status");
  box.innerHTML = "<p><b>The workbench can’t be reached.</b> Reading and typing go on; what you type is kept on this device.</p><ul></ul>";
  document.body.append(box);
  return box;
}

function render(box, waiting) {
  const list = box.querySelector("ul");
  const lines = waiting.map((each) => {
    const words = each.value.length > 60 ? `${each.value.slice(0, 57)}…` : each.value;
    return `${each.label}: “${words}”`;
  });
  if (lines.join("\n") === list.dataset.lines) return;
  list.dataset.lines = lines.join("\n");
  list.replaceChildren(...(lines.length ? ["Sent as soon as it can be reached:", ...lines] : []).map((words, n) => Object.assign(document.createElement("li"), { textContent: words, className: n ? "clip" : "lab" })));
}
