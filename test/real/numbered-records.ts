// A topic with numbered records coming in without a break, members that read it as processes, and the sum of it.
import {spawn, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {closeSync, openSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import type {Cluster} from '../../src/lib/cluster/cluster.ts'
import {lineReader} from '../../src/lib/records/readers/line-reader.ts'
import {produceRecords} from '../../src/lib/records/produce/produce.ts'
import {kafkaToolCommand} from '../support/apache-tools.ts'

export interface Numbers {
  /** Resolves with how many there are. */
  stop(): Promise<number>
  readonly count: number
  /** Why no more are written, before `stop` says so. */
  readonly failure: unknown
}

/** Writes 1, 2, 3 … with the number as the key, about 2,000 a second, until it is stopped. */
export function startNumbers(cluster: Cluster, topic: string): Numbers {
  let count = 0
  let stopped = false
  let failure: unknown
  async function* chunks() {
    while (!stopped) {
      let lines = ''
      for (let i = 0; i < 100; i++) lines += `${++count}\t${count}\n`
      yield Buffer.from(lines)
      await sleep(50)
    }
  }
  const done = produceRecords(cluster, {
    topic,
    reader: lineReader({keySeparator: '\t'}),
    chunks: chunks(),
    acks: -1,
    lingerMs: 5,
  })
  done.catch((error: unknown) => (failure = error))
  return {
    get count() {
      return count
    },
    get failure() {
      return failure
    },
    async stop() {
      stopped = true
      await done
      return count
    },
  }
}

export interface MemberProcess {
  readonly name: string
  /** Numbers printed so far. */
  numbers(): number[]
  /** Of stderr. */
  said(): string
  /** Resolves with the exit code or signal. */
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>
  readonly child: ChildProcess
}

/** Ours: a process with the settings given as JSON. */
export function startOurs(dir: string, name: string, args: readonly string[]): MemberProcess {
  return startMember(dir, name, process.execPath, [join(import.meta.dirname, 'group-member.ts'), ...args])
}

/** Apache's console consumer. */
export async function startJava(
  dir: string,
  name: string,
  bootstrap: string,
  group: string,
  topic: string,
  properties: readonly string[],
): Promise<MemberProcess> {
  const args = ['--bootstrap-server', bootstrap, '--topic', topic, '--group', group, '--from-beginning']
  const set = properties.flatMap((each) => ['--command-property', each])
  const [program = '', ...rest] = await kafkaToolCommand('org.apache.kafka.tools.consumer.ConsoleConsumer', [
    ...args,
    ...set,
  ])
  return startMember(dir, name, program, rest)
}

export function startMember(dir: string, name: string, program: string, args: readonly string[]): MemberProcess {
  const [outFile, errFile] = [join(dir, `${name}.out`), join(dir, `${name}.err`)]
  const [out, err] = [openSync(outFile, 'w'), openSync(errFile, 'w')]
  const child = spawn(program, args, {stdio: ['ignore', out, err]})
  closeSync(out)
  closeSync(err)
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const lines = () => readFileSync(outFile, 'utf8').split('\n').slice(0, -1)
  return {
    name,
    child,
    numbers: () => lines().map(Number),
    said: () => readFileSync(errFile, 'utf8'),
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      const [code, by] = await exited
      return code ?? by ?? 'SIGTERM'
    },
  }
}

export interface Sum {
  readonly missing: readonly number[]
  /** Printed more than once. */
  readonly doubled: readonly number[]
  /** Never written. */
  readonly strange: readonly number[]
}

export function sum(written: number, members: readonly MemberProcess[]): Sum {
  const seen = new Map<number, number>()
  for (const member of members) for (const number of member.numbers()) seen.set(number, (seen.get(number) ?? 0) + 1)
  const all = Array.from({length: written}, (_, at) => at + 1)
  return {
    missing: all.filter((number) => !seen.has(number)),
    doubled: all.filter((number) => (seen.get(number) ?? 0) > 1),
    strange: [...seen.keys()].filter((number) => !(number >= 1 && number <= written)),
  }
}
