// The single writer for all fetch loops: if each loop wrote by itself, their lines would be mixed up.
import {TextBuffer} from '../../text/text-buffer.ts'
import type {Output} from '../output.ts'
import type {Position} from './position.ts'

/** The amount of text that is collected before it is written while more keeps arriving, bytes. */
export const fullBytes = 1024 * 1024

/** The size of a buffer: a little more than is collected. */
const usualBytes = fullBytes + 64 * 1024
/** A buffer that grew to more than this held a huge record, and is released. */
const mostKept = 4 * fullBytes

interface Turn {
  readonly usual: Buffer
  /** `usual`, or one that grew, as long as so much is written. */
  now: Buffer
}
const turn = (usual: Buffer): Turn => ({usual, now: usual})

/** How far each position will have been written once the write is done. */
export type Reached = readonly {readonly position: Position; readonly offset: number}[]
/** False: do not write the bytes. Their positions then do not count as written. */
export type BeforeWrite = (reached: Reached) => Promise<boolean>

export interface RecordWriterSettings {
  /** Called at once when a write fails; `room` and `flush` reject with the same error. */
  readonly onFailure: (error: Error) => void
  /** Called before each write. */
  readonly beforeWrite?: BeforeWrite | undefined
  /** Monotonic clock, ms. */
  readonly now: () => number
}

/**
 * Formats fill `text` while the previous buffer is being written. After adding records of a position, call `touch`
 * before awaiting anything: `writtenOffset` moves once those bytes have been written.
 */
export class RecordWriter {
  readonly text = new TextBuffer(usualBytes)
  readonly #output: Output
  readonly #settings: RecordWriterSettings
  readonly #written = new WeakMap<Position, number>()
  #touched = new Set<Position>()
  /** The first is filled while the second is written. */
  #turns: readonly [Turn, Turn]
  #writing: Promise<void> | undefined
  #writingSince = 0
  #failure: Error | undefined

  constructor(output: Output, settings: RecordWriterSettings) {
    this.#output = output
    this.#settings = settings
    this.#turns = [turn(this.text.buffer), turn(Buffer.allocUnsafeSlow(usualBytes))]
  }

  /** Collects text in these buffers. Call it before there is any. */
  collectIn([first, second]: readonly [Buffer, Buffer]): void {
    this.text.take(first)
    this.#turns = [turn(first), turn(second)]
  }

  get full(): boolean {
    return this.text.length >= fullBytes
  }

  /** Whether a write is under way. */
  get writing(): boolean {
    return this.#writing !== undefined
  }

  /** The duration of the present write so far, ms; 0 if there is none. */
  get blockedMs(): number {
    return this.#writing ? this.#settings.now() - this.#writingSince : 0
  }

  /** All records of this position below this offset have been written. */
  writtenOffset(position: Position): number {
    return this.#written.get(position) ?? position.start
  }

  touch(position: Position): void {
    this.#touched.add(position)
  }

  /** Starts writing what has been collected, unless a write is under way. */
  push(): void {
    if (!this.#writing && !this.#failure && (this.text.length > 0 || this.#touched.size > 0)) this.#start()
  }

  /** Resolves when more text may be added: one buffer may be filled while one is being written, but not two. */
  async room(): Promise<void> {
    while (!this.#failure && this.full) {
      if (this.#writing) await this.#writing
      else this.#start()
    }
    if (this.#failure) throw this.#failure
  }

  /** Resolves when everything added so far has been written. */
  async flush(): Promise<void> {
    while (!this.#failure && (this.#writing || this.text.length > 0 || this.#touched.size > 0)) {
      if (!this.#writing) this.#start()
      await this.#writing
    }
    if (this.#failure) throw this.#failure
  }

  #start() {
    const [filled, free] = this.#turns
    const {buffer} = this.text
    const bytes = this.text.take(free.now)
    filled.now = bytes.length > filled.usual.length && buffer.length <= mostKept ? buffer : filled.usual
    this.#turns = [free, filled]
    const reached = [...this.#touched].map((position) => ({position, offset: position.read.offset}))
    this.#touched = new Set()
    const done = (written = true) => {
      this.#writing = undefined
      if (written) for (const {position, offset} of reached) this.#written.set(position, offset)
    }
    const failed = (error: Error) => {
      this.#writing = undefined
      this.#failure = error
      this.#settings.onFailure(error)
    }
    if (bytes.length === 0) return done()
    const {beforeWrite, now} = this.#settings
    this.#writingSince = now()
    const writing = beforeWrite ? this.#writeIfAllowed(bytes, beforeWrite(reached)) : this.#output.write(bytes)
    this.#writing = writing.then((written) => done(written !== false), failed)
  }

  async #writeIfAllowed(bytes: Buffer, allowed: Promise<boolean>): Promise<boolean> {
    if (!(await allowed)) return false
    await this.#output.write(bytes)
    return true
  }
}
