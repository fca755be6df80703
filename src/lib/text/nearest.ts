/**
 * The word that was probably meant, for `did you mean …?`: the one of `words` that begins with `word` (of `json` and
 * `jsonl` the shorter), or else the nearest one if it is at most `most` edits away (by default a third of the word's
 * length, at least one). A word that shares no letters with `word` is never suggested.
 */
export function nearest(
  word: string,
  words: readonly string[],
  most = Math.max(1, Math.floor(word.length / 3)),
): string | undefined {
  const longer = word.length < 2 ? [] : words.filter((each) => each.startsWith(word))
  const [shortest] = longer.toSorted((a, b) => a.length - b.length)
  if (shortest !== undefined && longer.every((each) => each.startsWith(shortest))) return shortest
  return misspelt(word, words, most)
}

/** The nearest of `words` by edits alone, at most `most`. `auth` is therefore not a misspelling of `authorization`. */
export function misspelt(word: string, words: readonly string[], most: number): string | undefined {
  const ranked = words
    // The difference in length is the least number of edits, so words that are too long or too short are skipped.
    .filter((each) => Math.abs(each.length - word.length) <= most)
    .map((each) => ({each, distance: distance(word, each)}))
    .sort((a, b) => a.distance - b.distance)
  const [best] = ranked
  return best && best.distance <= most && best.distance < Math.max(word.length, best.each.length)
    ? best.each
    : undefined
}

/**
 * The number of edits from `a` to `b`: a letter inserted, deleted or replaced, or two neighbours swapped (optimal
 * string alignment).
 */
function distance(a: string, b: string): number {
  let [before, previous] = [[] as number[], Array.from({length: b.length + 1}, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replace = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? Infinity) + 1 : Infinity
      row.push(Math.min(replace, swap, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    ;[before, previous] = [previous, row]
  }
  return previous[b.length] ?? 0
}
