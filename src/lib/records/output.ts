// Writes records to a file descriptor, with back-pressure and without blocking the main thread.
import {fstatSync, write} from 'node:fs'
import {Socket} from 'node:net'
import {outputFailed} from '../errors/output-failed.ts'
import {isNode} from '../runtime/engine.ts'
import {reopenPipe} from '../runtime/reopen-pipe.ts'

/**
 * An output that takes one write at a time. A write resolves when the bytes were written and the buffer may be reused.
 */
export interface Output {
  /**
   * Rejects with OutputClosed if the reader of the output has ended, and with OutputFailed if the output accepts
   * nothing more.
   */
  write(bytes: Buffer): Promise<void>
}

/** The reader of the output has ended (EPIPE). That is not a failure: with `| head` the command ends quietly. */
export class OutputClosed extends Error {
  override readonly name = 'OutputClosed'
}

/**
 * Standard output is 1. A blocked pipe or terminal blocks neither the event loop nor the end of the process.
 * OutputFailed names the file if one is given.
 */
export function fileOutput(fd: number, file?: string): Output {
  const kind = fstatSync(fd)
  // On other systems a net.Socket over a descriptor silently does nothing, so a thread writes there.
  return isNode && (kind.isFIFO() || kind.isSocket())
    ? new PipeOutput(fd, kind.isFIFO(), file)
    : new FileOutput(fd, file)
}

/** Files, devices and terminals: written by a thread. */
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

/** Pipes and sockets: written by the event loop. A thread that blocks in write() would block the end of the process too. */
class PipeOutput implements Output {
  readonly #socket: Socket
  readonly #file: string | undefined
  #failure: Error | undefined

  constructor(fd: number, isPipe: boolean, file: string | undefined) {
    this.#file = file
    this.#socket = new Socket({fd: isPipe ? (reopenPipe(fd, 'write') ?? fd) : fd, readable: false, writable: true})
    this.#socket.on('error', (error) => {
      this.#failure ??= closedOr(error, file)
    })
    this.#socket.unref() // a write keeps the process alive, an idle pipe does not
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

function closedOr(error: NodeJS.ErrnoException, file: string | undefined): Error {
  const gone = error.code === 'EPIPE' || error.code === 'ECONNRESET' || error.code === 'ERR_STREAM_DESTROYED'
  return gone ? new OutputClosed('the reader of the output has ended', {cause: error}) : outputFailed(file, error)
}
