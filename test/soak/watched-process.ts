// A process of ours that runs as long as the soak does, and what it holds on to.
import {spawn, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {closeSync, openSync, readFileSync, readdirSync} from 'node:fs'
import {join} from 'node:path'
import type {Point} from './trend.ts'

const bin = join(import.meta.dirname, '../../bin/kafkit')

export interface WatchedProcess {
  readonly name: string
  readonly child: ChildProcess
  /** MiB that are resident. */
  readonly memory: Point[]
  readonly files: Point[]
  out(): string
  err(): string
  /** Looks at it once; does nothing on systems without /proc. */
  sample(atMs: number): void
  /** SIGTERM, then the exit code. */
  stop(): Promise<number | NodeJS.Signals | null>
}

export function startKafkit(dir: string, name: string, args: readonly string[]): WatchedProcess {
  const [outFile, errFile] = [join(dir, `${name}.out`), join(dir, `${name}.err`)]
  const [out, err] = [openSync(outFile, 'w'), openSync(errFile, 'w')]
  const child = spawn(process.execPath, [bin, ...args], {stdio: ['ignore', out, err]})
  closeSync(out)
  closeSync(err)
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const [memory, files]: Point[][] = [[], []]
  return {
    name,
    child,
    memory: memory ?? [],
    files: files ?? [],
    out: () => readFileSync(outFile, 'utf8'),
    err: () => readFileSync(errFile, 'utf8'),
    sample(atMs) {
      if (process.platform !== 'linux' || child.exitCode !== null) return
      const kilobytes = /VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]
      memory?.push({atMs, value: Number(kilobytes ?? 0) / 1024})
      files?.push({atMs, value: readdirSync(`/proc/${child.pid}/fd`).length})
    },
    async stop() {
      child.kill('SIGTERM')
      const [code, signal] = await exited
      return code ?? signal
    },
  }
}
