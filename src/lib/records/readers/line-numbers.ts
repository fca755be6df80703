import {numberRanges} from '../../text/number-ranges.ts'

/** Names records in messages by their ascending numbers: `record 5`, `records 5 to 9`, `records 5 and 9`. */
export const recordsText = (ordinals: Float64Array): string => named('record', ordinals)

const named = (unit: 'record' | 'line', numbers: Float64Array) =>
  `${unit}${numbers.length === 1 ? '' : 's'} ${numberRanges(numbers)}`

/**
 * The input line of each record. Lines and records mostly advance together, so only the places where that changes are
 * kept.
 */
export class LineNumbers {
  readonly #from: number[] = []
  readonly #shift: number[] = []

  /** The record with this number, counted from 1, is on this line. Call with ascending numbers. */
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

  /** The lines of the records: `line 3`, `lines 3 and 6`. */
  linesText(ordinals: Float64Array): string {
    return named(
      'line',
      ordinals.map((ordinal) => this.line(ordinal)),
    )
  }

  /** Names records in messages, with their lines if those have other numbers. */
  recordsText(ordinals: Float64Array): string {
    const text = recordsText(ordinals)
    const same = ordinals.every((ordinal) => this.line(ordinal) === ordinal)
    return same ? text : `${text} (${this.linesText(ordinals)})`
  }
}
