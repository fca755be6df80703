import type {Writable} from 'node:stream'
import {fileOutput, OutputClosed, type Output} from './output.ts'

/** Writes to the file descriptor of standard output, or to another stream, which tests use. */
export const recordOutput = (stdout: Writable): Output =>
  stdout === process.stdout ? fileOutput(1) : new StreamOutput(stdout)

class StreamOutput implements Output {
  readonly #stream: Writable

  constructor(stream: Writable) {
    this.#stream = stream
  }

  /** Writes a copy, because the stream keeps what it is given and the caller reuses its buffer. */
  write(bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.write(Buffer.from(bytes), (error) => {
        if (error) reject(new OutputClosed('the reader of the output has gone', {cause: error}))
        else resolve()
      })
    })
  }
}
