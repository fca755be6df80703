// The process as a face sees it: streams, terminal, environment, clock, Ctrl-C. Tests hand in another one.
import {fstatSync} from 'node:fs'
import type {Readable, Writable} from 'node:stream'
import {isatty} from 'node:tty'
import type {Cluster} from '../cluster/cluster.ts'
import type {Api} from '../wire/api.ts'

export interface Io {
  readonly stdin: Readable
  /** Where stdin is the process's own: the data plane reads it without the stream. */
  readonly stdinFd?: number
  /** For streams of records, where back-pressure counts; everything else uses `out`. */
  readonly stdout: Writable
  /** The terminal that questions go to: stderr. */
  readonly questions: Writable
  /** Data, as it is: a line brings its own `\n`. */
  out(text: string | Uint8Array): void
  /** Everything else: progress, questions, warnings, errors. */
  err(text: string): void
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
  /** Aborted when the reader of stdout went away (`| head`): nobody wants the rest, which is no failure. */
  readonly outClosed: AbortSignal
  /** Of drop-ins: where what they change is written down. */
  readonly audit?: ChangeLog
}

/** Keeps a record of the changes that a program makes: `Audit` in audit.ts. */
export interface ChangeLog {
  /** Told before each request that changes something; raises UsageError, and nothing is sent, if it cannot be written. */
  readonly beforeChange: (api: Api, request: unknown) => void
  /** Names the cluster whose id the record has. */
  watch(cluster: Cluster, bootstrap?: string): void
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
 * stdin and stderr are touched on first use only: opening them costs time.
 */
export function processIo(): Io {
  const {stdout} = process
  const interrupted = new AbortController()
  const outClosed = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      interrupted.abort(new Interrupted(signal))
      // The handler is gone now, so that the next one ends the process as usual.
    })
  }
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    outClosed.abort(error)
  })
  let errorsHandled = false
  return {
    get stdin() {
      return process.stdin
    },
    stdinFd: 0,
    stdout,
    get questions() {
      return process.stderr
    },
    out: (text) => void stdout.write(text),
    err: (text) => {
      // A closed stderr must not turn a finished job into a failed one.
      if (!errorsHandled) process.stderr.on('error', () => {})
      errorsHandled = true
      process.stderr.write(text)
    },
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
      return stdout.columns || 80 // 0 where the terminal does not know
    },
    env: process.env,
    get cwd() {
      return process.cwd()
    },
    now: Date.now,
    interrupted: interrupted.signal,
    outClosed: outClosed.signal,
  }
}

/** Waits until everything written to stdout is with its reader (or the reader is gone): before the process ends. */
export async function drained(stdout: Writable): Promise<void> {
  if (stdout.writableLength === 0 || stdout.destroyed) return
  await new Promise<void>((resolve) => {
    stdout.write('', () => resolve())
    stdout.once('close', () => resolve())
  })
}
