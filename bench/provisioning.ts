// Three brokers with 5,000 topics, and files that declare them.
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Cluster} from '../src/lib/cluster/cluster.ts'
import {startSandbox, type Sandbox} from '../src/lib/sandbox/sandbox.ts'
import {createTopics} from '../src/lib/topics/create.ts'
import {deleteTopics} from '../src/lib/topics/delete.ts'

const many = 5000
const perFile = 100
const created = 1000
/** How often Apache's tool is started; its limits say how many times more there would be. */
export const loops = 10

/** A gigabyte of heap each: one small broker does not hold that many partitions. */
export const startThree = (): Promise<Sandbox> =>
  startSandbox({
    detached: false,
    brokers: 3,
    properties: {'log.retention.check.interval.ms': 3_600_000},
    jvmArguments: ['-XX:TieredStopAtLevel=4', '-Xmx1g'],
  })

export async function fillMany(cluster: Cluster): Promise<void> {
  for (let from = 0; from < many; from += 250) {
    const topics = Array.from({length: 250}, (_, at) => ({
      name: `bench-many-${from + at}`,
      partitions: 2,
      replicationFactor: 1,
      ...(at % 3 === 0 ? {configs: {'retention.ms': '3600000'}} : {}),
    }))
    for (const outcome of await createTopics(cluster, {topics})) if (outcome.status === 'failed') throw outcome.error
  }
  const isLed = ({partitions}: {partitions: readonly {leader: number}[]}) =>
    partitions.length > 0 && partitions.every(({leader}) => leader >= 0)
  while ((await cluster.topics('all')).filter(isLed).length < many)
    await new Promise((resolve) => setTimeout(resolve, 200))
}

/** Paths and words for the commands of the cases. */
export interface Declared {
  /** A folder with files of 100 topics each; one file of all; one of 10. */
  readonly manyFolder: string
  readonly manyFile: string
  readonly tenFile: string
  readonly tenNames: string
  /** 1,000 topics that do not exist yet, and a loop that creates 10 of them. */
  readonly newFile: string
  readonly newNames: string
  readonly newTwoHundred: string
  readonly loop: string
}

/** Topics whose names begin so are deleted after each run. */
export const newPrefix = 'bench-new-'

export function declare(folder: string, bootstrap: string, java: readonly string[]): Declared {
  const file = (name: string, text: string) => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  const line = (at: number) =>
    `  bench-many-${at}: {partitions: 2, replicationFactor: 1${(at % 250) % 3 === 0 ? ', configs: {retention.ms: 1h}' : ''}}\n`
  const lines = Array.from({length: many}, (_, at) => line(at))
  const yaml = (some: readonly string[]) => `kafkit: 1\ntopics:\n${some.join('')}`
  const manyFolder = join(folder, 'many')
  mkdirSync(manyFolder)
  for (let from = 0; from < many; from += perFile)
    writeFileSync(join(manyFolder, `${from}.yaml`), yaml(lines.slice(from, from + perFile)))
  const names = Array.from({length: created}, (_, at) => `${newPrefix}${at}`)
  const fresh = names.map((name) => `  ${name}: {partitions: 1, replicationFactor: 1}\n`)
  const command = [...java, 'org.apache.kafka.tools.TopicCommand', '--bootstrap-server', bootstrap]
  return {
    manyFolder,
    manyFile: file('many.yaml', yaml(lines)),
    tenFile: file('ten.yaml', yaml(lines.slice(0, 10))),
    tenNames: Array.from({length: 10}, (_, at) => `bench-many-${at}`).join(' '),
    newFile: file('new.yaml', yaml(fresh)),
    newNames: names.join(' '),
    newTwoHundred: file('two-hundred.yaml', yaml(fresh.slice(0, 200))),
    loop: file(
      'loop.sh',
      `for i in $(seq 0 ${loops - 1}); do ${command.map((word) => `'${word}'`).join(' ')} --create --if-not-exists --topic ${newPrefix}$i --partitions 1 --replication-factor 1 > /dev/null || exit 1; done\n`,
    ),
  }
}

/** Deletes what a run has created, and waits until it is gone; how many there were, which brokers may learn of late. */
export async function deleteNew(cluster: Cluster, expected: number): Promise<number> {
  const names = async () =>
    (await cluster.topics('all', {refresh: true})).flatMap(({name}) => (name.startsWith(newPrefix) ? [name] : []))
  const pause = () => new Promise((resolve) => setTimeout(resolve, 100))
  const until = performance.now() + 20_000
  let found = await names()
  while (found.length < expected && performance.now() < until) {
    await pause()
    found = await names()
  }
  for (let left = found; left.length > 0; left = await names()) {
    for (const outcome of await deleteTopics(cluster, left))
      if (outcome.status === 'failed' && outcome.error.codeName !== 'UNKNOWN_TOPIC_OR_PARTITION') throw outcome.error
    await pause()
  }
  return found.length
}
