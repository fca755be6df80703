// Runs Apache's own tools, from the same jars as the sandbox's broker.
import {spawn} from 'node:child_process'
import {join} from 'node:path'
import {findJava} from '../../src/lib/sandbox/java.ts'
import {kafkaJars} from '../../src/lib/sandbox/jars.ts'
import {javaFor} from '../../src/lib/sandbox/versions.ts'
import {javaCommand} from '../../src/lib/sandbox/java-engine.ts'

export interface ToolResult {
  stdout: string
  stderr: string
  /** 143 after SIGTERM and so on, as in a shell. */
  exitCode: number
}

export interface ToolOptions {
  stdin?: string | Buffer
  /** After this long, SIGTERM ends the tool (60,000 unless given), which shows in the exit code. */
  timeoutMs?: number
  kafkaVersion?: string
  /** JVM flags such as `-Dname=value`. */
  jvmArguments?: readonly string[]
}

/** The command line of a tool such as `org.apache.kafka.tools.TopicCommand`, for tests that drive the process themselves. */
export async function kafkaToolCommand(
  mainClass: string,
  args: readonly string[],
  {kafkaVersion, jvmArguments = []}: Pick<ToolOptions, 'kafkaVersion' | 'jvmArguments'> = {},
): Promise<string[]> {
  const kafka = await kafkaJars(kafkaVersion)
  const java = await findJava({atLeast: javaFor(kafka.version), wantedBy: `Kafka ${kafka.version}`})
  // At its default level, slf4j-simple (4.x) prints every client's settings; up to 3.x, the logger is reload4j.
  const quiet = [
    '-Dorg.slf4j.simpleLogger.defaultLogLevel=error',
    `-Dlog4j.configuration=file:${join(import.meta.dirname, 'tools-log4j.properties')}`,
    ...jvmArguments,
  ]
  return [...javaCommand({java, kafka, classData: true}, '256m', quiet), mainClass, ...args]
}

/** Runs a tool until it ends. */
export async function runKafkaTool(
  mainClass: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<ToolResult> {
  const [program = '', ...rest] = await kafkaToolCommand(mainClass, args, options)
  const child = spawn(program, rest, {stdio: ['pipe', 'pipe', 'pipe']})
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  // A tool that ends before it has read all of stdin closes the pipe.
  child.stdin.on('error', () => undefined)
  child.stdin.end(options.stdin ?? '')
  const timer = setTimeout(() => child.kill('SIGTERM'), options.timeoutMs ?? 60_000)
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) => resolve(code ?? (signal === 'SIGKILL' ? 137 : 143)))
    })
    return {stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString(), exitCode}
  } finally {
    clearTimeout(timer)
  }
}
