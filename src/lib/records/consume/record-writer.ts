// The single writer for all fetch loops: if each loop wrote by itself, their lines would be mixed up.
import {TextBuffer} from '../../text/text-buffer.ts'
import type {Output} from '../output.ts'
import type {Position} from './position.ts'

/** The amount of text that is collected before it is written while more keeps arriving, bytes. */
export const fullBytes = 1024 * 1024

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
  readonly text = new TextBuffer(fullBytes + 64 * 1024)
  readonly #output: Output
  readonly #settings: RecordWriterSettings
  readonly #written = new WeakMap<Position, number>()
  #touched = new Set<Position>()
  #spare: Buffer | undefined
  #writing: Promise<void> | undefined
  #writingSince = 0
  #failure: Error | undefined

  constructor(output: Output, settings: RecordWriterSettings) {
    this.#output = output
    this.#settings = settings
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
    const bytes = this.text.take(this.#spare)
    this.#spare = undefined
    const reached = [...this.#touched].map((position) => ({position, offset: position.read.offset}))
    this.#touched = new Set()
    const done = (written = true) => {
      this.#writing = undefined
      // A buffer that grew for a huge record is released.
      const whole = Buffer.from(bytes.buffer)
      if (whole.length <= 4 * fullBytes) this.#spare = whole
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
