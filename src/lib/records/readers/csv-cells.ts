// CSV (RFC 4180): finds the rows in chunks of bytes, and the cells of a row. A quotation mark has a meaning only at the
// beginning of a cell; inside a cell that begins otherwise it is text, as in Python's csv module.
import {MalformedInput} from './malformed-input.ts'
import {UnreadBytes} from './unread-bytes.ts'

const lf = 10
const cr = 13
/** A quotation mark is missing, or there is one too many. */
export class QuotationMark extends MalformedInput {
  constructor(line: number, text: string, sentence: string) {
    super(line, 'not CSV', text, sentence)
  }
}

/** The value of `quote` if there is no quotation mark. */
export const noQuote = -1

export interface CsvGrammar {
  /** The delimiter as a byte. */
  readonly delimiter: number
  /** The quotation mark as a byte, or `noQuote`: quotation marks are text. */
  readonly quote: number
  /** True: \n, \r\n and a lone \r end a row; false: only \n does, and a \r before it is ignored. */
  readonly anyLineEnd: boolean
  readonly maxBytes: number
}

/** The state of the search for the end of a row. */
type State = 'start of cell' | 'in cell' | 'quoted' | 'behind quote'

export class CsvRows {
  /** The cells of the row that `next()` found, without their quotation marks. */
  cells: Buffer[] = []
  /** Which of the cells had quotation marks. */
  quoted: boolean[] = []
  /** The line in which the row begins, counted from 1. */
  line = 0
  offset = 0
  consumed = 0
  readonly #grammar: CsvGrammar
  readonly #unread = new UnreadBytes()
  #row: Buffer = Buffer.alloc(0)
  #nextLine = 1
  /** How much of an incomplete row was searched, bytes, and the state at that point. */
  #examined = 0
  #state: State = 'start of cell'
  /** Whether a \n that follows at once belongs to the last row's \r. */
  #skipLf = false
  #ended = false

  constructor(grammar: CsvGrammar) {
    this.#grammar = grammar
  }

  /** The row as it is in the input, without its line end. */
  get text(): string {
    return this.#row.toString()
  }

  push(chunk: Buffer): void {
    this.#unread.push(chunk)
  }

  finish(): void {
    this.#ended = true
  }

  /** Moves to the next complete row, skipping empty lines. Throws MalformedInput. */
  next(): boolean {
    const {maxBytes} = this.#grammar
    for (;;) {
      this.#skip()
      const end = this.#rowEnd()
      if (end < 0) {
        this.#unread.keep()
        return false
      }
      const {bytes, at} = this.#unread
      const row = bytes.subarray(at, end)
      const whole = Math.min(end + 1, bytes.length)
      this.#skipLf = this.#grammar.anyLineEnd && bytes[end] === cr
      this.line = this.#nextLine
      this.#nextLine += 1 + lineEndsIn(row)
      this.offset = this.consumed
      this.consumed += whole - at
      this.#unread.at = whole
      this.#examined = 0
      this.#state = 'start of cell'
      this.#row = row.length > 0 && row[row.length - 1] === cr ? row.subarray(0, -1) : row
      if (this.#row.length === 0) continue
      if (this.#row.length > maxBytes) throw this.#tooLong(this.line)
      this.#cut(this.#row)
      return true
    }
  }

  #skip() {
    const unread = this.#unread
    if (!this.#skipLf || unread.at >= unread.bytes.length) return
    this.#skipLf = false
    if (unread.bytes[unread.at] !== lf) return
    unread.at++
    this.consumed++
  }

  /** The position of the row's line end, or of the end of the last row; -1: the row is incomplete. */
  #rowEnd(): number {
    const {delimiter, quote, anyLineEnd, maxBytes} = this.#grammar
    const {bytes, at: start} = this.#unread
    let state = this.#state
    let at = start + this.#examined
    for (; at < bytes.length; at++) {
      const byte = bytes[at]
      if (state === 'quoted') {
        if (byte === quote) state = 'behind quote'
      } else if (byte === lf || (byte === cr && anyLineEnd)) return at
      else if (byte === delimiter) state = 'start of cell'
      else if (byte === quote && state !== 'in cell') state = 'quoted'
      else state = 'in cell'
    }
    this.#examined = at - start
    this.#state = state
    if (this.#examined > maxBytes) throw this.#tooLong(this.#nextLine)
    if (!this.#ended || start >= bytes.length) return -1
    if (state === 'quoted') {
      this.#row = bytes.subarray(start)
      this.#unread.at = bytes.length
      throw this.#malformed('a quotation mark is not closed before the end of the input', this.#nextLine)
    }
    return bytes.length
  }

  #cut(row: Buffer) {
    const {delimiter, quote} = this.#grammar
    this.cells = []
    this.quoted = []
    const add = (cell: Buffer, quoted: boolean) => {
      this.cells.push(cell)
      this.quoted.push(quoted)
    }
    for (let at = 0; ;) {
      if (row[at] !== quote || at >= row.length) {
        const found = row.indexOf(delimiter, at)
        const end = found < 0 ? row.length : found
        add(row.subarray(at, end), false)
        if (found < 0) return
        at = end + 1
        continue
      }
      let end = row.indexOf(quote, at + 1)
      let doubled = false
      while (end >= 0 && row[end + 1] === quote) {
        doubled = true
        end = row.indexOf(quote, end + 2)
      }
      if (end < 0 || (end + 1 < row.length && row[end + 1] !== delimiter))
        throw this.#malformed(
          'a cell continues after its closing quotation mark; double the quotation marks inside a cell',
          this.line,
        )
      const cell = row.subarray(at + 1, end)
      const mark = String.fromCharCode(quote)
      add(doubled ? Buffer.from(cell.toString('latin1').replaceAll(mark + mark, mark), 'latin1') : cell, true)
      if (end + 1 >= row.length) return
      at = end + 2
    }
  }

  #tooLong(line: number) {
    const sentence = `longer than ${this.#grammar.maxBytes} bytes; is a quotation mark missing?`
    return new MalformedInput(line, 'too long', '', sentence)
  }

  #malformed(sentence: string, line: number) {
    return new QuotationMark(line, this.text, sentence)
  }
}

/** Counts \n, \r\n and lone \r inside quoted cells. */
function lineEndsIn(row: Buffer): number {
  let count = 0
  for (let at = row.indexOf(lf); at >= 0; at = row.indexOf(lf, at + 1)) count++
  for (let at = row.indexOf(cr); at >= 0 && at + 1 < row.length; at = row.indexOf(cr, at + 1))
    if (row[at + 1] !== lf) count++
  return count
}
