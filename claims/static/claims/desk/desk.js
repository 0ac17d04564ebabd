// The desk's script: each behaviour is a module of its own. Every page works without any of it. A page brings along
// only what it has a use for; what a part of it comes to need later is fetched then.
import { keys } from "./keys.js";
import { live } from "./live.js";
import { news } from "./news.js";
import { palette } from "./palette.js";
import { pasting } from "./pasting.js";
import { reveal, staying } from "./staying.js";
import { toasts } from "./toasts.js";
import { typing } from "./typing.js";
import { undoing } from "./undoing.js";

const about = (kind) => () => ` ${document.body.dataset.topics || ""}`.includes(` ${kind}:`);
const has = (selector) => () => Boolean(document.querySelector(selector));

/**
 * In the order they hear of things: a behaviour of every page, or where it is kept and whether this page has a use
 * for it.
 * @type {((() => void) | {of: () => Promise<Record<string, () => void>>, name: string, used: () => boolean})[]}
 */
const BEHAVIOURS = [
  { name: "bench", of: () => import("./bench.js"), used: has("#cards") },
  live,
  { name: "presence", of: () => import("./presence.js"), used: about("article") },
  { name: "arriving", of: () => import("./arriving.js"), used: has("#providers") },
  undoing,
  staying,
  news,
  { name: "saving", of: () => import("./saving.js"), used: has("form[data-autosave]") },
  typing,
  { name: "keeping", of: () => import("./keeping.js"), used: has("form[data-keep]") },
  { name: "connection", of: () => import("./connection.js"), used: has("form[data-autosave]") },
  { name: "board", of: () => import("./board.js"), used: has(".board, #viewer") },
  { name: "verdict", of: () => import("./verdict.js"), used: has("#verdict") },
  { name: "company", of: () => import("./company.js"), used: about("claim") },
  { name: "selecting", of: () => import("./selecting.js"), used: has("[data-text]") },
  keys,
  palette,
  pasting,
  toasts,
  { name: "gutter", of: () => import("./gutter.js"), used: has(".sheet") },
  { name: "embedding", of: () => import("./embedding.js"), used: has("a[data-embedding]") },
  { name: "landing", of: () => import("./landing.js"), used: has("main:not([data-stay])") },
  { name: "lists", of: () => import("./lists.js"), used: has("[data-roving], [data-changed], #queue") },
];

/** Start what the page has a use for and what is not started yet. @returns {Promise<boolean>} whether there was any */
async function begin() {
  const wanted = BEHAVIOURS.filter((each) => !started.has(each) && (typeof each === "function" || each.used()));
  for (const each of wanted) started.add(each);
  const ready = await Promise.all(wanted.map(async (each) => (typeof each === "function" ? each : (await each.of())[each.name])));
  for (const start of ready) start();
  return ready.length > 0;
}

/** htmx only where something on the page asks for it. */
function polling() {
  const source = document.body.dataset.htmx;
  if (!source || !document.querySelector("[hx-get]")) return;
  delete document.body.dataset.htmx;
  document.head.append(Object.assign(document.createElement("script"), { src: source }));
}

const shown = () => document.dispatchEvent(new CustomEvent("desk:shown"));
const started = new Set();
await begin();
shown();
polling();
reveal(location.hash);
document.addEventListener("desk:shown", async (event) => {
  if (event.detail?.part === "cards") return; // nothing in a card asks for more than the page has
  polling();
  if (await begin()) shown();
});
performance.mark("desk:usable");
