// Which lines fit what was typed, the best first. Pure, so that Node can test it.

const plain = (words) => words.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

/** How well a line fits; 0 means not at all. Whole beginnings count most, then beginnings of words, then any place. */
export function fit(query, words) {
  const wanted = plain(query).split(/\s+/).filter(Boolean);
  const line = plain(words);
  if (!wanted.length) return 1;
  let sum = 0;
  for (const word of wanted) {
    const at = line.indexOf(word);
    if (at < 0) {
      if (!initials(word, line)) return 0;
      sum += 1;
    } else if (at === 0) sum += 8;
    else if (/[^\p{L}\p{N}]/u.test(line[at - 1])) sum += 5;
    else sum += 2;
  }
  return sum / wanted.length + 1 / (1 + line.length);
}

const initials = (word, line) => word.length > 1 && line.split(/[^\p{L}\p{N}]+/u).map((each) => each[0] || "").join("").includes(word);

/** @template {{words: string}} Line @param {string} query @param {Line[]} lines @returns {Line[]} */
export function rank(query, lines) {
  return lines
    .map((line, at) => ({ line, at, points: fit(query, line.words) }))
    .filter((each) => each.points > 0)
    .sort((a, b) => b.points - a.points || a.at - b.at)
    .map((each) => each.line);
}
