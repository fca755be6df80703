// The fast way from lines to batches: the kernel takes whole chunks of input, and leaves the lines that it cannot handle to
// the reader.
import {inputSize, type LineKernel} from '../../wire/line-kernel.ts'
import type {RecordReader, RecordSource} from '../readers/record-reader.ts'
import type {PartitionQueue} from './partition-queue.ts'
import type {Partitioner} from './partitioner.ts'

/** What bulk lines need of a producer. */
export interface BulkHost {
  readonly queues: readonly PartitionQueue[]
  readonly partitioner: Partitioner
  readonly counters: {records: number; bytes: number}
  readonly now: () => number
  /** Raises what ended the producer. */
  check(): void
  /** Seals the queue's open batch and opens another. */
  startBatch(queue: PartitionQueue, source: RecordSource): void
  /** A promise if the caller should wait before it adds more to this queue. */
  room(queue: PartitionQueue): Promise<void> | undefined
  /** Starts the time that open batches may linger. */
  startLinger(): void
}

export interface BulkInput {
  readonly reader: RecordReader
  /** Adds all records that the reader has. */
  readonly addAll: () => Promise<void>
  readonly signal?: AbortSignal | undefined
}

export class BulkLines {
  /** A line was too long for the kernel: from now on everything goes through the reader. */
  over = false
  readonly #kernel: LineKernel
  readonly #host: BulkHost
  readonly #input: BulkInput
  /** Bytes of an incomplete line at the beginning of the kernel's input. */
  #rest = 0

  constructor(kernel: LineKernel, host: BulkHost, input: BulkInput) {
    this.#kernel = kernel
    this.#host = host
    this.#input = input
  }

  async take(chunk: Buffer): Promise<void> {
    const {input} = this.#kernel
    const {reader, addAll, signal} = this.#input
    for (let at = 0; at < chunk.length && !signal?.aborted;) {
      const copied = chunk.copy(input, this.#rest, at)
      at += copied
      await this.#run(this.#rest + copied)
      if (this.#rest === inputSize) {
        this.over = true
        await this.end()
        reader.push(chunk.subarray(at))
        return addAll()
      }
    }
    this.#host.startLinger()
  }

  /** Hands the incomplete last line to the reader. */
  async end(): Promise<void> {
    if (this.#rest === 0) return
    this.#input.reader.push(Buffer.from(this.#kernel.input.subarray(0, this.#rest)))
    this.#rest = 0
    await this.#input.addAll()
  }

  async #run(end: number) {
    const kernel = this.#kernel
    const {queues, partitioner, counters, now} = this.#host
    const {reader, signal} = this.#input
    let from = 0
    while (!signal?.aborted) {
      this.#host.check()
      kernel.partition(partitioner.hash ?? 'none', queues.length, partitioner.sticky)
      for (const queue of queues) queue.lend(kernel)
      const stop = kernel.take(from, end, counters.records, now())
      for (const queue of queues) queue.takeBack(kernel)
      reader.passed?.(kernel.ordinal - counters.records, kernel.at - from)
      counters.records = kernel.ordinal
      counters.bytes += kernel.bytes
      from = kernel.at
      if (stop === 'used up') break
      const queue = queues[kernel.lane]
      if (stop === 'not plain' || !this.#makeRoom(queue)) from = await this.#throughReader(from, end)
      const room = stop === 'no room' && queue && this.#host.room(queue)
      if (room) await room
    }
    kernel.input.copyWithin(0, from, end)
    this.#rest = end - from
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
