// CSV (RFC 4180): finds the rows in chunks of bytes, and the cells of a row.
import {MalformedInput} from './malformed-input.ts'
import {UnreadBytes} from './unread-bytes.ts'

const quote = 34
const lf = 10
const cr = 13

export class CsvRows {
  /** The cells of the row that `next()` found, without quotation marks around them. */
  cells: Buffer[] = []
  /** The line in which the row begins, counted from 1. */
  line = 0
  offset = 0
  consumed = 0
  readonly #delimiter: number
  readonly #maxBytes: number
  readonly #unread = new UnreadBytes()
  #nextLine = 1
  /** How much of an incomplete row was examined, bytes, and whether that ended inside quotation marks. */
  #examined = 0
  #quoted = false
  #ended = false

  constructor(delimiter: number, maxBytes: number) {
    this.#delimiter = delimiter
    this.#maxBytes = maxBytes
  }

  push(chunk: Buffer): void {
    this.#unread.push(chunk)
  }

  finish(): void {
    this.#ended = true
  }

  /** Moves to the next complete row, skipping empty lines. Raises MalformedInput. */
  next(): boolean {
    for (;;) {
      const end = this.#rowEnd()
      if (end < 0) {
        this.#unread.keep()
        return false
      }
      const row = this.#unread.bytes.subarray(this.#unread.at, end)
      const whole = Math.min(end + 1, this.#unread.bytes.length)
      this.line = this.#nextLine
      this.#nextLine += 1
      for (let at = row.indexOf(lf); at >= 0; at = row.indexOf(lf, at + 1)) this.#nextLine++
      this.offset = this.consumed
      this.consumed += whole - this.#unread.at
      this.#unread.at = whole
      this.#examined = 0
      this.#quoted = false
      const content = row.length > 0 && row[row.length - 1] === cr ? row.subarray(0, -1) : row
      if (content.length === 0) continue
      if (content.length > this.#maxBytes) throw this.#tooLong(this.line)
      this.cells = this.#cellsOf(content)
      return true
    }
  }

  /** The position of the row's \n, or the end of the last row; -1: the row is incomplete. */
  #rowEnd(): number {
    const bytes = this.#unread.bytes
    let quoted = this.#quoted
    let at = this.#unread.at + this.#examined
    for (; at < bytes.length; at++) {
      const byte = bytes[at]
      if (byte === quote) quoted = !quoted
      else if (byte === lf && !quoted) return at
    }
    this.#examined = at - this.#unread.at
    this.#quoted = quoted
    if (this.#examined > this.#maxBytes) throw this.#tooLong(this.#nextLine)
    if (!this.#ended || this.#unread.at >= bytes.length) return -1
    if (quoted) {
      this.#unread.at = bytes.length
      throw this.#malformed('a quotation mark is not closed', this.#nextLine)
    }
    return bytes.length
  }

  #cellsOf(row: Buffer): Buffer[] {
    const cells: Buffer[] = []
    for (let at = 0; ;) {
      if (row[at] !== quote) {
        const found = row.indexOf(this.#delimiter, at)
        const end = found < 0 ? row.length : found
        cells.push(row.subarray(at, end))
        if (found < 0) return cells
        at = end + 1
        continue
      }
      let end = row.indexOf(quote, at + 1)
      let doubled = false
      while (end >= 0 && row[end + 1] === quote) {
        doubled = true
        end = row.indexOf(quote, end + 2)
      }
      if (end < 0 || (end + 1 < row.length && row[end + 1] !== this.#delimiter))
        throw this.#malformed(
          'a quotation mark inside a cell; write it twice, and the cell in quotation marks',
          this.line,
        )
      const cell = row.subarray(at + 1, end)
      cells.push(doubled ? Buffer.from(cell.toString('latin1').replaceAll('""', '"'), 'latin1') : cell)
      if (end + 1 >= row.length) return cells
      at = end + 2
    }
  }

  #tooLong(line: number) {
    const sentence = `longer than ${this.#maxBytes} bytes; is a quotation mark missing?`
    return new MalformedInput(line, 'too long', '', sentence)
  }

  #malformed(sentence: string, line: number) {
    return new MalformedInput(line, 'not CSV', '', sentence)
  }
}
