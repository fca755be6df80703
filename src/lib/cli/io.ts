// What a face sees of the process: streams, terminal, environment, clock, Ctrl-C. Tests pass in their own.
import {fstatSync} from 'node:fs'
import type {Readable, Writable} from 'node:stream'
import {isatty} from 'node:tty'
import type {Cluster} from '../cluster/cluster.ts'
import type {Api} from '../wire/api.ts'

export interface Io {
  readonly stdin: Readable
  /** Set where stdin is the process's own: the data plane reads the descriptor without the stream. */
  readonly stdinFd?: number
  /** For streams of records, where back-pressure counts; everything else uses `out`. */
  readonly stdout: Writable
  /** The stream that questions are written to: stderr. */
  readonly questions: Writable
  /** Writes data to stdout as it is; a line ends with its own `\n`. */
  out(text: string | Uint8Array): void
  /** Writes everything else to stderr: progress, questions, warnings, errors. */
  err(text: string): void
  /** Which of the streams is a terminal. */
  readonly terminal: {readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean}
  /** Whether stdout goes to another program, which may write to the terminal: a progress line would get in its way. */
  readonly piped?: boolean
  /** Width of the terminal, or 80 where there is none. */
  readonly columns: number
  readonly env: Readonly<Record<string, string | undefined>>
  /** Working directory: a project's profiles are searched for from there upwards; without it, nowhere. */
  readonly cwd?: string
  /** Ms since the epoch. */
  now(): number
  /** Aborted with an Interrupted on Ctrl-C or SIGTERM. */
  readonly interrupted: AbortSignal
  /** Aborted when the reader of stdout went away (`| head`), which is not a failure: the rest is not wanted. */
  readonly outClosed: AbortSignal
  /** For drop-ins: records what they change. */
  readonly audit?: ChangeLog
}

/** Records the changes that a program makes; implemented by `Audit` in audit.ts. */
export interface ChangeLog {
  /** Called before each changing request. Throws UsageError, and nothing is sent, if the log cannot be written. */
  readonly beforeChange: (api: Api, request: unknown) => void
  /** Names the cluster whose id the record has. */
  watch(cluster: Cluster, bootstrap?: string): void
}

/** The user or a supervisor stopped the process. Exit code 130, or 143 for SIGTERM. */
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
 * The `Io` of the real process. A second Ctrl-C ends it at once, even if a command is still cleaning up after the
 * first. stdin and stderr are opened on first use only, because that costs time.
 */
export function processIo(): Io {
  const {stdout} = process
  const interrupted = new AbortController()
  const outClosed = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      interrupted.abort(new Interrupted(signal))
      // This handler runs once, so the next signal ends the process as usual.
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
      return stdout.columns || 80 // 0 where the terminal does not say
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

/** Waits until the reader of stdout has everything, or is gone; to be called before the process ends. */
export async function drained(stdout: Writable): Promise<void> {
  if (stdout.writableLength === 0 || stdout.destroyed) return
  await new Promise<void>((resolve) => {
    stdout.write('', () => resolve())
    stdout.once('close', () => resolve())
  })
}
