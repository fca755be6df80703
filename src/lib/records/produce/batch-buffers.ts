import {BatchWriter} from '../../wire/batch-writer.ts'
import {BufferPool} from '../../wire/buffer-pool.ts'
import type {LineKernel} from '../../wire/line-kernel.ts'

/** The most unused buffers that are kept: with many partitions, not each needs a spare one. */
const mostSpare = 16
/** The least batch size to which a topic's refusals can reduce batches, bytes. */
const leastRefusedBytes = 1024

/**
 * The buffers in which batches are built, reused once a batch is done. They are in the kernel's memory as far as it has
 * slots.
 */
export class BatchBuffers {
  #batchBytes: number
  #kernel: LineKernel | undefined
  #spare: BatchWriter[] = []
  /** Buffers for compressed batches. */
  readonly frames = new BufferPool(mostSpare)
  /** Buffers of the present size, the only ones that are reused. */
  #made = new WeakSet<BatchWriter>()

  constructor(batchBytes: number) {
    this.#batchBytes = batchBytes
  }

  /** The largest batch before compression, bytes, header included. */
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

  /**
   * Takes back a buffer. `weight`: the size of the batch that was built in it. A buffer that grew for a huge record is
   * released.
   */
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
