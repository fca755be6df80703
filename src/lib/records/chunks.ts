// Where input comes from and output goes to, with back-pressure.

/** Chunks of a file descriptor (0: standard input; a file, pipe or terminal). Each is valid until the next is asked for. */
export function fileChunks(_fd: number, _signal?: AbortSignal): AsyncIterable<Buffer> {
  throw new Error('being written')
}

/** Somebody to write to: resolves when the bytes are gone and the buffer may be reused. */
export interface Output {
  write(bytes: Buffer): Promise<void>
}

/** Raised by an Output whose reader has gone (EPIPE): `| head` is no error, the command ends quietly. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed'
}

/** Writes to a file descriptor off the main thread: a blocked pipe does not stop heartbeats. */
export function fileOutput(_fd: number): Output {
  throw new Error('being written')
}
