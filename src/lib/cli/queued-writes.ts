// Writes to a pipe, a socket or a terminal without its stream. bun's streams for these report success for bytes that
// the kernel had no room for, forget them when the process ends, and take 9 ms to open. Node's stream makes a pipe
// non-blocking for all processes that share it.
import {write, writeSync} from 'node:fs'
import {block} from '../runtime/block.ts'

/** How long to wait before trying a slow reader again, ms. */
const pauseMs = 2
/**
 * The most bytes that may wait for a slow reader. Beyond that the program waits, as with Node's stream, instead of
 * using more memory.
 */
const maxWaiting = 8 * 1024 * 1024

export class QueuedWrites {
  readonly #fd: number
  readonly #blocks: boolean
  readonly #failed: (error: NodeJS.ErrnoException) => void
  /** The bytes that are being written, followed by the queue. */
  #now: Uint8Array | undefined
  #later: Uint8Array[] = []
  #waiting = 0
  #done: PromiseWithResolvers<void> | undefined

  /**
   * `blocks`: a write to the descriptor may wait for the reader, so a thread does it. `failed` is called once; after
   * that all bytes are dropped.
   */
  constructor(fd: number, {blocks, failed}: {blocks: boolean; failed: (error: NodeJS.ErrnoException) => void}) {
    this.#fd = fd
    this.#blocks = blocks
    this.#failed = failed
  }

  /** The bytes must not be changed afterwards. */
  write(bytes: Uint8Array): void {
    if (!this.#now) return this.#begin(bytes)
    this.#later.push(bytes)
    this.#waiting += bytes.length
    if (this.#waiting > maxWaiting && !this.#blocks) this.#waitForReader()
  }

  /** Resolves when nothing is left to write. */
  async written(): Promise<void> {
    if (this.#now) await (this.#done ??= Promise.withResolvers<void>()).promise
  }

  #begin(bytes: Uint8Array) {
    this.#now = bytes
    if (this.#blocks) this.#byThread()
    else this.#atOnce()
  }

  #atOnce(again = () => void setTimeout(() => this.#atOnce(), pauseMs)) {
    try {
      for (let bytes = this.#now; bytes; bytes = this.#after(writeSync(this.#fd, bytes)));
    } catch (error) {
      this.#stopped(error as NodeJS.ErrnoException, again)
    }
  }

  #waitForReader() {
    while (this.#now) {
      block(pauseMs)
      this.#atOnce(() => {})
    }
  }

  #byThread() {
    const bytes = this.#now
    if (!bytes) return
    write(this.#fd, bytes, (error, count) => {
      if (error) this.#stopped(error, () => void setTimeout(() => this.#byThread(), pauseMs))
      else if (this.#after(count)) this.#byThread()
    })
  }

  /** The bytes that remain after `count` more were written. */
  #after(count: number): Uint8Array | undefined {
    const left = this.#now?.subarray(count)
    if (left?.length) this.#now = left
    else {
      this.#now = this.#later.length > 0 ? Buffer.concat(this.#later) : undefined
      this.#later = []
      this.#waiting = 0
    }
    if (!this.#now) this.#end()
    return this.#now
  }

  #stopped(error: NodeJS.ErrnoException, again: () => void) {
    if (error.code === 'EAGAIN') return again()
    this.#now = undefined
    this.#later = []
    this.#waiting = 0
    this.#failed(error)
    this.#end()
  }

  #end() {
    this.#done?.resolve()
    this.#done = undefined
  }
}
