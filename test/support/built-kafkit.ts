// Runs the built program as a separate process, as a user does. `npm test` builds it first.
import {spawn, spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync} from 'node:fs'
import {tmpdir} from 'node:os'
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

const binFolder = join(import.meta.dirname, '../../bin')
const oneFile = process.env['KAFKIT_BIN'] ? resolve(process.env['KAFKIT_BIN']) : undefined

/**
 * The command that starts kafkit. KAFKIT_BIN names an executable of `npm run compile`, which is then tested instead
 * of Node with bin/kafkit.
 */
export const kafkitCommand: readonly [string, ...string[]] = commandOf('kafkit')

/** The same for a drop-in, such as kafka-topics. */
export function commandOf(program: string): readonly [string, ...string[]] {
  if (oneFile === undefined) return [process.execPath, join(binFolder, program)]
  return program === 'kafkit' ? [oneFile] : [oneFile, program]
}

/**
 * A folder for PATH in which kafkit and all drop-ins have their names. For the one executable it contains links,
 * which are made on first use.
 */
export function programFolder(): string {
  if (oneFile === undefined) return binFolder
  const folder = join(tmpdir(), `kafkit-programs-${Math.round(statSync(oneFile).mtimeMs)}`)
  if (existsSync(folder)) return folder
  const scratch = `${folder}.${process.pid}`
  mkdirSync(scratch)
  const {status, stderr} = spawnSync(oneFile, ['drop-ins', 'link', scratch], {encoding: 'utf8'})
  if (status !== 0) throw new Error(`${oneFile} drop-ins link: ${stderr}`)
  symlinkSync(oneFile, join(scratch, 'kafkit'))
  try {
    renameSync(scratch, folder)
  } catch (error) {
    rmSync(scratch, {recursive: true})
    if (!existsSync(folder)) throw error // another worker was faster
  }
  return folder
}

/** Runs one command line until it ends; an exit by a signal is reported as in a shell (143). */
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
  // Output from a live cluster must match the published schema.
  if (code < 128) await checkOutput(args, stdout)
  return {stdout, stderr: Buffer.concat(err ?? []).toString(), code}
}
