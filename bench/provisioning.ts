// Three brokers with thousands of topics, and files that declare them.
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Cluster} from '../src/lib/cluster/cluster.ts'
import {startSandbox, type Sandbox} from '../src/lib/sandbox/sandbox.ts'
import {createTopics} from '../src/lib/topics/create.ts'
import {deleteTopics} from '../src/lib/topics/delete.ts'

const many = 5000
const perFile = 100
const created = 1000
/** How often Apache's tool is started; the limits take into account how many more starts there would be. */
export const loops = 10

/** A gigabyte of heap each, because a small broker does not hold that many partitions. */
export const startThree = (): Promise<Sandbox> =>
  startSandbox({
    detached: false,
    brokers: 3,
    // Kafka's own limit: with the sandbox's short one, thousands of replicas fall out of sync on a busy machine.
    properties: {'log.retention.check.interval.ms': 3_600_000, 'replica.lag.time.max.ms': 30_000},
    jvmArguments: ['-XX:TieredStopAtLevel=4', '-Xmx1g'],
  })

export const fillMany = (cluster: Cluster): Promise<void> =>
  fillWith(cluster, many, {partitions: 2, replicationFactor: 1})

export const fillReplicated = (cluster: Cluster): Promise<void> =>
  fillWith(cluster, 2000, {partitions: 1, replicationFactor: 3})

interface Shape {
  readonly partitions: number
  readonly replicationFactor: number
}

/** Creates topics, a third of them with a config set, and waits until all their replicas are in sync. */
async function fillWith(cluster: Cluster, count: number, shape: Shape): Promise<void> {
  for (let from = 0; from < count; from += 250) {
    const topics = Array.from({length: 250}, (_, at) => ({
      name: `bench-many-${from + at}`,
      ...shape,
      ...(at % 3 === 0 ? {configs: {'retention.ms': '3600000'}} : {}),
    }))
    for (const outcome of await createTopics(cluster, {topics})) if (outcome.status === 'failed') throw outcome.error
  }
  const isWell = ({partitions}: {partitions: readonly {leader: number; isr: readonly number[]}[]}) =>
    partitions.length > 0 && partitions.every(({leader, isr}) => leader >= 0 && isr.length === shape.replicationFactor)
  while ((await cluster.topics('all', {refresh: true})).filter(isWell).length < count)
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
  /** A script that asks Apache's tools what kafkit health asks, one after the other. */
  readonly toolsOfHealth: string
}

const inTools = (name: string) => `org.apache.kafka.tools.${name}`
/**
 * Each tool once, for all checks that its answer serves; kafkit asks for more: certificates, clocks, advertised
 * listeners.
 */
const questions: readonly (readonly [tool: string, words: string])[] = [
  // offline, under-replicated, imbalance, redundancy
  [inTools('TopicCommand'), '--describe'],
  [inTools('TopicCommand'), '--describe --at-min-isr-partitions'],
  [inTools('TopicCommand'), '--describe --under-min-isr-partitions'],
  // throttles, unclean-election
  ['kafka.admin.ConfigCommand', '--describe --entity-type topics'],
  ['kafka.admin.ConfigCommand', '--describe --entity-type brokers --all'],
  [inTools('reassign.ReassignPartitionsCommand'), '--list'],
  // disk, log-dirs, offsets-size
  [inTools('LogDirsCommand'), '--describe'],
  // brokers, versions
  [inTools('BrokerApiVersionsCommand'), ''],
  // quorum, controller, features
  [inTools('MetadataQuorumCommand'), 'describe --status'],
  [inTools('MetadataQuorumCommand'), 'describe --replication'],
  [inTools('FeatureCommand'), 'describe'],
  ...[1, 2, 3].map((broker) => [inTools('TransactionsCommand'), `find-hanging --broker-id ${broker}`] as const),
  // coordinators
  [inTools('consumer.group.ConsumerGroupCommand'), '--describe --all-groups --state'],
]

/** Topics whose names begin like this are deleted after each run. */
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
  const quoted = java.map((word) => `'${word}'`).join(' ')
  const tool = (name: string, words: string) => `${quoted} ${name} --bootstrap-server ${bootstrap} ${words}`
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
      `for i in $(seq 0 ${loops - 1}); do ${tool('org.apache.kafka.tools.TopicCommand', `--create --if-not-exists --topic ${newPrefix}$i --partitions 1 --replication-factor 1`)} > /dev/null || exit 1; done\n`,
    ),
    toolsOfHealth: file('health.sh', `set -e\n${questions.map((each) => `${tool(...each)}\n`).join('')}`),
  }
}

/**
 * Deletes the topics that a run has created, and waits until they are gone. Returns how many there were, which
 * brokers may learn of late.
 */
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
