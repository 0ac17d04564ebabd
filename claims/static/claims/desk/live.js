// What changes is shown while one looks: one EventSource for the whole browser. The tab that holds the lock listens for
// all tabs and passes on what it hears; when it closes, another takes over and resumes where it stopped. Where the line
// fails, the same is asked for every five seconds. Without locks or channels the pages poll their parts, as without us.
import { Seen, earlier, isSlow, topicFor, united } from "./live_places.js";

const KINDS = ["job", "suggestion", "evidence", "object", "presence", "published", "reset"];
const POLL_MS = 5000;
const TRY_AGAIN_MS = 30000;
const WORDS = { live: "Live", slow: "Live: slow", off: "Not live" };

const tab = crypto.randomUUID?.() || String(Math.random()).slice(2);
/** @type {Map<string, {topics: string[], at: number}>} what each tab wants to hear of; kept by the tab that listens */
const tabs = new Map();
const seen = new Seen();
let topics = [];
let place = "";
let state = "";
let leading = false;
let failures = 0;
/** @type {EventSource|null} */
let line = null;
let open = "";
let timer = 0;
/** @type {BroadcastChannel|null} */
let channel = null;

/** The name of this tab, for telling one's own changes apart. */
export const tabName = () => tab;
/** live, slow or off. */
export const liveState = () => state;

export function live() {
  topics = (document.body.dataset.topics || "").split(/\s+/).filter(Boolean);
  if (!topics.length || !navigator.locks || !window.BroadcastChannel || !window.EventSource) return;
  place = document.body.dataset.live || "";
  channel = new BroadcastChannel("desk-live");
  channel.onmessage = (event) => hear(event.data);
  announce();
  navigator.locks.request("desk-live", () => new Promise(lead));
  setInterval(announce, 60000);
  addEventListener("pagehide", () => { channel.postMessage({ kind: "bye", tab }); line?.close(); });
  addEventListener("online", () => leading && (failures = 0, connect(true)));
  addEventListener("offline", () => leading && become("off"));
  document.addEventListener("desk:shown", () => state && show(state));
}

const announce = () => { tabs.set(tab, { topics, at: Date.now() }); channel.postMessage({ kind: "topics", tab, topics, place }); };

/** What another tab says. */
function hear(said) {
  if (said.kind === "event") tell(said.event);
  else if (said.kind === "state") show(said.state);
  else if (said.kind === "hello") announce();
  else if (said.kind === "bye") tabs.delete(said.tab);
  else if (said.kind === "topics") {
    tabs.set(said.tab, { topics: said.topics, at: Date.now() });
    if (!leading) return;
    channel.postMessage({ kind: "state", state });
    if (said.topics.some((topic) => !open.split(",").includes(topic))) {
      place = earlier(place, said.place);
      connect(true);
    }
  }
}

function lead() {
  leading = true;
  channel.postMessage({ kind: "hello" });
  setTimeout(() => connect(true), 60); // the other tabs say what they want to hear of
}

const wanted = () => {
  for (const [name, each] of tabs) if (name !== tab && Date.now() - each.at > 180000) tabs.delete(name);
  return united(tabs.values()).join(",");
};

/** Open the line, or open it anew for other topics. */
function connect(anew = false) {
  if (line && !anew) return;
  clearTimeout(timer);
  line?.close();
  open = wanted();
  line = new EventSource(`/desk/stream?topics=${encodeURIComponent(open)}${place ? `&after=${encodeURIComponent(place)}` : ""}`);
  const mine = line;
  for (const kind of KINDS) line.addEventListener(kind, (event) => take(kind, event.data, event.lastEventId));
  line.addEventListener("end", (event) => { if (JSON.parse(event.data).why === "rights") connect(true); });
  line.onopen = () => { failures = 0; become("live"); };
  line.onerror = () => {
    if (mine !== line) return;
    failures += 1;
    if (isSlow(failures) || !navigator.onLine) giveUp();
    else if (line.readyState === EventSource.CLOSED) timer = setTimeout(() => connect(true), 1000 * failures);
  };
}

/** No line for now: ask every few seconds, and try the line again now and then. */
function giveUp() {
  line?.close();
  line = null;
  const again = Date.now() + TRY_AGAIN_MS;
  const ask = async () => {
    if (line) return;
    if (Date.now() > again) { connect(true); return; }
    await poll();
    if (!line) timer = setTimeout(ask, POLL_MS);
  };
  clearTimeout(timer);
  ask();
}

async function poll() {
  try {
    const answer = await fetch(`/desk/stream/poll?topics=${encodeURIComponent(wanted())}&after=${encodeURIComponent(place)}`, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok) { become("off"); return; }
    const { events, after } = await answer.json();
    for (const each of events) take(each.event, JSON.stringify(each.data), each.id);
    place = after;
    become("slow");
  } catch {
    become("off");
  }
}

function take(kind, text, id) {
  if (id) place = id;
  const data = JSON.parse(text);
  if (!seen.isNew(data.key)) return;
  const event = { kind, data, id };
  channel.postMessage({ kind: "event", event });
  tell(event);
}

/** Tell this page, if it is about something it shows. */
function tell({ kind, data, id }) {
  if (!leading && id) place = id;
  const topic = topicFor(topics, data);
  if (topic) document.dispatchEvent(new CustomEvent(`live:${kind}`, { detail: { ...data, topic } }));
}

function become(now) {
  if (now !== state) channel.postMessage({ kind: "state", state: now });
  show(now);
}

function show(now) {
  const chip = document.querySelector("[data-live-state]");
  if (chip) { chip.hidden = false; chip.textContent = WORDS[now]; chip.dataset.liveState = now; }
  if (now === state) return;
  state = now;
  document.dispatchEvent(new CustomEvent("live:state", { detail: { state } }));
}
