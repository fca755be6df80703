// Chooses the partition of a record that does not name one.
import {UsageError} from '../../cluster/errors.ts'
import {zlib} from '../../wire/zlib.ts'
import type {Slice} from '../readers/record-reader.ts'

/**
 * `murmur2` (Java's clients) and `crc32` (librdkafka's consistent_random) hash the key; records without a key go to one
 * partition until a batch is complete, then to another (KIP-480, KIP-794). `sticky` does that with all records.
 * `sticky`, `round-robin` and `random` ignore keys.
 */
export type PartitionerName = 'murmur2' | 'crc32' | 'sticky' | 'round-robin' | 'random'
export const partitionerNames: readonly PartitionerName[] = ['murmur2', 'crc32', 'sticky', 'round-robin', 'random']

/** The bytes of a record in a batch in addition to key, value and headers. */
const leastRecord = 7

export class Partitioner {
  readonly #hash: ((key: Slice) => number) | undefined
  readonly #next: 'sticky' | 'round-robin' | 'random'
  readonly #random: () => number
  #count = 0
  #available: readonly number[] = []
  #sticky = -1
  #turn = -1
  readonly #stickyBytes: number
  #stickyTaken = 0

  /** `stickyBytes`: the sticky partition changes after this many bytes even if no batch is complete. */
  constructor(name: PartitionerName, random: () => number = Math.random, stickyBytes = Infinity) {
    if (!partitionerNames.includes(name))
      throw new UsageError(`unknown partitioner '${name}'; there are ${partitionerNames.join(', ')}`)
    this.#hash = {
      murmur2: positiveMurmur2,
      crc32: crc32Of,
      sticky: undefined,
      'round-robin': undefined,
      random: undefined,
    }[name]
    this.#next = name === 'round-robin' || name === 'random' ? name : 'sticky'
    this.#random = random
    this.#stickyBytes = stickyBytes
  }

  /** Sets the number of partitions, and those with a leader: only these receive records without a key. */
  update(count: number, available: readonly number[]): void {
    this.#count = count
    this.#available = available.length > 0 ? available : Array.from({length: count}, (_, index) => index)
    if (!this.#available.includes(this.#sticky)) this.#sticky = this.#anyOther(-1)
  }

  /** The hash of keys, if records without a key go to the sticky partition; undefined for other partitioners. */
  get hash(): 'murmur2' | 'crc32' | undefined {
    return this.#hash === positiveMurmur2 ? 'murmur2' : this.#hash === crc32Of ? 'crc32' : undefined
  }

  /** The present partition of records without a key. */
  get sticky(): number {
    return this.#sticky
  }

  partition(key: Slice | null): number {
    // librdkafka treats an empty key as none; Java hashes it.
    if (key !== null && this.#hash !== undefined && (this.#hash !== crc32Of || key.end > key.start))
      return this.#hash(key) % this.#count
    if (this.#next === 'sticky') return this.#sticky
    if (this.#next === 'random') return this.#anyOther(-1)
    this.#turn = (this.#turn + 1) % this.#available.length
    return this.#available[this.#turn] ?? 0
  }

  /** A batch for this partition is complete: from now on, records without a key go to another partition. */
  batchComplete(partition: number): void {
    if (partition !== this.#sticky) return
    this.#sticky = this.#anyOther(partition)
    this.#stickyTaken = 0
  }

  /** The bytes that may still go to the sticky partition; Infinity if only a complete batch changes it. */
  get stickyLeft(): number {
    return this.#available.length > 1 ? this.#stickyBytes - this.#stickyTaken : Infinity
  }

  /** Counts records that went to the sticky partition, with the bytes of their keys and values. */
  taken(records: number, bytes: number): void {
    this.#stickyTaken += records * leastRecord + bytes
    if (this.#stickyTaken >= this.#stickyBytes) this.batchComplete(this.#sticky)
  }

  #anyOther(than: number): number {
    const others = this.#available.length > 1 ? this.#available.filter((index) => index !== than) : this.#available
    return others[Math.floor(this.#random() * others.length)] ?? 0
  }
}

const crc32Of = ({bytes, start, end}: Slice) => zlib().crc32(bytes.subarray(start, end))

/** Java's `Utils.toPositive(Utils.murmur2(key))`. */
const positiveMurmur2 = ({bytes, start, end}: Slice) => murmur2(bytes, start, end) & 0x7fff_ffff

/** The 32-bit murmur2 of Kafka's Java clients, with their seed; signed. */
export function murmur2(bytes: Uint8Array, start = 0, end = bytes.length): number {
  const m = 0x5bd1_e995
  const length = end - start
  let h = 0x9747_b28c ^ length
  let at = start
  for (const whole = end - (length & 3); at < whole; at += 4) {
    let k =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    k = Math.imul(k, m)
    k ^= k >>> 24
    h = Math.imul(h, m) ^ Math.imul(k, m)
  }
  const rest = length & 3
  if (rest > 2) h ^= (bytes[at + 2] as number) << 16
  if (rest > 1) h ^= (bytes[at + 1] as number) << 8
  if (rest > 0) h = Math.imul(h ^ (bytes[at] as number), m)
  h ^= h >>> 13
  h = Math.imul(h, m)
  return h ^ (h >>> 15)
}
