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
  /** Sent after so many ms. */
  readonly signal?: {readonly name: NodeJS.Signals; readonly afterMs: number} | undefined
}

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
  {stdin, timeoutMs = 60_000, signal}: ToolInput,
  options: {readonly cwd: string; readonly env?: NodeJS.ProcessEnv; readonly signalDelayMs?: number},
): Promise<Outcome> {
  const [program = '', ...argv] = command
  const child = spawn(program, argv, {cwd: options.cwd, env: options.env, stdio: 'pipe'})
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  // Who ends without reading closes the pipe.
  child.stdin.on('error', () => undefined)
  child.stdin.end(stdin ?? '')
  let late = false
  const end = setTimeout(() => {
    late = true
    child.kill('SIGKILL')
  }, timeoutMs)
  const interruption =
    signal && setTimeout(() => child.kill(signal.name), signal.afterMs + (options.signalDelayMs ?? 0))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, by) => {
      clearTimeout(end)
      clearTimeout(interruption)
      const exit = late ? null : (code ?? 128 + (numbers[by ?? ''] ?? 0))
      resolve({stdout: Buffer.concat(out), stderr: Buffer.concat(err), exit})
    })
  })
}
const numbers: Readonly<Record<string, number>> = {SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15}
