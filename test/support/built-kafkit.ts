// The built program as a process of its own, as a user runs it. `npm test` builds it first.
import {spawn} from 'node:child_process'
import {join, resolve} from 'node:path'
import {checkOutput} from './output-schema.ts'

export interface Finished {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

export interface RunOptions {
  readonly stdin?: string | Buffer
  readonly bootstrapServers?: string
  readonly timeoutMs?: number
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

const bin = join(import.meta.dirname, '../../bin/kafkit')

/** How kafkit is started. KAFKIT_BIN is the one executable of `npm run compile`, to be tested in place of Node with bin/kafkit. */
export const kafkitCommand: readonly [string, ...string[]] = process.env['KAFKIT_BIN']
  ? [resolve(process.env['KAFKIT_BIN'])]
  : [process.execPath, bin]

/** Runs one command line to its end; an exit by signal is told as a shell does (143). */
export async function runKafkit(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const {stdin = '', bootstrapServers, timeoutMs = 60_000, cwd, env = {}} = options
  const [program, ...first] = kafkitCommand
  const child = spawn(program, [...first, ...args], {
    ...(cwd === undefined ? {} : {cwd}),
    env: {
      ...process.env,
      ...env,
      ...(bootstrapServers === undefined ? {} : {KAFKIT_BOOTSTRAP_SERVERS: bootstrapServers}),
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const [out, err]: Buffer[][] = [[], []]
  child.stdout.on('data', (chunk: Buffer) => out?.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err?.push(chunk))
  child.stdin.on('error', () => {}) // it may end before it has read everything
  child.stdin.end(stdin)
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs)
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status, signal) => resolve(status ?? (signal === 'SIGTERM' ? 143 : 137)))
  })
  clearTimeout(timer)
  const stdout = Buffer.concat(out ?? []).toString()
  // What comes of a live cluster is what the published schema says.
  if (code < 128) await checkOutput(args, stdout)
  return {stdout, stderr: Buffer.concat(err ?? []).toString(), code}
}
