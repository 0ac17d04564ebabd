// Words typed and not yet taken by the server, kept on this device: they outlive a crash, a reload and a lost line.
// One record for each field of each open window, so that two windows never take each other's words away.

/** This window, from loading to leaving. */
export const TAB = crypto.getRandomValues(new Uint32Array(2)).join("-");
const MONTH = 30 * 24 * 3600 * 1000;

/**
 * @typedef {{key: string, me: string, object: string, field: string, tab: string, value: string, base: string,
 *   label: string, place: string, at: number}} Kept
 */

/** @type {Map<string, Kept>} what the device refused to keep (no storage allowed): as good as the window itself */
const memory = new Map();
let letGo = () => {};

/** @type {Promise<IDBDatabase|null>} */
const opened = new Promise((resolve) => {
  try {
    const asked = indexedDB.open("claim-desk", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("words", { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = () => resolve(null);
  } catch {
    resolve(null);
  }
});

if (navigator.locks) {
  navigator.locks.request(`desk-window ${TAB}`, () => new Promise((done) => { letGo = done; })).catch(() => {});
  addEventListener("pagehide", () => letGo());
}

async function within(mode, work) {
  const database = await opened;
  if (!database) throw new Error("nothing can be kept here");
  return new Promise((resolve, reject) => {
    const act = database.transaction("words", mode);
    const asked = work(act.objectStore("words"));
    act.oncomplete = () => resolve(asked?.result);
    act.onerror = act.onabort = () => reject(act.error);
  });
}

export const keyOf = (me, object, field, tab = TAB) => [me, object, field, tab].join("|");

/** Keep these words; resolves once they are written down. */
export async function keep(record) {
  const kept = { ...record, tab: TAB, key: keyOf(record.me, record.object, record.field), at: Date.now() };
  try {
    await within("readwrite", (store) => store.put(kept));
    memory.delete(kept.key);
  } catch {
    memory.set(kept.key, kept);
  }
}

export async function drop(key) {
  memory.delete(key);
  try { await within("readwrite", (store) => store.delete(key)); } catch { /* there was nothing to keep them in */ }
}

/** Everything kept of this person's, oldest first; of one object, or of all. @returns {Promise<Kept[]>} */
export async function kept(me, object = "") {
  let found = [];
  try { found = await within("readonly", (store) => store.getAll()); } catch { /* as above */ }
  const mine = [...found, ...memory.values()].filter((each) => each.me === me && (!object || each.object === object));
  return mine.sort((a, b) => a.at - b.at);
}

/** What windows left behind that are gone: closed, reloaded, crashed. @returns {Promise<Kept[]>} */
export async function leftBehind(me, object) {
  const records = (await kept(me, object)).filter((each) => each.tab !== TAB);
  if (!records.length) return [];
  const held = navigator.locks ? new Set((await navigator.locks.query()).held.map((lock) => lock.name)) : null;
  const gone = (each) => (held ? !held.has(`desk-window ${each.tab}`) : Date.now() - each.at > 10_000);
  const found = [];
  for (const each of records) {
    if (Date.now() - each.at > MONTH) await drop(each.key);
    else if (gone(each)) found.push(each);
  }
  return found;
}
