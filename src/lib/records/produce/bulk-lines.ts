// The fast way from lines to batches: the kernel takes whole chunks of input, and leaves the lines that it cannot
// handle to the reader.
import {isUtf8} from 'node:buffer'
import {inputSize, LineKernel} from '../../wire/line-kernel.ts'
import type {RecordReader, RecordSource} from '../readers/record-reader.ts'
import type {PartitionQueue} from './partition-queue.ts'
import type {Partitioner} from './partitioner.ts'

/** What bulk lines need of a producer. */
export interface BulkHost {
  /** Lines have no key, so they go to the sticky partition. */
  readonly keyless: boolean
  /** Lines that are not valid UTF-8 go through the reader. */
  readonly utf8: boolean
  readonly queues: readonly PartitionQueue[]
  readonly partitioner: Partitioner
  readonly counters: {records: number; bytes: number}
  readonly now: () => number
  /** Throws the error that ended the producer. */
  check(): void
  /** Seals the queue's open batch and opens another. */
  startBatch(queue: PartitionQueue, source: RecordSource): void
  /** Returns a promise if the caller should wait before it adds more to this queue. */
  room(queue: PartitionQueue): Promise<void> | undefined
  /** Starts the linger time of open batches. */
  startLinger(): void
}

export interface BulkInput {
  readonly reader: RecordReader
  /** Adds all records that the reader has. */
  readonly addAll: () => Promise<void>
  readonly signal?: AbortSignal | undefined
  /** Longer lines go through the reader; default: the reader's own limit. */
  readonly maxLineBytes?: number | undefined
}

/** Await this before asking a producer for bulk lines: WebAssembly is compiled once. */
export const prepareBulkLines = (): Promise<void> => LineKernel.prepare()

export class BulkLines {
  /** Set when a line was too long for the kernel: from then on everything goes through the reader. */
  over = false
  readonly #kernel: LineKernel
  readonly #host: BulkHost
  readonly #input: BulkInput
  /** Bytes of an incomplete line at the beginning of the kernel's input. */
  #rest = 0
  /** Bytes of the chunk that were copied into the kernel's input. */
  #copied = 0

  constructor(kernel: LineKernel, host: BulkHost, input: BulkInput) {
    this.#kernel = kernel
    this.#host = host
    this.#input = input
  }

  async take(chunk: Buffer): Promise<void> {
    const {input} = this.#kernel
    const {reader, addAll, signal} = this.#input
    for (this.#copied = 0; this.#copied < chunk.length && !signal?.aborted;) {
      const copied = chunk.copy(input, this.#rest, this.#copied)
      this.#copied += copied
      await this.#run(this.#rest + copied)
      if (this.#rest === inputSize) {
        this.over = true
        await this.end()
        reader.push(chunk.subarray(this.#copied))
        return addAll()
      }
    }
    this.#host.startLinger()
  }

  /**
   * After `take` has thrown the error that ended the producer: a copy of what it did not take of this chunk and the one
   * before.
   */
  unread(chunk: Buffer): Buffer {
    const {reader} = this.#input
    const left = Buffer.concat([this.#kernel.input.subarray(0, this.#rest), chunk.subarray(this.#copied)])
    this.#rest = 0
    if (!this.#kernel.skipsLf || left[0] !== 10) return left
    reader.passed?.(0, 1)
    return left.subarray(1)
  }

  /** Passes the incomplete last line to the reader. */
  async end(): Promise<void> {
    if (this.#rest === 0) return
    this.#input.reader.push(Buffer.from(this.#kernel.input.subarray(0, this.#rest)))
    this.#rest = 0
    await this.#input.addAll()
  }

  async #run(end: number) {
    const {utf8} = this.#host
    const kernel = this.#kernel
    if (utf8) kernel.accept(isUtf8(kernel.input.subarray(0, wholeCharacters(kernel.input, end))))
    let from = 0
    try {
      for (let step = 0; !this.#input.signal?.aborted;) {
        const until = Math.min(end, from + Math.max(step, this.#stickyLeft))
        const before = from
        const stop = this.#takeUntil(from, until)
        from = kernel.at
        if (stop === 'used up') {
          if (until === end) return
          step = from > before ? 0 : 2 * (until - from)
          continue
        }
        const queue = this.#host.queues[kernel.lane]
        if (stop === 'not plain' || !this.#makeRoom(queue)) from = await this.#throughReader(from, end)
        const room = stop === 'no room' && queue && this.#host.room(queue)
        if (room) await room
      }
    } finally {
      kernel.input.copyWithin(0, from, end)
      this.#rest = end - from
    }
  }

  /** How many bytes may still go to the sticky partition before another one replaces it. */
  get #stickyLeft(): number {
    const {keyless, partitioner} = this.#host
    return keyless ? partitioner.stickyLeft : Infinity
  }

  #takeUntil(from: number, until: number) {
    const kernel = this.#kernel
    const {queues, partitioner, counters, now, keyless} = this.#host
    this.#host.check()
    kernel.partition(partitioner.hash ?? 'none', queues.length, partitioner.sticky)
    for (const queue of queues) queue.lend(kernel)
    const stop = kernel.take(from, until, counters.records, now())
    for (const queue of queues) queue.takeBack(kernel)
    const records = kernel.ordinal - counters.records
    this.#input.reader.passed?.(records, kernel.at - from)
    counters.records = kernel.ordinal
    counters.bytes += kernel.bytes
    if (keyless) partitioner.taken(records, kernel.bytes)
    return stop
  }

  /** False: the kernel cannot take the line, because it is too large for any batch. */
  #makeRoom(queue: PartitionQueue | undefined): boolean {
    if (!queue || (queue.hasOpenBatch && queue.openRecords === 0)) return false
    const {consumed, line} = this.#input.reader
    this.#host.startBatch(queue, {offset: consumed, line: line + 1})
    return queue.lend(this.#kernel)
  }

  /** Returns where the next line begins. */
  async #throughReader(from: number, end: number) {
    const kernel = this.#kernel
    const {reader, addAll} = this.#input
    const next = kernel.skipLine(end)
    const line = Buffer.allocUnsafe(kernel.lineEnd - from + 1)
    kernel.input.copy(line, 0, from, kernel.lineEnd)
    line[line.length - 1] = 10
    reader.push(line)
    await addAll()
    reader.passed?.(0, next - from - line.length)
    return next
  }
}

/** The end of the last complete character, if the bytes are UTF-8. */
function wholeCharacters(bytes: Buffer, end: number): number {
  for (let back = 1; back <= 3 && back <= end; back++) {
    const byte = bytes[end - back] ?? 0
    if (byte < 0x80) return end
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? end - back : end
  }
  return end
}
