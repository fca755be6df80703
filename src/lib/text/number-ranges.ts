import {grouped} from './plural.ts'
import {listed} from './listed.ts'

const mostShown = 4

/**
 * Ascending whole numbers as text: `3`, `3 to 6`, `3 and 6`, `1 to 3, 5 and 9`; after the first few parts `1, 3, 5, 7
 * and 12 more`.
 */
export function numberRanges(numbers: Iterable<number>): string {
  const pieces: [first: number, last: number][] = []
  let more = 0
  for (const number of numbers) {
    const piece = pieces.at(-1)
    if (more === 0 && piece && number === piece[1] + 1) piece[1] = number
    else if (pieces.length < mostShown) pieces.push([number, number])
    else more++
  }
  const words = pieces.map(([first, last]) => (first === last ? `${first}` : `${first} to ${last}`))
  return listed(more > 0 ? [...words, `${grouped(more)} more`] : words, 'and')
}
