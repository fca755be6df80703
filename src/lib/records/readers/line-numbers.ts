/** How messages name records by their numbers: `record 5`, `records 5 to 9`. */
export const recordsText = (first: number, last: number) =>
  first === last ? `record ${first}` : `records ${first} to ${last}`

/** The input line of each record. Lines and records mostly run in parallel, so only places where that changes are kept. */
export class LineNumbers {
  readonly #from: number[] = []
  readonly #shift: number[] = []

  /** The record with this number, counted from 1, is on this line. Call with rising numbers. */
  note(ordinal: number, line: number): void {
    const shift = line - ordinal
    if (shift === (this.#shift.at(-1) ?? 0)) return
    this.#from.push(ordinal)
    this.#shift.push(shift)
  }

  line(ordinal: number): number {
    let [low, high] = [0, this.#from.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#from[middle] as number) <= ordinal) low = middle + 1
      else high = middle
    }
    return ordinal + (this.#shift[low - 1] ?? 0)
  }

  /** Names records in messages, with their lines where those have other numbers. */
  recordsText(first: number, last: number): string {
    const [from, to] = [this.line(first), this.line(last)]
    const text = recordsText(first, last)
    if (from === first && to === last) return text
    return `${text} (${from === to ? `line ${from}` : `lines ${from} to ${to}`})`
  }
}
