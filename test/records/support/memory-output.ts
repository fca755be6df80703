// An output that keeps what it gets, and can be made to block or to fail.
import {OutputClosed, type Output} from '../../../src/lib/records/output.ts'

export class MemoryOutput implements Output {
  text = ''
  #gate: PromiseWithResolvers<void> | undefined
  #closed = false
  /** Called after every write. */
  written: () => void = () => undefined

  get lines(): string[] {
    return this.text.split('\n').slice(0, -1)
  }

  block(): void {
    this.#gate ??= Promise.withResolvers()
  }

  unblock(): void {
    this.#gate?.resolve()
    this.#gate = undefined
  }

  /** As a pipe whose reader has gone. */
  close(): void {
    this.#closed = true
  }

  async write(bytes: Buffer): Promise<void> {
    await this.#gate?.promise
    if (this.#closed) throw new OutputClosed('closed')
    this.text += bytes.toString('latin1')
    this.written()
  }
}
