// Standard output as the data plane wants it: straight to the file descriptor, or for a test the stream it gave us.
import type {Writable} from 'node:stream'
import {fileOutput, OutputClosed, type Output} from './output.ts'

export const recordOutput = (stdout: Writable): Output =>
  stdout === process.stdout ? fileOutput(1) : new StreamOutput(stdout)

class StreamOutput implements Output {
  readonly #stream: Writable

  constructor(stream: Writable) {
    this.#stream = stream
  }

  /** The stream keeps what it is given, and the caller uses its buffer again: a copy. */
  write(bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.write(Buffer.from(bytes), (error) => {
        if (error) reject(new OutputClosed('the reader of the output has gone', {cause: error}))
        else resolve()
      })
    })
  }
}
