// Which line of the input a record was.
import {recordsText} from '../produce/producer-settings.ts'

/** Mostly lines and records run in parallel, so only where they stop doing so is kept. */
export class LineNumbers {
  readonly #from: number[] = []
  readonly #shift: number[] = []

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

  /** For errors: the lines as well, where they are not the same numbers. */
  recordsText(first: number, last: number): string {
    const [from, to] = [this.line(first), this.line(last)]
    const text = recordsText(first, last)
    if (from === first && to === last) return text
    return `${text} (${from === to ? `line ${from}` : `lines ${from} to ${to}`})`
  }
}
