// A program's view of the process: streams, terminal, environment, clock, Ctrl-C. Tests pass their own.
import {fstatSync, writeSync} from 'node:fs'
import type {Readable, Writable} from 'node:stream'
import type {Cluster} from '../cluster/cluster.ts'
import {refuseFolder} from '../errors/input-failed.ts'
import type {Api} from '../wire/api.ts'
import {block} from '../runtime/block.ts'
import {isNode} from '../runtime/engine.ts'
import {isTerminal} from './is-terminal.ts'
import {StandardOutput} from './standard-output.ts'
import {pipeText, screenText} from './visible.ts'

export interface Io {
  readonly stdin: Readable
  /** Set if stdin is the process's own: then records are read from the descriptor, without the stream. */
  readonly stdinFd?: number
  /** For streams of records, where back-pressure matters; everything else uses `out`. Opened on first use. */
  readonly stdout: Writable
  /** Set if stdout is the process's own: then records are written to the descriptor, without the stream. */
  readonly stdoutFd?: number
  /** The stream for questions: stderr. */
  readonly questions: Writable
  /** Writes data to stdout; a line ends with its own `\n`. On a terminal, control characters in names are written out. */
  out(text: string | Uint8Array): void
  /** Writes everything else to stderr: questions, warnings, errors. Control characters in names are written out. */
  err(text: string): void
  /** The same two functions for sequences that steer the terminal; all other text goes through `screenText` first. */
  readonly raw: {out(text: string): void; err(text: string): void}
  /** Which of the streams are terminals. */
  readonly terminal: {readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean}
  /**
   * Whether stdout goes to another program. That program may write to the terminal, where a progress line would be in
   * its way.
   */
  readonly piped?: boolean
  /** Whether stdout and stderr go to different places, so that nobody sees in which order the two were written. */
  readonly separate?: boolean
  /** Width of the terminal, or 80 if there is none. */
  readonly columns: number
  readonly env: Readonly<Record<string, string | undefined>>
  /**
   * The working directory, from which a project's profiles are searched for upwards; without it, they are not
   * searched for.
   */
  readonly cwd?: string
  /** Ms since the epoch. */
  now(): number
  /** Aborted with an Interrupted on Ctrl-C or SIGTERM. */
  readonly interrupted: AbortSignal
  /**
   * Aborted when stdout accepts no more: because its reader has gone (`| head`), which is not a failure, or because
   * it cannot be written.
   */
  readonly outClosed: AbortSignal
  /** Set by a command that ends with another program's exit codes (Nagios), in which 3 does not mean a finding. */
  foreignCodes?: boolean
  /** For drop-ins: records the changes that they make. */
  readonly audit?: ChangeLog
}

/** Records the changes that a program makes; implemented by `Audit` in audit.ts. */
export interface ChangeLog {
  /** Called before each changing request. Throws UsageError, and nothing is sent, if the log cannot be written. */
  readonly beforeChange: (api: Api, request: unknown) => void
  /** The same for a request to a service: `POST /subjects`, and fields without secrets. */
  described?(name: string, fields: object): void
  /** Names the cluster whose id is written into the log. */
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
 * The `Io` of the real process. A second Ctrl-C ends the process at once, even if a command is still cleaning up
 * after the first. The streams are opened on first use only, because that costs time.
 */
export function processIo(output = new StandardOutput()): Io {
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    if (process.listenerCount(signal) > 0) continue // the signal was ignored when the process was started: bin/ignored-signals.js
    process.once(signal, () => {
      interrupted.abort(new Interrupted(signal))
      // This handler runs once, so the next signal ends the process as usual.
    })
  }
  let stderr: NodeJS.WriteStream | undefined
  const err = (text: string) => {
    // Opening the stream takes 8 ms in bun, and is needed only on a terminal.
    const left = stderr || isTerminal(2) ? text : writeNow(2, text)
    if (left === undefined) return
    // A closed stderr must not turn a finished job into a failed one.
    stderr ??= process.stderr.on('error', () => {})
    stderr.write(left)
  }
  return {
    get stdin() {
      refuseFolder(0)
      return process.stdin
    },
    stdinFd: 0,
    stdoutFd: 1,
    get stdout() {
      return output.stream
    },
    get questions() {
      return process.stderr
    },
    out: (text) => output.write(typeof text === 'string' ? (isTerminal(1) ? screenText(text) : pipeText(text)) : text),
    err: (text) => err(screenText(text)),
    raw: {out: (text) => output.write(text), err},
    terminal: {
      get stdin() {
        return isTerminal(0)
      },
      get stdout() {
        return isTerminal(1)
      },
      get stderr() {
        return isTerminal(2)
      },
    },
    get piped() {
      const kind = fstatSync(1)
      return kind.isFIFO() || kind.isSocket()
    },
    get separate() {
      try {
        const [out, err] = [fstatSync(1), fstatSync(2)]
        return out.ino !== err.ino || out.dev !== err.dev
      } catch {
        return false // one of them is closed
      }
    },
    get columns() {
      return (isTerminal(1) && output.stream.columns) || 80 // 0 if the terminal does not know its size
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

/**
 * Returns what a slow reader has not accepted; undefined if everything was written, or if no reader is left. Node's
 * stream writes the rest later; bun's would forget it at the end of the process, so with bun this function waits
 * itself.
 */
function writeNow(fd: number, text: string): Buffer | undefined {
  let bytes = Buffer.from(text)
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(fd, bytes))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return undefined
      if (isNode) return bytes
      block(2)
    }
  }
  return undefined
}
