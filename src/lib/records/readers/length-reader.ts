// Reads length-prefixed records, as `consume --output lengths` writes them: an int32 (big-endian) before each; -1 is
// null.
import {MalformedInput} from './malformed-input.ts'
import type {OutgoingRecord, RecordReader, Slice} from './record-reader.ts'
import {UnreadBytes} from './unread-bytes.ts'

export interface LengthReaderSettings {
  /** The key comes before the value, in the same form. */
  key?: boolean
  /** The longest key or value, bytes; default 32 MiB. */
  maxBytes?: number | undefined
}

export function lengthReader(settings: LengthReaderSettings = {}): RecordReader {
  return new LengthReader(settings)
}

class LengthReader implements RecordReader {
  readonly record: OutgoingRecord = {key: null, value: null, headers: [], timestamp: null, partition: null}
  line = 0
  offset = 0
  consumed = 0
  readonly #parts: number
  readonly #maxBytes: number
  readonly #unread = new UnreadBytes()
  #ended = false

  constructor({key = false, maxBytes = 32 * 1024 * 1024}: LengthReaderSettings) {
    this.#parts = key ? 2 : 1
    this.#maxBytes = maxBytes
  }

  push(chunk: Buffer): void {
    this.#unread.push(chunk)
  }

  end(): void {
    this.#ended = true
  }

  next(): boolean {
    const parts: (Slice | null)[] = []
    let at = this.#unread.at
    for (let part = 0; part < this.#parts; part++) {
      if (at + 4 > this.#unread.bytes.length) return this.#wait(at > this.#unread.at || at < this.#unread.bytes.length)
      const length = this.#unread.bytes.readInt32BE(at)
      if (length < -1 || length > this.#maxBytes)
        throw this.#malformed(
          `a length of ${length} bytes; each record must begin with its length, 4 bytes, big-endian`,
        )
      at += 4
      if (at + Math.max(0, length) > this.#unread.bytes.length) return this.#wait(true)
      parts.push(length < 0 ? null : {bytes: this.#unread.bytes, start: at, end: at + length})
      at += Math.max(0, length)
    }
    this.record.key = this.#parts === 2 ? (parts[0] ?? null) : null
    this.record.value = parts.at(-1) ?? null
    this.line++
    this.offset = this.consumed
    this.consumed += at - this.#unread.at
    this.#unread.at = at
    return true
  }

  #wait(begun: boolean): false {
    if (this.#ended && begun) {
      const left = this.#unread.bytes.length - this.#unread.at
      this.#unread.at = this.#unread.bytes.length
      throw this.#malformed(`the input ends in the middle of it (${left} bytes are left)`)
    }
    this.#unread.keep()
    return false
  }

  #malformed(sentence: string) {
    return new MalformedInput(this.line + 1, 'not framed', '', sentence, 'record')
  }
}
