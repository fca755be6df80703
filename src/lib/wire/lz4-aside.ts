// LZ4 in a thread of its own: what is compressed there costs the main one a copy.
import {Worker} from 'node:worker_threads'
import {lz4Code} from './lz4-code.ts'
import {lz4Compressor, lz4Pages} from './lz4.ts'

interface Job {
  resolve(frame: Buffer): void
  reject(error: Error): void
}

/** A thread without anything to do ends after so many ms. */
const idleMs = 1000
/** Buffers that went to the thread and came back. */
const mostSpares = 4

/** In the thread. It answers in the order in which it is asked. */
const program = `
const {parentPort, workerData: {code, pages}} = require('node:worker_threads')
const memory = new WebAssembly.Memory({initial: pages, maximum: pages})
const {exports} = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(code, 'base64')), {env: {memory}})
const compress = (${lz4Compressor.toString()})({...exports, memory: new Uint8Array(memory.buffer)})
parentPort.on('message', ({bytes, length, level, room}) => {
  const frame = compress(bytes.subarray(0, length), level, room)
  parentPort.postMessage({frame, bytes}, [frame.buffer, bytes.buffer])
})`

export class Lz4Thread {
  /** It has started, and nothing went wrong yet: before that, `compress` would only wait. */
  ready = false
  /** It ended because there was nothing to do, and another may be started; or it failed. */
  over: false | 'idle' | 'failed' = false
  readonly #worker: Worker
  readonly #jobs: Job[] = []
  readonly #spares: Uint8Array<ArrayBuffer>[] = []
  #idle: NodeJS.Timeout | undefined

  /** Raises what threads raise where none can be had. `source`: tests run another program. */
  constructor(source: string = program) {
    // Options of the engine are for the main thread: profiles, sizes of its heap.
    this.#worker = new Worker(source, {eval: true, execArgv: [], workerData: {code: lz4Code, pages: lz4Pages}})
    this.#worker.unref()
    this.#worker.on('online', () => {
      this.ready = !this.over
      this.#rest()
    })
    this.#worker.on('message', ({frame, bytes}: {frame: Uint8Array<ArrayBuffer>; bytes: Uint8Array<ArrayBuffer>}) => {
      if (this.#spares.length < mostSpares) this.#spares.push(bytes)
      const job = this.#jobs.shift()
      if (this.#jobs.length === 0) this.#rest()
      job?.resolve(Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength))
    })
    this.#worker.on('error', (error: Error) => this.#end('failed', error))
    this.#worker.on('exit', () => this.#end('failed', new Error('the thread that compresses has ended')))
  }

  /**
   * An LZ4 frame with `room` bytes in front of it. `data` is copied at once. Rejects if the thread fails, as does everything
   * that it has not done yet.
   */
  compress(data: Uint8Array, level: number, room: number): Promise<Buffer> {
    if (this.over) return Promise.reject(new Error('the thread that compresses has ended'))
    const {length} = data
    const spare = this.#spares.pop()
    const bytes = spare && spare.length >= length ? spare : new Uint8Array(length)
    bytes.set(data)
    clearTimeout(this.#idle)
    // The process must not end while something is awaited, nor go on because of a thread that waits.
    this.#worker.ref()
    this.#worker.postMessage({bytes, length, level, room}, [bytes.buffer])
    return new Promise((resolve, reject) => this.#jobs.push({resolve, reject}))
  }

  #rest() {
    this.#worker.unref()
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => {
      this.#end('idle', new Error('the thread that compresses had nothing to do'))
      void this.#worker.terminate()
    }, idleMs).unref()
  }

  #end(why: 'idle' | 'failed', error: Error) {
    this.ready = false
    this.over ||= why
    clearTimeout(this.#idle)
    for (const {reject} of this.#jobs.splice(0)) reject(error)
  }
}
