// Writes the lines of this tool to standard output: one buffer is filled while the other is written.
import type {Io} from '../../cli/io.ts'
import {TextBuffer} from '../../text/text-buffer.ts'
import {OutputClosed, type Output} from '../../records/output.ts'
import {recordOutput} from '../../records/record-output.ts'

/** The buffer is handed over when it holds this much. */
export const fullAt = 256 * 1024
/** Room for the last line, beyond that limit. */
const slack = 16 * 1024

export class Lines {
  readonly text = new TextBuffer(fullAt + slack)
  readonly #io: Io
  #output: Output | undefined
  #writing: Promise<void> = Promise.resolve()
  #spare: Buffer | undefined = Buffer.allocUnsafeSlow(fullAt + slack)
  #closed = false

  constructor(io: Io) {
    this.#io = io
  }

  /** Whether the reader of the output has gone, so that further lines would not be read. */
  get closed(): boolean {
    return this.#closed
  }

  get isFull(): boolean {
    return this.text.length >= fullAt
  }

  /** Starts to write what the buffer holds. Resolves when there is room again; throws OutputFailed. */
  async flush(): Promise<void> {
    await this.#writing
    this.#io.interrupted.throwIfAborted()
    if (this.text.length === 0 || this.#closed) {
      this.text.length = 0
      return
    }
    this.#output ??= recordOutput(this.#io)
    const filled = this.text.take(this.#spare)
    this.#spare = undefined
    this.#writing = this.#output.write(filled).then(
      () => {
        this.#spare = Buffer.from(filled.buffer, filled.byteOffset, filled.buffer.byteLength - filled.byteOffset)
      },
      (error: unknown) => {
        if (!(error instanceof OutputClosed)) throw error
        this.#closed = true
      },
    )
    // A failure shows when the promise is awaited: with the next buffer, or at the end.
    this.#writing.catch(() => {})
  }

  /** Resolves when everything is written. */
  async finish(): Promise<void> {
    await this.flush()
    await this.#writing
  }
}
