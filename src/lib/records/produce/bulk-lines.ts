// The fast way from lines to batches: the kernel takes whole pieces of input; what it cannot do goes through the reader.
import {inputSize, type LineKernel} from '../../wire/line-kernel.ts'
import type {Lane} from './partition-queue.ts'
import type {RecordReader, RecordSource} from '../readers/record-reader.ts'
import type {Partitioner} from './partitioner.ts'

/** What of a producer is needed. */
export interface BulkHost {
  readonly lanes: readonly Lane[]
  readonly partitioner: Partitioner
  readonly counters: {records: number; bytes: number}
  readonly now: () => number
  /** Raises what ended the producer. */
  check(): void
  /** Begins a batch for the lane, after the one that is open. */
  turn(lane: Lane, source: RecordSource): void
  room(lane: Lane): Promise<void> | undefined
  /** Batches are open. */
  wait(): void
}

export class BulkLines {
  /** A line was too long: everything goes through the reader from now on. */
  over = false
  readonly #kernel: LineKernel
  readonly #host: BulkHost
  readonly #reader: RecordReader
  readonly #addAll: () => Promise<void>
  readonly #signal: AbortSignal | undefined
  /** Bytes of a line that is not complete, at the beginning of the kernel's input. */
  #rest = 0

  /** `addAll` takes from the reader what it has. */
  constructor(
    kernel: LineKernel,
    host: BulkHost,
    reader: RecordReader,
    addAll: () => Promise<void>,
    signal?: AbortSignal,
  ) {
    this.#kernel = kernel
    this.#host = host
    this.#reader = reader
    this.#addAll = addAll
    this.#signal = signal
  }

  async take(chunk: Buffer): Promise<void> {
    const {input} = this.#kernel
    for (let at = 0; at < chunk.length && !this.#signal?.aborted;) {
      const copied = chunk.copy(input, this.#rest, at)
      at += copied
      await this.#run(this.#rest + copied)
      if (this.#rest === inputSize) {
        this.over = true
        await this.end()
        this.#reader.push(chunk.subarray(at))
        return this.#addAll()
      }
    }
    this.#host.wait()
  }

  /** Hands the beginning of a line to the reader. */
  async end(): Promise<void> {
    if (this.#rest === 0) return
    this.#reader.push(Buffer.from(this.#kernel.input.subarray(0, this.#rest)))
    this.#rest = 0
    await this.#addAll()
  }

  async #run(end: number) {
    const kernel = this.#kernel
    const {lanes, partitioner, counters, now} = this.#host
    let from = 0
    while (!this.#signal?.aborted) {
      this.#host.check()
      kernel.partition(partitioner.hash ?? 'none', lanes.length, partitioner.sticky)
      for (const lane of lanes) lane.lend(kernel)
      const stop = kernel.take(from, end, counters.records, now())
      for (const lane of lanes) lane.takeBack(kernel)
      this.#reader.passed?.(kernel.ordinal - counters.records, kernel.at - from)
      counters.records = kernel.ordinal
      counters.bytes += kernel.bytes
      from = kernel.at
      if (stop === 'used up') break
      if (stop === 'not plain' || !this.#makeRoom(lanes[kernel.lane])) from = await this.#throughReader(from, end)
      const room = stop === 'no room' && lanes[kernel.lane] && this.#host.room(lanes[kernel.lane] as Lane)
      if (room) await room
    }
    kernel.input.copyWithin(0, from, end)
    this.#rest = end - from
  }

  /** False: the kernel has no use for it. */
  #makeRoom(lane: Lane | undefined): boolean {
    if (!lane || (lane.begun && lane.open === 0)) return false // too large for any batch
    const {consumed, line} = this.#reader
    this.#host.turn(lane, {offset: consumed, line: line + 1})
    return lane.lend(this.#kernel)
  }

  /** Returns where the next line begins. */
  async #throughReader(from: number, end: number) {
    const kernel = this.#kernel
    const next = kernel.skipLine(end)
    const line = Buffer.allocUnsafe(kernel.lineEnd - from + 1)
    kernel.input.copy(line, 0, from, kernel.lineEnd)
    line[line.length - 1] = 10
    this.#reader.push(line)
    await this.#addAll()
    this.#reader.passed?.(0, next - from - line.length)
    return next
  }
}
