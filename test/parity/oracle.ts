// One JVM that runs Apache's tools and the fixture's verbs (Oracle.java): 20 to 100 ms a call instead of a second.
import {spawn, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {createWriteStream} from 'node:fs'
import {connect} from 'node:net'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {toolClasses} from './tool-classes.ts'
import {runProcess, usualTimeoutMs, type Outcome, type Side, type ToolInput} from './side.ts'

export interface OracleInput {
  /** Executable of a JDK 17. */
  readonly java: string
  readonly classpath: string
  /** Where the tools run. */
  readonly folder: string
  readonly log: string
}

interface Answer {
  readonly oracle_error?: string
  readonly result?: string
  readonly stdout?: string
  readonly stderr?: string
  readonly exit?: number
  readonly timeout?: boolean
}

/** They end with System.exit and print in hooks, so each call takes a JVM of its own. */
const alwaysFresh = new Set(['kafka-verifiable-producer', 'kafka-verifiable-consumer', 'kafka-replica-verification'])

export class Oracle implements Side {
  readonly #child: ChildProcess
  readonly #port: number
  readonly #command: readonly string[]
  readonly #folder: string
  /** What the verbs talk to; those about delegation tokens need a listener with a login. */
  bootstrap = ''
  sasl = ''

  private constructor(child: ChildProcess, port: number, command: readonly string[], folder: string) {
    this.#child = child
    this.#port = port
    this.#command = command
    this.#folder = folder
  }

  static async start({java, classpath, folder, log}: OracleInput): Promise<Oracle> {
    const flags = [
      '-Xmx700m',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      ...quietly,
      '-Dfile.encoding=UTF-8',
      '-cp',
      classpath,
    ]
    const child = spawn(java, ['-Djava.security.manager=allow', ...flags, join(import.meta.dirname, 'Oracle.java')], {
      cwd: folder,
      env: toolEnvironment(),
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    child.stderr.pipe(createWriteStream(log))
    for await (const line of createInterface({input: child.stdout})) {
      const port = /^PORT (\d+)$/.exec(line)?.[1]
      if (port !== undefined) return new Oracle(child, Number(port), [java, ...flags], folder)
    }
    throw new Error(`the oracle did not start, see ${log}`)
  }

  async tool(input: ToolInput): Promise<Outcome> {
    const [name = '', ...argv] = input.words
    const mainClass = toolClasses[name]
    if (mainClass === undefined) throw new Error(`unknown tool ${name}`)
    const {stdin = Buffer.alloc(0), timeoutMs = usualTimeoutMs} = input
    if (input.fresh || input.signal || alwaysFresh.has(name))
      return runProcess([...this.#command, mainClass, ...argv], input, {cwd: this.#folder, env: toolEnvironment()})
    const answer = await this.#ask({class: mainClass, argv, stdin: stdin.toString('base64'), timeout_ms: timeoutMs})
    return {
      stdout: Buffer.from(answer.stdout ?? '', 'base64'),
      stderr: withoutSetUp(Buffer.from(answer.stderr ?? '', 'base64')),
      exit: answer.timeout ? null : (answer.exit ?? null),
    }
  }

  async verb(words: readonly string[]): Promise<string> {
    const {result = ''} = await this.#ask({class: '@fixture', argv: words, bootstrap: this.bootstrap, sasl: this.sasl})
    return result
  }

  async #ask(request: object): Promise<Answer> {
    const socket = connect(this.#port, '127.0.0.1')
    const body = Buffer.from(JSON.stringify(request))
    const length = Buffer.alloc(4)
    length.writeInt32BE(body.length)
    socket.write(Buffer.concat([length, body]))
    const chunks: Buffer[] = []
    for await (const chunk of socket) chunks.push(chunk as Buffer)
    const answer = JSON.parse(Buffer.concat(chunks).subarray(4).toString()) as Answer
    if (answer.oracle_error !== undefined) throw new Error(`oracle: ${answer.oracle_error.trim().slice(0, 3000)}`)
    return answer
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.stdin?.end()
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 10_000)
    await ended
    clearTimeout(timer)
  }
}

/** The tools' own logging: warnings and worse, on stderr. */
/** What log4j says once of a JVM that has its API alone, as the sandbox's jars have. */
const withoutSetUp = (stderr: Buffer): Buffer =>
  Buffer.from(
    stderr.toString('latin1').replace(/^\S+ main ERROR Log4j API could not find a logging provider\.\n/m, ''),
    'latin1',
  )

export const quietly = ['-Dorg.slf4j.simpleLogger.defaultLogLevel=warn']

function toolEnvironment(): NodeJS.ProcessEnv {
  const {COLUMNS: _, ...env} = process.env
  return {...env, LC_ALL: 'C.UTF-8'}
}
