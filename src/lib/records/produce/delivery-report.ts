// Writes the outcome of each record as JSON lines, and rejected records in a form that can be produced again.
import {KafkaError} from '../../cluster/errors.ts'
import {batchesIn, RecordCursor} from '../../wire/records.ts'
import type {Place} from '../formats/format.ts'
import {jsonFormat} from '../formats/json-format.ts'
import type {LineNumbers} from '../readers/line-numbers.ts'
import type {MalformedInput} from '../readers/malformed-input.ts'
import {OutputClosed, type Output} from '../output.ts'
import type {Delivery} from './producer-settings.ts'
import {TextBuffer} from '../../text/text-buffer.ts'

/** The bytes given to a Reporter and not yet written above which callers should wait. */
const mostPending = 4 * 1024 * 1024

/** Writes in the order of the calls. */
export class Reporter {
  readonly #output: Output
  #last: Promise<void> = Promise.resolve()
  #pending = 0
  #closed = false

  constructor(output: Output) {
    this.#output = output
  }

  write(text: string | Buffer): void {
    const bytes = typeof text === 'string' ? Buffer.from(text) : text
    this.#pending += bytes.length
    this.#last = this.#last
      .then(() => (this.#closed ? undefined : this.#output.write(bytes)))
      .catch((error: unknown) => {
        if (!(error instanceof OutputClosed)) throw error
        this.#closed = true // `| head` ends the report but not the producing
      })
      .finally(() => (this.#pending -= bytes.length))
    this.#last.catch(() => undefined)
  }

  /** Returns a promise to wait for if too much is waiting to be written. */
  room(): Promise<void> | undefined {
    return this.#pending > mostPending ? this.#last : undefined
  }

  /** Resolves when everything is written; rejects if that failed. */
  settled(): Promise<void> {
    return this.#last
  }
}

/** `{"line":…,"partition":…,"offset":…}` for each record (-1: offset unknown), or with `"error"` and `"message"` instead. */
export function reportLines(delivery: Delivery, lines: LineNumbers): string {
  const {partition, baseOffset, ordinals, error} = delivery
  let text = ''
  const end = error ? `,${JSON.stringify(described(delivery, error)).slice(1)}\n` : undefined
  for (const [at, ordinal] of ordinals.entries()) {
    const offset = baseOffset < 0 ? -1 : baseOffset + at
    text += `{"line":${lines.line(ordinal)},"partition":${partition}${end ?? `,"offset":${offset}}\n`}`
  }
  return text
}

/**
 * Rejected records in the format of `consume --output json` (with offset -1), followed by `line`, `error` and
 * `message`.
 */
export function rejectedLines(delivery: Delivery, lines: LineNumbers): Buffer {
  const {topic, partition, ordinals, error, batch} = delivery
  const to = new TextBuffer()
  const [read] = batch ? batchesIn(batch) : []
  if (!read || !error) return Buffer.alloc(0)
  const format = jsonFormat()
  const place: Place = {topic, partition, leaderEpoch: -1, timestampType: 'CreateTime'}
  const cursor = new RecordCursor().open(read)
  for (const ordinal of ordinals) {
    if (!cursor.next()) break
    format(cursor, place, to)
    to.length -= 2 // removes the closing brace and the line end
    const said = {line: lines.line(ordinal), ...described(delivery, error)}
    to.text(`,${JSON.stringify(said).slice(1)}\n`)
  }
  return to.buffer.subarray(0, to.length)
}

/** A line that is not a record, as it was read. */
export function malformedLine({line, problem, text, message}: MalformedInput): string {
  return `${JSON.stringify({line, error: problem, message, input: text})}\n`
}

/** `error` is Kafka's error name, or the fate of records that no broker refused. */
export function described({fate}: Pick<Delivery, 'fate'>, error: Error): {error: string; message: string} {
  if (fate === 'without an answer') return {error: fate, message: `may have been written: ${error.message}`}
  return {error: fate ?? codeOf(error), message: error.message}
}

const codeOf = (error: Error) => (error instanceof KafkaError ? error.codeName : error.name)
