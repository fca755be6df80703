// The process as a face sees it: streams, terminal, environment, clock, Ctrl-C. Tests hand in another one.
import {fstatSync} from 'node:fs'
import type {Readable, Writable} from 'node:stream'
import {isatty} from 'node:tty'
import type {Audit} from './audit.ts'
import {StandardOutput} from './standard-output.ts'
import {pipeText, screenText} from './visible.ts'

export interface Io {
  readonly stdin: Readable
  /** Where stdin is the process's own: the data plane reads it without the stream. */
  readonly stdinFd?: number
  /** For streams of records, where back-pressure counts; everything else uses `out`. */
  readonly stdout: Writable
  /** The terminal that questions go to: stderr. */
  readonly questions: Writable
  /** Data, as it is: a line brings its own `\n`. On a terminal control characters in text are written out, but colours. */
  out(text: string | Uint8Array): void
  /** Everything else: questions, warnings, errors. Control characters of names are written out. */
  err(text: string): void
  /** The same two for sequences that steer the terminal: everything else goes through `screenText` first. */
  readonly raw: {out(text: string): void; err(text: string): void}
  /** Which of them is a terminal. */
  readonly terminal: {readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean}
  /** stdout goes to another program, which may write to the terminal: a progress line would get in its way. */
  readonly piped?: boolean
  /** Width of the terminal; where there is none, of the text that is laid out for reading (80). */
  readonly columns: number
  readonly env: Readonly<Record<string, string | undefined>>
  /** Working directory: a project's profiles are looked for from there upwards; nowhere without it. */
  readonly cwd?: string
  /** Ms since the epoch. */
  now(): number
  /** Aborted with an Interrupted on Ctrl-C or SIGTERM. */
  readonly interrupted: AbortSignal
  /** Aborted when stdout takes nothing more: its reader went away (`| head`), which is no failure, or it cannot be written. */
  readonly outClosed: AbortSignal
  /** Of drop-ins: writes down what they change. */
  readonly audit?: Audit
}

/** The user (or a supervisor) stopped us. Exit code 130, or 143 for SIGTERM. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  readonly signal: 'SIGINT' | 'SIGTERM'

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`interrupted by ${signal}`)
    this.signal = signal
  }

  get exitCode(): number {
    return this.signal === 'SIGINT' ? 130 : 143
  }
}

/**
 * The real thing. A second Ctrl-C ends the process at once, for commands that are still cleaning up after the first.
 * The streams are touched on first use only: opening them costs time.
 */
export function processIo(output = new StandardOutput()): Io {
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    if (process.listenerCount(signal) > 0) continue // it was ignored when we were started: bin/ignored-signals.js
    process.once(signal, () => {
      interrupted.abort(new Interrupted(signal))
      // The handler is gone now, so that the next one ends the process as usual.
    })
  }
  let errorsHandled = false
  const err = (text: string) => {
    // A closed stderr must not turn a finished job into a failed one.
    if (!errorsHandled) process.stderr.on('error', () => {})
    errorsHandled = true
    process.stderr.write(text)
  }
  return {
    get stdin() {
      return process.stdin
    },
    stdinFd: 0,
    get stdout() {
      return output.stream
    },
    get questions() {
      return process.stderr
    },
    out: (text) => output.write(typeof text === 'string' ? (isatty(1) ? screenText(text) : pipeText(text)) : text),
    err: (text) => err(screenText(text)),
    raw: {out: (text) => output.write(text), err},
    terminal: {
      get stdin() {
        return isatty(0)
      },
      get stdout() {
        return isatty(1)
      },
      get stderr() {
        return isatty(2)
      },
    },
    get piped() {
      const kind = fstatSync(1)
      return kind.isFIFO() || kind.isSocket()
    },
    get columns() {
      return (isatty(1) && output.stream.columns) || 80 // 0 where the terminal does not know
    },
    env: process.env,
    get cwd() {
      return process.cwd()
    },
    now: Date.now,
    interrupted: interrupted.signal,
    outClosed: output.closed,
  }
}
