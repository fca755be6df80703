// kafka-log-dirs --describe. Every order is that of the Java hash maps that Apache's tool fills.
import {describeCluster} from '../../brokers/describe-cluster.ts'
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {describeLogDirs, type LogDir, type LogDirReplica} from '../../log-dirs/describe.ts'
import {TerseProblem} from '../command-line/checks.ts'
import {asJavaError, executionException, kafkaException} from '../java/errors.ts'
import {copyCapacity, hashOrder, hashOrderOfStrings, topicPartitionHash} from '../java/hash-order.ts'
import {writeJson} from '../java/json.ts'
import {parseJavaInt} from '../java/numbers.ts'
import type {LogDirsOptions} from './options.ts'

export async function describe(cluster: Cluster, options: LogDirsOptions, io: Io): Promise<void> {
  const topics = new Set(items(options.value('topic-list')))
  const inCluster = byHash((await inCall('listNodes', describeCluster(cluster))).nodes.map(({id}) => id))
  const wanted = byHash(items(options.value('broker-list')).map(parseJavaInt))
  const unknown = copied(wanted).filter((id) => !inCluster.includes(id))
  if (unknown.length > 0)
    throw new TerseProblem(
      `ERROR: The given brokers do not exist from --broker-list: ${unknown.join(',')}. ` +
        `Current existent brokers: ${inCluster.join(',')}`,
    )
  const brokers = copied(wanted.length > 0 ? wanted : inCluster)
  io.out('Querying brokers for log directories information\n')
  const described = await describeLogDirs(
    cluster,
    brokers.map((broker) => ({broker})),
  )
  // As in Apache's tool, the failure of one broker is the failure of all.
  const found = described.each(
    (dirs, broker) => ({broker, dirs}),
    (error) => error,
  )
  const answers: {readonly broker: number; readonly dirs: readonly LogDir[]}[] = []
  for (const answer of found) {
    if (answer instanceof Error) throw executionException(asJavaError(answer, 'describeLogDirs'))
    answers.push(answer)
  }
  io.out(`Received log directory information from brokers ${brokers.join(',')}\n`)
  io.out(`${json(answers, topics)}\n`)
}

async function inCall<T>(name: string, future: Promise<T>): Promise<T> {
  try {
    return await future
  } catch (error) {
    throw executionException(asJavaError(error, name))
  }
}

const items = (text = ''): string[] => text.split(',').filter((item) => item !== '')
/** A HashSet of the distinct ids. */
const byHash = (ids: readonly number[]): number[] => hashOrder(new Set(ids), (id) => id)
/** `new HashSet<>(ids)`. */
const copied = (ids: readonly number[]): number[] =>
  hashOrder(ids, (id) => id, {capacity: Math.max(16, copyCapacity(ids.length))})

/** Every object is a HashMap, which decides the order of keys. */
function json(answers: readonly {broker: number; dirs: readonly LogDir[]}[], topics: ReadonlySet<string>): string {
  const inOrder = hashOrder(answers, ({broker}) => broker, {capacity: answers.length})
  return writeJson({
    brokers: inOrder.map(({broker, dirs}) => ({broker, logDirs: inDirOrder(dirs).map((dir) => ofDir(dir, topics))})),
    version: 1,
  })
}

function inDirOrder(dirs: readonly LogDir[]): LogDir[] {
  const byPath = new Map(dirs.map((dir) => [dir.path, dir]))
  return hashOrderOfStrings(byPath.keys(), {capacity: dirs.length}).flatMap((path) => byPath.get(path) ?? [])
}

function ofDir({path, error, replicas}: LogDir, topics: ReadonlySet<string>) {
  const all = hashOrder(lastOfEach(replicas), topicPartitionHash)
  const chosen = topics.size === 0 ? all : all.filter(({topic}) => topics.has(topic))
  return {
    partitions: hashOrder(chosen, topicPartitionHash).map(({topic, partition, size, offsetLag, isFuture}) => ({
      partition: `${topic}-${partition}`,
      size,
      offsetLag,
      isFuture,
    })),
    error: error ? kafkaException(error).javaClass : null,
    logDir: path,
  }
}

/** A partition that moves between directories of one broker occurs in two directories, never twice in one. */
const lastOfEach = (replicas: readonly LogDirReplica[]): LogDirReplica[] => [
  ...new Map(replicas.map((replica) => [`${replica.partition} ${replica.topic}`, replica])).values(),
]
