// The only way to standard output for everything except records (records/output.ts). It knows whether everything has
// arrived.
import {closeSync, fstatSync, openSync, writeFileSync} from 'node:fs'
import type {Writable} from 'node:stream'
import {outputFailed, type OutputFailed} from '../errors/output-failed.ts'
import {isNode} from '../runtime/engine.ts'
import {reopenPipe} from '../runtime/reopen-pipe.ts'
import {devNull, isTerminal} from './is-terminal.ts'
import {QueuedWrites} from './queued-writes.ts'

const fd = 1

/**
 * Files and devices are written synchronously and completely, because Node's stream for them forgets what a full disk
 * did not accept. Pipes use kafkit's own queue. Sockets and terminals use Node's stream, which is opened on first use
 * because that takes time. bun's stream would lose what the kernel has no room for, so with bun they use the queue,
 * too.
 */
export class StandardOutput {
  readonly #closed = new AbortController()
  readonly #isFile: boolean
  readonly #direct: boolean
  /** Undefined before the first write, and if the stream is used. */
  #queue: QueuedWrites | undefined
  #stream: NodeJS.WriteStream | undefined
  #failure: OutputFailed | undefined

  constructor() {
    const kind = fstatSync(fd)
    this.#isFile = kind.isFile()
    this.#direct = this.#isFile || ((kind.isCharacterDevice() || kind.isBlockDevice()) && !isTerminal(fd))
  }

  /**
   * Aborted when no more is accepted: because the reader has gone, which is not a failure, or for the reason that
   * `delivered` returns.
   */
  get closed(): AbortSignal {
    return this.#closed.signal
  }

  /** The stream of a terminal, which knows its size and when that changes. */
  get stream(): NodeJS.WriteStream {
    if (this.#stream) return this.#stream
    this.#stream = process.stdout
    this.#stream.on('error', (error) => this.#fail(error))
    return this.#stream
  }

  write(text: string | Uint8Array): void {
    if (this.closed.aborted) return
    if (this.#direct) this.#writeNow(text)
    else if (this.#stream && isNode) this.#stream.write(text)
    else if ((this.#queue ??= this.#openQueue())) this.#queue.write(Buffer.from(text))
    else this.stream.write(text)
  }

  /**
   * Resolves when the reader has everything, or has gone; with the failure, if there was one. Nothing is written
   * after that.
   */
  async delivered(): Promise<OutputFailed | undefined> {
    if (this.#stream && isNode) await drained(this.#stream)
    await this.#queue?.written()
    if (this.#isFile && !this.closed.aborted) this.#close()
    return this.#failure
  }

  #writeNow(text: string | Uint8Array) {
    try {
      writeFileSync(fd, text)
    } catch (error) {
      this.#fail(error as NodeJS.ErrnoException)
    }
  }

  #openQueue(): QueuedWrites | undefined {
    const own = isPipe() ? reopenPipe(fd, 'write') : undefined
    if (own === undefined && isNode) return undefined
    return new QueuedWrites(own ?? fd, {blocks: own === undefined, failed: (error) => this.#fail(error)})
  }

  /**
   * A network file system or a quota may report only now that it has no room. The descriptor's number stays reserved.
   */
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

function isPipe(): boolean {
  try {
    return fstatSync(fd).isFIFO()
  } catch {
    return false
  }
}

async function drained(stdout: Writable): Promise<void> {
  // The error of a failed write arrives in a later turn of the event loop.
  if (stdout.writableLength === 0 || stdout.destroyed) return new Promise((resolve) => void setImmediate(resolve))
  await new Promise<void>((resolve) => {
    stdout.write('', () => resolve())
    stdout.once('close', () => resolve())
  })
}
