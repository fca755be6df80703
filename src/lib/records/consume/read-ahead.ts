// Decompresses the next batches on other threads while the present one is formatted.
import {unpackAside, type Batch} from '../../wire/records.ts'
import {giveBack} from '../../wire/unzstd-aside.ts'

/** The number of batches that are decompressed at a time: enough to keep a second core busy. */
const depth = 3

/** The batches of one response, whose bytes may be reused only once this is `idle`. */
export class ReadAhead {
  readonly #batches: readonly Batch[]
  readonly #started = new Map<Batch, Promise<Buffer>>()
  #next = 0
  #running = 0
  #handedOut: Buffer | undefined

  constructor(batches: readonly Batch[]) {
    this.#batches = batches
  }

  /** Whether no thread is reading the response. */
  get idle(): boolean {
    return this.#running === 0
  }

  /**
   * The batch's decompressed records, valid until the next call; undefined: the caller has to decompress them. Ask for
   * the batches in order. Rejects with CorruptData.
   */
  async unpacked(batch: Batch): Promise<Buffer | undefined> {
    this.finish()
    this.#start(batch)
    const records = this.#started.get(batch)
    this.#started.delete(batch)
    return (this.#handedOut = await records)
  }

  /** Releases the records that were handed out last. */
  finish(): void {
    if (this.#handedOut) giveBack(this.#handedOut)
    this.#handedOut = undefined
  }

  #start(current: Batch) {
    const at = this.#batches.indexOf(current, Math.max(this.#next - depth - 1, 0))
    for (this.#next = Math.max(this.#next, at); this.#next <= at + depth; this.#next++) {
      const batch = this.#batches[this.#next]
      const unpacking = batch && !batch.control ? unpackAside(batch) : undefined
      if (!batch || !unpacking) continue
      this.#running++
      const done = () => void this.#running--
      unpacking.then(done, done)
      this.#started.set(batch, unpacking)
    }
  }
}
