import {SplitRandom} from '../../wire/split-random.ts'
import type {Slice} from '../readers/record-reader.ts'

/** Random letters with this size in bytes, one of these texts at random, or the record's number. */
export type PayloadKind =
  {readonly letters: number} | {readonly oneOf: readonly [Uint8Array, ...Uint8Array[]]} | 'number'

/** Returns the value of the record with this number, counted from 0; it is valid until the next call. */
export type Payloads = (number: number) => Slice

/** The bytes of letters that are generated at once, unless a record is larger. */
const blockBytes = 32 * 1024

/**
 * Values for measurements, the same in each run and the same as those of Apache's ProducerPerformance. Throws
 * RangeError if there is not enough memory for the size.
 */
export async function payloadsOf(kind: PayloadKind): Promise<Payloads> {
  if (kind === 'number') return numbers()
  await SplitRandom.prepare()
  return 'letters' in kind ? letters(kind.letters) : texts(kind.oneOf)
}

function texts(oneOf: readonly [Uint8Array, ...Uint8Array[]]): Payloads {
  const random = new SplitRandom()
  const slice: Slice = {bytes: oneOf[0], start: 0, end: 0}
  return () => {
    slice.bytes = oneOf[random.below(oneOf.length)] ?? oneOf[0]
    slice.end = slice.bytes.length
    return slice
  }
}

function letters(size: number): Payloads {
  const block = Math.max(1, Math.floor(blockBytes / size)) * size
  const random = new SplitRandom(block)
  const slice: Slice = {bytes: random.room, start: 0, end: block}
  return () => {
    slice.start = slice.end
    if (slice.start === block) {
      random.letters(block)
      slice.start = 0
    }
    slice.end = slice.start + size
    return slice
  }
}

function numbers(): Payloads {
  const bytes = Buffer.alloc(20)
  const slice: Slice = {bytes, start: 0, end: 0}
  return (number) => {
    slice.end = bytes.write(String(number), 'latin1')
    return slice
  }
}
