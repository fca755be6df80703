// The text in front of key and value on a record's line. Lines differ in a few digits only, so each is made from the
// one before: one copy, and the digits that differ.
import type {TextBuffer} from '../../text/text-buffer.ts'

const word = (text: string): Buffer => Buffer.from(text)
const words = {
  start: word('| offset: '),
  createTime: word(' CreateTime: '),
  appendTime: word(' LogAppendTime: '),
  keySize: word(' keySize: '),
  valueSize: word(' valueSize: '),
  sequence: word(' sequence: '),
  headers: word(' headerKeys: ['),
} as const

/** A number in the previous line: where its digits end, and the range of numbers with as many digits. */
class Place {
  /** The position after the last digit, counted from the beginning of the line. */
  end = 0
  value = -1
  #least = 0
  #below = 0

  set(value: number, end: number): void {
    this.value = value
    this.end = end
    this.#least = value < 0 ? -1 : 0
    this.#below = value < 0 ? 0 : 10
    while (value >= this.#below && this.#below > 0) this.#below *= 10
    if (this.#below > 10) this.#least = this.#below / 10
  }

  /** Whether the number has as many digits as the one in the previous line. */
  fits(value: number): boolean {
    return value >= this.#least && value < this.#below
  }

  /** Overwrites the previous line's number; the line begins at `start` now. */
  patch(bytes: Buffer, start: number, value: number): void {
    if (value === this.value) return
    this.value = value
    let at = start + this.end
    let rest = value
    if (rest >= half) {
      const high = Math.floor(rest / half)
      let low = (rest - high * half) | 0
      for (let i = 0; i < halfDigits; i++) {
        const tenth = (low / 10) | 0
        bytes[--at] = 48 + (low - tenth * 10)
        low = tenth
      }
      rest = high
    }
    for (let left = rest | 0; left > 0;) {
      const tenth = (left / 10) | 0
      bytes[--at] = 48 + (left - tenth * 10)
      left = tenth
    }
    if (value === 0) bytes[--at] = 48
  }
}
const half = 100_000_000
const halfDigits = 8
/** Numbers with more digits are written in another way. */
const most = half * half

export class MetadataText {
  readonly #offset = new Place()
  readonly #timestamp = new Place()
  readonly #key = new Place()
  readonly #value = new Place()
  readonly #sequence = new Place()
  #buffer: Buffer | undefined
  #start = 0
  #length = 0
  #appendTime = false

  /** Forgets the previous line, for example because it was taken back. */
  forget(): void {
    this.#buffer = undefined
  }

  /** Writes the text up to the [ in front of the names of headers. */
  put(
    to: TextBuffer,
    offset: number,
    appendTime: boolean,
    timestamp: number,
    keySize: number,
    valueSize: number,
    sequence: number,
  ): void {
    if (
      to.buffer !== this.#buffer ||
      appendTime !== this.#appendTime ||
      !this.#offset.fits(offset) ||
      !this.#timestamp.fits(timestamp) ||
      !this.#key.fits(keySize) ||
      !this.#value.fits(valueSize) ||
      !this.#sequence.fits(sequence)
    ) {
      this.#putAll(to, offset, appendTime, timestamp, keySize, valueSize, sequence)
      return
    }
    const at = to.length
    const bytes = to.buffer
    bytes.copyWithin(at, this.#start, this.#start + this.#length)
    this.#start = at
    to.length = at + this.#length
    this.#offset.patch(bytes, at, offset)
    this.#timestamp.patch(bytes, at, timestamp)
    this.#key.patch(bytes, at, keySize)
    this.#value.patch(bytes, at, valueSize)
    this.#sequence.patch(bytes, at, sequence)
  }

  #putAll(
    to: TextBuffer,
    offset: number,
    appendTime: boolean,
    timestamp: number,
    keySize: number,
    valueSize: number,
    sequence: number,
  ) {
    const start = to.length
    this.#number(to, start, words.start, offset, this.#offset)
    this.#number(to, start, appendTime ? words.appendTime : words.createTime, timestamp, this.#timestamp)
    this.#number(to, start, words.keySize, keySize, this.#key)
    this.#number(to, start, words.valueSize, valueSize, this.#value)
    this.#number(to, start, words.sequence, sequence, this.#sequence)
    to.bytes(words.headers)
    this.#start = start
    this.#length = to.length - start
    this.#appendTime = appendTime
    const short = offset >= 0 && offset < most && timestamp >= -1 && timestamp < most
    this.#buffer = short ? to.buffer : undefined
  }

  #number(to: TextBuffer, start: number, name: Buffer, value: number, place: Place) {
    to.bytes(name)
    to.number(value)
    place.set(value, to.length - start)
  }
}
