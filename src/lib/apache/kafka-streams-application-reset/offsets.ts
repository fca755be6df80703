// The new offsets of input and intermediate topics.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {commitOffsets} from '../../groups/commit-offsets.ts'
import type {Isolation} from '../../offsets/list-offsets.ts'
import {consumerConfig} from '../client/consumer-config.ts'
import {readClientProperties} from '../client/open-client.ts'
import {asJavaError, JavaError} from '../java/errors.ts'
import {hashOrder, hashOrderOfStrings, topicPartitionHash} from '../java/hash-order.ts'
import {placeText} from '../shared/reset-target.ts'
import {topicsIn, type ResetOptions} from './checks.ts'
import {offsetsAt} from './positions.ts'
import {targets} from './targets.ts'

export interface OffsetsToReset {
  readonly options: ResetOptions
  readonly groupId: string
  /** All topics of the cluster. */
  readonly topics: readonly string[]
  readonly configFile: string | undefined
}

/** Returns the exit code: 1 if a topic does not exist. Throws JavaError as Apache's tool catches it. */
export async function resetOffsets(cluster: Cluster, reset: OffsetsToReset, io: Io): Promise<number> {
  const {options} = reset
  const input = topicsIn(options, 'input-topics')
  if (options.has('intermediate-topics'))
    io.out('WARN: `--intermediate-topics` is deprecated and will be removed in a future release\n')
  const intermediate = topicsIn(options, 'intermediate-topics')
  if (input.length + intermediate.length === 0) {
    io.out('No input or intermediate topics specified. Skipping seek.\n')
    return 0
  }
  if (input.length > 0) io.out(`Reset-offsets for input topics [${input.join(', ')}]\n`)
  if (intermediate.length > 0) io.out(`Seek-to-end for intermediate topics [${intermediate.join(', ')}]\n`)
  const known = new Set(reset.topics)
  const missing = (some: readonly string[]) => some.filter((topic) => !known.has(topic))
  tellMissing('input', 'Topic: ', missing(input), io)
  tellMissing('intermediate', 'Topic:', missing(intermediate), io)
  const found = [...new Set([...input, ...intermediate])].filter((topic) => known.has(topic))
  const code = missing(input).length + missing(intermediate).length > 0 ? 1 : 0
  if (found.length === 0) return code
  const capacity = input.length + intermediate.length
  await seek(cluster, hashOrderOfStrings(found, {capacity}), {...reset, input: new Set(input)}, io)
  io.out('Done.\n')
  return code
}

function tellMissing(kind: string, before: string, topics: readonly string[], io: Io) {
  if (topics.length > 0)
    io.out(
      `Following ${kind} topics are not found, skipping them\n${topics.map((each) => `${before}${each}\n`).join('')}`,
    )
}

interface Seek extends OffsetsToReset {
  readonly input: ReadonlySet<string>
}

async function seek(cluster: Cluster, topics: readonly string[], {options, groupId, input, configFile}: Seek, io: Io) {
  const own = new Map([
    ['group.id', groupId],
    ['enable.auto.commit', 'false'],
  ])
  const {reset, read} = consumerConfig(await readClientProperties(configFile, own), io.now)
  const all = await partitionsOf(cluster, topics)
  const inputs = hashOrder(
    all.filter(({topic}) => input.has(topic)),
    topicPartitionHash,
  )
  const others = hashOrder(
    all.filter(({topic}) => !input.has(topic)),
    topicPartitionHash,
  )
  const isolation: Isolation = read.isolation ?? 'read_uncommitted'
  const offsets = new Map<string, number>()
  if (inputs.length > 0) {
    io.out(`Following input topics offsets will be reset to (for consumer group ${groupId})\n`)
    const found = await targets(cluster, {options, groupId, partitions: inputs, isolation, reset}, io).catch(failed(io))
    for (const [at, offset] of found) offsets.set(placeText(at), offset)
    for (const at of inputs)
      io.out(`Topic: ${at.topic} Partition: ${at.partition} Offset: ${offsets.get(placeText(at))}\n`)
  }
  if (others.length > 0) {
    io.out(`Following intermediate topics offsets will be reset to end (for consumer group ${groupId})\n`)
    io.out(others.map(({topic}) => `Topic: ${topic}\n`).join(''))
  }
  if (options.has('dry-run')) return
  const ends = await offsetsAt(cluster, others, 'latest', isolation)
  others.forEach((at, index) => offsets.set(placeText(at), ends[index] ?? 0))
  await commit(cluster, groupId, all, offsets)
}

/** Prints what Apache's tool prints before it rethrows two kinds of exceptions. */
const failed = (io: Io) => (error: unknown) => {
  if (error instanceof JavaError && /^java\.(io\.IOException|text\.ParseException)$/.test(error.javaClass))
    io.err('ERROR: Resetting offsets failed.\n')
  throw error
}

async function partitionsOf(cluster: Cluster, topics: readonly string[]): Promise<TopicPartition[]> {
  const found = await cluster.topics(topics)
  return found.flatMap(({name, partitions}) => partitions.map(({index}) => ({topic: name, partition: index})))
}

async function commit(
  cluster: Cluster,
  groupId: string,
  partitions: readonly TopicPartition[],
  offsets: ReadonlyMap<string, number>,
): Promise<void> {
  const rows = partitions.map((at) => ({...at, offset: offsets.get(placeText(at)) ?? 0}))
  for (const outcome of await commitOffsets(cluster, groupId, rows))
    if (outcome.status === 'failed') throw asJavaError(outcome.error, 'commitSync')
}
