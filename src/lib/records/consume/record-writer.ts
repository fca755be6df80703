// One writer for all fetch loops. Two loops that write by themselves tear each other's lines and lose or double them.
import type {Output} from '../output.ts'
import type {Position} from './position.ts'
import {TextBuffer} from '../formats/text-buffer.ts'

/** So much text is gathered before it is written, if more comes at once. */
const fullBytes = 512 * 1024

/** How far each position has come with what is about to be written. */
export type Reached = readonly {readonly position: Position; readonly offset: number}[]
/** False: the bytes are not written, and nothing counts as written. */
export type BeforeWrite = (reached: Reached) => Promise<boolean>

/**
 * Formats fill `text` while the buffer before it is being written. Who has handed on records says so with `touch` before
 * anything else is awaited; their `written` moves when the bytes are out.
 */
export class RecordWriter {
  readonly #first: BeforeWrite | undefined
  readonly text = new TextBuffer(fullBytes + 64 * 1024)
  readonly #output: Output
  readonly #failed: (error: Error) => void
  #touched = new Set<Position>()
  #spare: Buffer | undefined
  #writing: Promise<void> | undefined
  #writingSince = 0
  #failure: Error | undefined

  /** `failed` is told at once; the error is also raised to everybody who waits. `first` goes before each write. */
  constructor(output: Output, failed: (error: Error) => void, first?: BeforeWrite) {
    this.#output = output
    this.#failed = failed
    this.#first = first
  }

  get full(): boolean {
    return this.text.length >= fullBytes
  }

  /** How long the output has not taken what it was given; 0 while it flows. */
  get blockedMs(): number {
    return this.#writing ? performance.now() - this.#writingSince : 0
  }

  touch(position: Position): void {
    this.#touched.add(position)
  }

  /** Starts writing what is there, unless a write is under way. */
  push(): void {
    if (!this.#writing && !this.#failure && (this.text.length > 0 || this.#touched.size > 0)) this.#start()
  }

  /** Until there is room again: with one buffer on its way the next may be filled, not two. */
  async room(): Promise<void> {
    while (!this.#failure && this.full) {
      if (this.#writing) await this.#writing
      else this.#start()
    }
    if (this.#failure) throw this.#failure
  }

  /** Until everything handed on so far is written. */
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
    const reached = [...this.#touched].map((position) => ({position, offset: position.offset}))
    this.#touched = new Set()
    const done = (written = true) => {
      this.#writing = undefined
      // A huge record made the buffer huge; it need not stay so.
      const whole = Buffer.from(bytes.buffer)
      if (whole.length <= 4 * fullBytes) this.#spare = whole
      if (written) for (const {position, offset} of reached) position.written = offset
    }
    const failed = (error: Error) => {
      this.#writing = undefined
      this.#failure = error
      this.#failed(error)
    }
    if (bytes.length === 0) done()
    else {
      this.#writingSince = performance.now()
      const writing = this.#first ? this.#second(bytes, this.#first(reached)) : this.#output.write(bytes)
      this.#writing = writing.then((written) => done(written !== false), failed)
    }
  }

  async #second(bytes: Buffer, first: Promise<boolean>): Promise<boolean> {
    const wanted = await first
    if (wanted) await this.#output.write(bytes)
    return wanted
  }
}
