// What changed between two short texts, word by word.

const WORD = /[\p{L}\p{N}_]+(?:[.,:'’][\p{L}\p{N}_]+)*\s*|[^\p{L}\p{N}_\s]\s*|\s+/gu;
const MOST = 2_000_000;

/**
 * The pieces of both texts in reading order: "equal", "delete" (only in old), "insert" (only in new).
 * Joining equal and deleted pieces gives old, joining equal and inserted ones gives new, exactly.
 * @returns {[("equal"|"delete"|"insert"), string][]}
 */
export function wordDiff(old, fresh) {
  const a = old.match(WORD) || [];
  const b = fresh.match(WORD) || [];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++;
  const before = a.slice(start, a.length - end);
  const after = b.slice(start, b.length - end);
  const pieces = [["equal", a.slice(0, start).join("")]];
  if (before.length * after.length > MOST) pieces.push(["delete", before.join("")], ["insert", after.join("")]);
  else pieces.push(...hunks(before, after));
  pieces.push(["equal", end ? a.slice(-end).join("") : ""]);
  return merged(pieces);
}

function hunks(a, b) {
  const width = b.length + 1;
  const longest = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * width + j] = a[i] === b[j]
        ? longest[(i + 1) * width + j + 1] + 1
        : Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
    }
  }
  const pieces = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) { pieces.push(["equal", a[i]]); i++; j++; }
    else if (j >= b.length || (i < a.length && longest[(i + 1) * width + j] >= longest[i * width + j + 1])) pieces.push(["delete", a[i++]]);
    else pieces.push(["insert", b[j++]]);
  }
  return pieces;
}

/** Neighbours of one kind as one piece; between two equal ones, what is deleted stands before what is inserted. */
function merged(pieces) {
  const found = [];
  let change = { delete: "", insert: "" };
  const flush = () => {
    for (const kind of ["delete", "insert"]) if (change[kind]) found.push([kind, change[kind]]);
    change = { delete: "", insert: "" };
  };
  for (const [kind, words] of pieces) {
    if (!words) continue;
    if (kind !== "equal") { change[kind] += words; continue; }
    flush();
    if (found.at(-1)?.[0] === "equal") found.at(-1)[1] += words;
    else found.push(["equal", words]);
  }
  flush();
  return found;
}
