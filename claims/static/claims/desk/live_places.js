// The pure parts of the live desk: places in the stream, topics of several tabs, events seen already.

/** Which of two places is the earlier: a place is PostgreSQL's snapshot, `seconds~xmin:xmax:running[~…]`. */
export function earlier(a, b) {
  if (!a || !b) return a || b;
  const [left, right] = [a, b].map((place) => {
    const [low, high, running = ""] = place.split("~")[1].split(":");
    return [BigInt(low), BigInt(high), BigInt(-running.split(",").filter(Boolean).length)];
  });
  for (let i = 0; i < 3; i += 1) if (left[i] !== right[i]) return left[i] < right[i] ? a : b;
  return a.split("~").length >= b.split("~").length ? a : b;
}

/** The topics of all tabs, each once, in order. */
export const united = (tabs) => [...new Set([...tabs].flatMap((tab) => tab.topics))].sort();

/** Whether an event is for a page with these topics; the first of them that it is about. */
export const topicFor = (topics, data) => topics.find((topic) => (data.topics || []).includes(topic));

/** Remembers the last so many keys: an event told twice counts once. */
export class Seen {
  constructor(most = 2000) {
    this.most = most;
    this.keys = new Set();
  }

  /** True the first time; always true for an event without a key. */
  isNew(key) {
    if (!key) return true;
    if (this.keys.has(key)) return false;
    this.keys.add(key);
    if (this.keys.size > this.most) this.keys.delete(this.keys.values().next().value);
    return true;
  }
}

/** After so many failures in a row the line is given up for asking every few seconds. */
export const isSlow = (failures) => failures >= 3;

/** One new source, 2 new sources. */
export const counted = (n, one, many) => `${n} ${n === 1 ? one : many}`;
