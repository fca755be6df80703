// Runs kafkit in this process, with streams that can be examined afterwards. With KAFKIT_BIN, the one executable of
// `npm run compile` runs instead, unless a test needs what only this process can simulate: a terminal, a clock,
// Ctrl-C.
import {spawn} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {constants, tmpdir} from 'node:os'
import {join} from 'node:path'
import {PassThrough, Writable, type Readable} from 'node:stream'
import {text} from 'node:stream/consumers'
import {pathToFileURL} from 'node:url'
import {commandFiles, root} from '../../scripts/command-files.ts'
import {loadDropIn} from '../../scripts/drop-in-tools.ts'
import {Interrupted, type Io} from '../../src/lib/cli/io.ts'
import {pipeText, screenText} from '../../src/lib/cli/visible.ts'
import {main, type Program} from '../../src/main.ts'
import {commandOf, kafkitCommand} from './built-kafkit.ts'
import {checkOutput} from './output-schema.ts'

/**
 * The time in tests that name no other. A test that depends on it names it, because with KAFKIT_BIN the time is real.
 */
export const noon = Date.UTC(2026, 2, 1, 12)

export interface CliOptions {
  /** Which streams are terminals; none unless given. */
  readonly terminal?: boolean | Partial<Io['terminal']>
  readonly columns?: number
  readonly env?: Readonly<Record<string, string>>
  /** The text on stdin; on a terminal, what is typed once a question is on the screen. */
  readonly stdin?: string
  /** A stream that stays open, instead of a text. */
  readonly coming?: Readable
  readonly cwd?: string
  /** Ms since the epoch, or a clock; 2026-03-01T12:00:00Z unless given. */
  readonly now?: number | (() => number)
  readonly interrupt?: AbortSignal
  /** Called with all of stderr so far, whenever something is written to it. */
  readonly onErr?: (text: string) => void
  /** The same for stdout. */
  readonly onOut?: (text: string) => void
}

export interface Ran {
  readonly out: string
  readonly err: string
  readonly code: number
}

export const program: Program = {
  root,
  fromSource: true,
  commands: Object.fromEntries(
    commandFiles().map(({id, file}) => [id, () => import(pathToFileURL(join(root, file)).href)]),
  ),
}

export async function kafkit(argv: readonly string[], options: CliOptions = {}): Promise<Ran> {
  const {terminal = false, columns, now, interrupt, onErr, onOut, coming} = options
  const played =
    terminal !== false || [columns, now, interrupt, onErr, onOut, coming].some((each) => each !== undefined)
  const raw = process.env['KAFKIT_BIN'] && !played ? await runOneFile(argv, options) : await runHere(argv, options)
  const ran = {...raw, err: withoutPorts(raw.err)}
  // All JSON that a test prints must match the published schema.
  await checkOutput(argv, ran.out)
  return ran
}

/**
 * The command that undoes a change names the same cluster, whose port differs from run to run in tests.
 * test/cli/changing-command.test.ts checks it.
 */
const withoutPorts = (err: string) =>
  err.replaceAll(/^.*to undo this: .*$/gm, (line) =>
    line.replaceAll(/ --bootstrap-server (?:,?127\.0\.0\.1:\d+)+/g, ''),
  )

async function runHere(argv: readonly string[], options: CliOptions): Promise<Ran> {
  const {io, text: written} = testIo(options)
  const code = await main(argv, program, io)
  return {...written(), code}
}

/** The same for a drop-in, by its name, such as kafka-topics. */
export async function dropIn(name: string, argv: readonly string[], stdin = ''): Promise<Ran> {
  if (process.env['KAFKIT_BIN']) return runOneFile(argv, {stdin}, commandOf(name))
  const tool = await loadDropIn(name)
  const {io, text: written} = testIo({stdin})
  const code = await tool.run([...argv], io)
  return {...written(), code}
}

async function runOneFile(
  argv: readonly string[],
  {env = {}, stdin = '', cwd}: CliOptions,
  [executable, ...first] = kafkitCommand,
): Promise<Ran> {
  const child = spawn(executable, [...first, ...argv], {
    ...(cwd === undefined ? {} : {cwd}),
    env: {PATH: process.env['PATH'] ?? '', ...bareEnv, ...env},
  })
  child.stdin.on('error', () => {}) // it may end before it has read everything
  child.stdin.end(stdin)
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']))
  })
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return {out, err, code}
}

/** Everything that a user sees, for snapshots: stdout, then the lines of stderr after a `!`, then the exit code. */
export async function shown(argv: readonly string[], options: CliOptions = {}): Promise<string> {
  const {out, err, code} = await kafkit(argv, options)
  const complaints = err.replaceAll(/^(?=.)/gm, '! ')
  return `${out}${complaints}exit ${code}`
}

/** Undo files of resets. */
const state = mkdtempSync(join(tmpdir(), 'kafkit-state-'))
process.once('exit', () => rmSync(state, {recursive: true, force: true}))
const bareEnv = {TERM: 'xterm', NO_COLOR: '1', KAFKIT_SANDBOX_DIR: '/nowhere', XDG_STATE_HOME: state}

/** The streams of a simulated process. */
export function testIo(options: CliOptions = {}): {io: Io; text(): {out: string; err: string}} {
  const {terminal = false, now = noon} = options
  const terminals = typeof terminal === 'boolean' ? {stdin: terminal, stdout: terminal, stderr: terminal} : terminal
  const [out, err] = [new Sink(), new Sink()]
  if (options.onOut) out.on('written', () => options.onOut?.(out.text))
  if (options.onErr) err.on('written', () => options.onErr?.(err.text))
  const typed = Object.assign(new PassThrough(), {isTTY: terminals.stdin ?? false})
  if (terminals.stdin) {
    // Nothing is typed before the question appears.
    const answer = () => {
      if (!/\(y\/N\)|to\s+go\s+on:|Password of/.test(err.text)) return
      err.off('written', answer)
      setImmediate(() => typed.write(options.stdin))
    }
    if (options.stdin !== undefined) err.on('written', answer)
  } else typed.end(options.stdin ?? '')
  // A prompt ends the stream to which it writes, except a process's own.
  const questions = new PassThrough()
  questions.pipe(err, {end: false})
  const io: Io = {
    stdin: options.coming ? Object.assign(options.coming, {isTTY: false}) : typed,
    stdout: out,
    questions,
    out: (text) =>
      void out.write(typeof text === 'string' ? (terminals.stdout ? screenText(text) : pipeText(text)) : text),
    err: (text) => void err.write(screenText(text)),
    raw: {out: (text) => void out.write(text), err: (text) => void err.write(text)},
    terminal: {stdin: false, stdout: false, stderr: false, ...terminals},
    piped: false,
    columns: options.columns ?? 80,
    // No colours on the test's terminals, to keep snapshots readable; tests of colours set FORCE_COLOR.
    env: {...bareEnv, ...options.env},
    ...(options.cwd === undefined ? {} : {cwd: options.cwd}),
    now: () => (typeof now === 'function' ? now() : now),
    interrupted: options.interrupt ?? new AbortController().signal,
    outClosed: new AbortController().signal,
  }
  return {io, text: () => ({out: out.text, err: err.text})}
}

/** A signal like that of Ctrl-C, which the test aborts. */
export function ctrlC(): {signal: AbortSignal; press(): void} {
  const controller = new AbortController()
  return {signal: controller.signal, press: () => controller.abort(new Interrupted('SIGINT'))}
}

class Sink extends Writable {
  readonly #chunks: Buffer[] = []

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(chunk)
    this.emit('written')
    done()
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString()
  }
}
