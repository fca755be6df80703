// Where records go: a file descriptor, with back-pressure, never holding up the main thread.
import {fstatSync, openSync, constants, write} from 'node:fs'
import {Socket} from 'node:net'
import {outputFailed} from '../errors/output-failed.ts'
import {pipeSockets} from './pipe-sockets.ts'

/** Somebody to write to. One write at a time; it resolves when the bytes are gone and the buffer may be reused. */
export interface Output {
  /** Raises OutputClosed when nobody reads any more. */
  write(bytes: Buffer): Promise<void>
}

/** The reader of the output has gone (EPIPE): `| head` is no failure, the command ends quietly. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed'
}

/**
 * Standard output is 1. A blocked pipe or terminal holds up neither the event loop nor the end of the process. Raises
 * OutputFailed, which names the file if there is one, where nothing more can be written.
 */
export function fileOutput(fd: number, file?: string): Output {
  const kind = fstatSync(fd)
  return pipeSockets && (kind.isFIFO() || kind.isSocket())
    ? new PipeOutput(fd, kind.isFIFO(), file)
    : new FileOutput(fd, file)
}

/** Files, devices, terminals: written by a thread. */
class FileOutput implements Output {
  readonly #fd: number
  readonly #file: string | undefined

  constructor(fd: number, file: string | undefined) {
    this.#fd = fd
    this.#file = file
  }

  write(bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      const from = (start: number) => {
        if (start >= bytes.length) return resolve()
        write(this.#fd, bytes, start, bytes.length - start, null, (error, written) => {
          if (!error) from(start + written)
          else if (error.code === 'EAGAIN') setTimeout(from, 2, start)
          else reject(closedOr(error, this.#file))
        })
      }
      from(0)
    })
  }
}

/** Pipes and sockets: by the event loop. A thread that hangs in write() would also hang the end of the process. */
class PipeOutput implements Output {
  readonly #socket: Socket
  readonly #file: string | undefined
  #failure: Error | undefined

  constructor(fd: number, isPipe: boolean, file: string | undefined) {
    this.#file = file
    this.#socket = new Socket({fd: isPipe ? ownDescription(fd) : fd, readable: false, writable: true})
    this.#socket.on('error', (error) => {
      this.#failure ??= closedOr(error, file)
    })
    this.#socket.unref() // what was written is waited for; an idle pipe keeps nobody alive
  }

  write(bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure)
      this.#socket.ref()
      this.#socket.write(bytes, (error) => {
        this.#socket.unref()
        if (error) reject(closedOr(error, this.#file))
        else resolve()
      })
    })
  }
}

/**
 * Non-blocking mode belongs to the open file, which other processes may share: with one of our own the rest of a
 * `(kafkit consume …; other) | less` is not surprised by it. Where that cannot be had the given one will do.
 */
function ownDescription(fd: number): number {
  try {
    return process.platform === 'linux'
      ? openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK)
      : fd
  } catch {
    return fd
  }
}

function closedOr(error: NodeJS.ErrnoException, file: string | undefined): Error {
  const gone = error.code === 'EPIPE' || error.code === 'ECONNRESET' || error.code === 'ERR_STREAM_DESTROYED'
  return gone ? new OutputClosed('the reader of the output has gone', {cause: error}) : outputFailed(file, error)
}
