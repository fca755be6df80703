// The one way to standard output for everything but records (records/output.ts). It knows whether all of it arrived.
import {closeSync, fstatSync, openSync, writeFileSync} from 'node:fs'
import type {Writable} from 'node:stream'
import {outputFailed, type OutputFailed} from '../errors/output-failed.ts'
import {devNull, isTerminal} from './is-terminal.ts'

const fd = 1

/**
 * Files and devices are written at once and to the end: Node's stream for them forgets what a full disk did not take. Pipes
 * and terminals are left to the stream, which is opened on first use: that takes time.
 */
export class StandardOutput {
  readonly #closed = new AbortController()
  readonly #isFile: boolean
  readonly #direct: boolean
  #stream: NodeJS.WriteStream | undefined
  #failure: OutputFailed | undefined

  constructor() {
    const kind = fstatSync(fd)
    this.#isFile = kind.isFile()
    this.#direct = this.#isFile || ((kind.isCharacterDevice() || kind.isBlockDevice()) && !isTerminal(fd))
  }

  /** Aborted when it takes nothing more: its reader went away, which is not a failure, or `delivered` says why. */
  get closed(): AbortSignal {
    return this.#closed.signal
  }

  get stream(): NodeJS.WriteStream {
    if (this.#stream) return this.#stream
    this.#stream = process.stdout
    this.#stream.on('error', (error) => this.#fail(error))
    return this.#stream
  }

  write(text: string | Uint8Array): void {
    if (!this.#direct) {
      this.stream.write(text)
      return
    }
    if (this.closed.aborted) return
    try {
      writeFileSync(fd, text)
    } catch (error) {
      this.#fail(error as NodeJS.ErrnoException)
    }
  }

  /** When everything is with its reader, or the reader is gone. Why it is not, else undefined. Nothing is written later. */
  async delivered(): Promise<OutputFailed | undefined> {
    if (this.#stream) await drained(this.#stream)
    if (this.#isFile && !this.closed.aborted) this.#close()
    return this.#failure
  }

  /** A network file system or a quota may say only now that it has no room. The number stays taken. */
  #close() {
    try {
      closeSync(fd)
      openSync(devNull, 'w')
    } catch (error) {
      this.#fail(error as NodeJS.ErrnoException)
    }
  }

  #fail(error: NodeJS.ErrnoException) {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED')
      this.#failure ??= outputFailed(undefined, error)
    this.#closed.abort(error)
  }
}

async function drained(stdout: Writable): Promise<void> {
  // The error of a write that failed is told in a moment of its own.
  if (stdout.writableLength === 0 || stdout.destroyed) return new Promise((resolve) => void setImmediate(resolve))
  await new Promise<void>((resolve) => {
    stdout.write('', () => resolve())
    stdout.once('close', () => resolve())
  })
}
