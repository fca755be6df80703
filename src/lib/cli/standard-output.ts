// The one way to standard output for everything but records (records/output.ts). It knows whether all of it arrived.
import {closeSync, fstatSync, openSync, writeFileSync} from 'node:fs'
import type {Writable} from 'node:stream'
import {outputFailed, type OutputFailed} from '../errors/output-failed.ts'
import {isNode} from '../runtime/engine.ts'
import {ownDescription} from '../runtime/own-description.ts'
import {devNull, isTerminal} from './is-terminal.ts'
import {QueuedWrites} from './queued-writes.ts'

const fd = 1

/**
 * Files and devices are written at once and to the end: Node's stream for them forgets what a full disk did not take. Pipes
 * get a queue of ours. For sockets and terminals there is Node's stream, opened on first use because that takes time; bun's
 * would lose what the kernel has no room for, so there these get the queue, too.
 */
export class StandardOutput {
  readonly #closed = new AbortController()
  readonly #isFile: boolean
  readonly #direct: boolean
  /** Undefined before the first write, and where there is the stream. */
  #queue: QueuedWrites | undefined
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

  /** Of a terminal, to know its size and the moment when that changes. */
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

  /** When everything is with its reader, or the reader is gone. Why it is not, else undefined. Nothing is written later. */
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
    const own = isPipe() ? ownDescription(fd, 'write') : undefined
    if (own === undefined && isNode) return undefined
    return new QueuedWrites(own ?? fd, {blocks: own === undefined, failed: (error) => this.#fail(error)})
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
