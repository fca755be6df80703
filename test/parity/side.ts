// Who runs a tool: Apache's, or ours.
import {spawn} from 'node:child_process'
import {existsSync} from 'node:fs'
import {join, resolve} from 'node:path'

export interface Outcome {
  readonly stdout: Buffer
  readonly stderr: Buffer
  /** Null: it did not end in time, or there is no such executable. */
  readonly exit: number | null
}

export interface ToolInput {
  readonly words: readonly string[]
  readonly stdin?: Buffer | undefined
  readonly timeoutMs?: number | undefined
  /** In a JVM of its own, for what depends on the process. */
  readonly fresh?: boolean | undefined
  /** Sent as soon as it has printed this. */
  readonly signal?: {readonly name: NodeJS.Signals; readonly once: string} | undefined
}

/** On a busy machine Java takes a minute to start and to join a group. */
export const usualTimeoutMs = 180_000

export interface Side {
  tool(input: ToolInput): Promise<Outcome>
}

/**
 * Our executables in a folder, run in another. KAFKIT_BIN is the one executable of `npm run compile`, to be compared in their
 * place.
 */
export function ourSide(bin: string, folder: string): Side {
  const {COLUMNS: _, FORCE_COLOR: __, ...rest} = process.env
  const env = {...rest, LC_ALL: 'C.UTF-8'}
  return {
    tool: (input) => {
      const [name = '', ...argv] = input.words
      const oneFile = process.env['KAFKIT_BIN']
      if (oneFile) return runProcess([resolve(oneFile), name, ...argv], input, {cwd: folder, env})
      const file = join(bin, name)
      if (!existsSync(file))
        return Promise.resolve({stdout: Buffer.alloc(0), stderr: Buffer.from(`no executable ${name}`), exit: null})
      // With the Node that runs this, whatever is on PATH.
      return runProcess([process.execPath, file, ...argv], input, {cwd: folder, env})
    },
  }
}

/** Exit code 128 + n after a signal, as in a shell. */
export function runProcess(
  command: readonly string[],
  {stdin, timeoutMs = usualTimeoutMs, signal}: ToolInput,
  options: {readonly cwd: string; readonly env?: NodeJS.ProcessEnv},
): Promise<Outcome> {
  const [program = '', ...argv] = command
  const child = spawn(program, argv, {cwd: options.cwd, env: options.env, stdio: 'pipe'})
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  if (signal) {
    const look = () => {
      if (!Buffer.concat(out).includes(signal.once)) return
      child.stdout.off('data', look)
      child.kill(signal.name)
    }
    child.stdout.on('data', look)
  }
  // Who ends without reading closes the pipe.
  child.stdin.on('error', () => undefined)
  child.stdin.end(stdin ?? '')
  let late = false
  const end = setTimeout(() => {
    late = true
    child.kill('SIGKILL')
  }, timeoutMs)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, by) => {
      clearTimeout(end)
      const exit = late ? null : (code ?? 128 + (numbers[by ?? ''] ?? 0))
      resolve({stdout: Buffer.concat(out), stderr: Buffer.concat(err), exit})
    })
  })
}
const numbers: Readonly<Record<string, number>> = {SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15}
