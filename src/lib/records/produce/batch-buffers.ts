import {BatchWriter} from '../../wire/batch-writer.ts'
import {BufferPool} from '../../wire/buffer-pool.ts'
import type {LineKernel} from '../../wire/line-kernel.ts'

/** With many partitions, not every one of them needs a spare buffer. */
const mostSpare = 16
/** Batches never get smaller than this because the topic refuses them, bytes. */
const leastRefusedBytes = 1024

/** The buffers in which batches are built, reused once a batch is done. In the kernel's memory as far as that has slots. */
export class BatchBuffers {
  #batchBytes: number
  #kernel: LineKernel | undefined
  #spare: BatchWriter[] = []
  /** For batches that were compressed. */
  readonly frames = new BufferPool(mostSpare)
  /** Buffers of the present size, the only ones to be reused. */
  #made = new WeakSet<BatchWriter>()

  constructor(batchBytes: number) {
    this.#batchBytes = batchBytes
  }

  /** Largest batch before compression, header included. */
  get batchBytes(): number {
    return this.#batchBytes
  }

  useKernel(kernel: LineKernel): void {
    this.#kernel = kernel
  }

  readonly take = (): BatchWriter => {
    const slot = this.#kernel?.slot()
    if (slot) return new BatchWriter(this.#batchBytes, slot)
    const writer = this.#spare.pop() ?? new BatchWriter(this.#batchBytes)
    this.#made.add(writer)
    return writer
  }

  /** `weight`: the size of the batch that was built in it. A buffer that grew for a huge record is not kept. */
  giveBack(writer: BatchWriter, weight: number): void {
    if (writer.slot) this.#kernel?.release(writer.slot)
    else if (this.#spare.length < mostSpare && weight <= this.#batchBytes && this.#made.has(writer))
      this.#spare.push(writer)
  }

  /** New batches are at most this large. */
  limit(batchBytes: number): void {
    this.#batchBytes = Math.min(batchBytes, this.#batchBytes)
  }

  /** A batch of this size was too large for the topic. */
  halve(weight: number): void {
    const batchBytes = Math.max(leastRefusedBytes, Math.ceil(weight / 2))
    if (batchBytes >= this.#batchBytes) return
    this.#batchBytes = batchBytes
    this.#spare = []
    this.#made = new WeakSet()
  }
}
