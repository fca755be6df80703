/**
 * The word that was probably meant, for `did you mean …?`: the nearest of `words` if at most `most` edits away (a third
 * of the word's length unless given, at least one).
 */
export function nearest(
  word: string,
  words: readonly string[],
  most = Math.max(1, Math.floor(word.length / 3)),
): string | undefined {
  const ranked = words
    // So many letters more or fewer are as many edits: nothing is measured in vain.
    .filter((each) => Math.abs(each.length - word.length) <= most)
    .map((each) => ({each, distance: distance(word, each)}))
    .sort((a, b) => a.distance - b.distance)
  const [best] = ranked
  return best && best.distance <= most ? best.each : undefined
}

/** Edits from `a` to `b`: a letter inserted, deleted or replaced, or two neighbours swapped (optimal string alignment). */
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
