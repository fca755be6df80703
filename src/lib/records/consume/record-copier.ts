// The inner loop of consuming: passes records through filter and format into the writer's buffer.
import type {RecordCursor} from '../../wire/records.ts'
import type {Format} from '../formats/format.ts'
import type {Decoding} from './decoding.ts'
import type {Filter} from './filter.ts'
import type {PrintMemory} from './print-memory.ts'
import type {ReadState} from './read-state.ts'
import {recordPrinter, type RecordPrinter} from './record-printer.ts'
import {fullBytes, type RecordWriter} from './record-writer.ts'

export interface CopySettings {
  readonly format: Format
  readonly filter?: Filter | undefined
  /** Decodes records before the filter and the format see them. */
  readonly decoding?: Decoding | undefined
  /** The limit on records in all. */
  readonly maxRecords: number
  /** The limit on records per partition. */
  readonly maxPerPartition: number
  /** See ReadSettings. */
  readonly onFormatError?: ((error: unknown) => boolean) | undefined
  /** Called when a format error ends reading. */
  readonly fail: (error: unknown) => void
}

export class RecordCopier {
  /** The copied records, and the bytes of their keys and values. */
  readonly counters = {records: 0, bytes: 0}
  /** Set by `copy` and cleared by its next call; it never rejects. */
  pending: Promise<void> | undefined
  readonly #settings: CopySettings
  readonly #writer: RecordWriter
  /** Where answers are read to and text is made best; undefined if the format cannot print many records at once. */
  readonly memory: PrintMemory | undefined
  readonly #printer: RecordPrinter | undefined

  constructor(settings: CopySettings, writer: RecordWriter) {
    const {format, filter, decoding} = settings
    this.#settings = settings
    this.#writer = writer
    if (!filter && !decoding && format.pieces) this.#printer = recordPrinter(format.pieces, fullBytes)
    this.memory = this.#printer?.memory
    if (this.memory) writer.collectIn(this.memory.texts())
  }

  /** Whether the limit on records in all has been reached. */
  get complete(): boolean {
    return this.counters.records >= this.#settings.maxRecords
  }

  /** Whether the limit on records of this partition has been reached. */
  isComplete(state: ReadState): boolean {
    return state.taken >= this.#settings.maxPerPartition
  }

  /**
   * Copies the records of the cursor's batch before offset `end`, and moves `state`. `next`: the offset after the
   * batch. True: copying stopped early, at a limit or with a full buffer, and the cursor may have more. If `pending` is
   * set afterwards, a schema has to be fetched first: wait for it and call again with `again`, because the cursor's
   * present record is not copied yet.
   */
  copy(state: ReadState, cursor: RecordCursor, next: number, end: number, again = false): boolean {
    const {counters} = this
    const {filter, format, decoding, maxRecords, maxPerPartition, onFormatError} = this.#settings
    const writer = this.#writer
    const printer = this.#printer
    const {text} = writer
    const from = state.offset
    let left = Math.min(maxRecords - counters.records, maxPerPartition - state.taken)
    let records = 0
    let bytes = 0
    this.pending = undefined
    let whole = text.length
    let reached = from
    try {
      for (let held = again; ; held = false) {
        if (printer?.takes(cursor)) {
          const printed = printer.print(cursor, state, text, {from, end, most: left, full: fullBytes})
          if (printed > 0) {
            whole = text.length
            reached = printer.reached
            records += printed
            bytes += printer.bytes
            left -= printed
            if (left === 0 || writer.full) {
              state.moveTo(reached)
              return true
            }
          }
        }
        if (!held && !cursor.next()) break
        const {offset, keyLength, valueLength} = cursor
        if (offset < from) continue
        if (offset >= end) break
        const record = decoding === undefined ? cursor : decoding.decode(cursor, state)
        if (record === 'skip') continue
        if (record === 'pending') {
          state.moveTo(offset)
          this.pending = decoding?.pending
          return true
        }
        if (filter !== undefined && !filter(record, state)) continue
        if (onFormatError === undefined) format(record, state, text)
        else if (!this.#formatted(record, state, onFormatError)) {
          state.moveTo(offset + 1)
          records++
          return true
        }
        whole = text.length
        reached = offset + 1
        records++
        bytes += (keyLength > 0 ? keyLength : 0) + (valueLength > 0 ? valueLength : 0)
        if (--left === 0 || writer.full) {
          state.moveTo(offset + 1)
          return true
        }
      }
      state.moveTo(Math.min(Math.max(next, from), end))
      return false
    } catch (error) {
      text.length = whole // drop the half-written record
      state.moveTo(reached)
      throw error
    } finally {
      counters.records += records
      counters.bytes += bytes
      state.count(records)
    }
  }

  /** False: reading is over. */
  #formatted(cursor: RecordCursor, state: ReadState, onFormatError: (error: unknown) => boolean): boolean {
    try {
      this.#settings.format(cursor, state, this.#writer.text)
    } catch (error) {
      if (onFormatError(error)) return true
      this.#settings.fail(error)
      return false
    }
    return true
  }
}
