import type {Writable} from 'node:stream'
import {fileOutput, OutputClosed, type Output} from './output.ts'

/**
 * Where records go: to the descriptor if there is one, in which case the stream is never opened. Tests pass only a
 * stream.
 */
export interface RecordsTo {
  readonly stdout: Writable
  readonly stdoutFd?: number | undefined
}

export const recordOutput = (to: RecordsTo): Output =>
  to.stdoutFd === undefined ? new StreamOutput(to.stdout) : fileOutput(to.stdoutFd)

class StreamOutput implements Output {
  readonly #stream: Writable

  constructor(stream: Writable) {
    this.#stream = stream
  }

  /** Writes a copy, because the stream keeps its argument and the caller reuses its buffer. */
  write(bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.write(Buffer.from(bytes), (error) => {
        if (error) reject(new OutputClosed('the reader of the output has ended', {cause: error}))
        else resolve()
      })
    })
  }
}
