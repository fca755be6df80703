// To which offsets the options move the partitions of input topics.
import {readFileSync} from 'node:fs'
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {UsageError} from '../../cluster/errors.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {Isolation} from '../../offsets/list-offsets.ts'
import type {OffsetReset} from '../../records/consume/start.ts'
import {JavaError} from '../java/errors.ts'
import {hashOrder, topicPartitionHash} from '../java/hash-order.ts'
import {parseJavaInt, parseJavaLong} from '../java/numbers.ts'
import {javaSplit} from '../java/split.ts'
import {parseDateTime, parseDuration} from '../java/time.ts'
import {placeText} from '../shared/reset-target.ts'
import type {ResetOptions} from './checks.ts'
import {offsetsAt, offsetsOrNull, positions} from './positions.ts'

export interface Targets {
  readonly options: ResetOptions
  readonly groupId: string
  /** In the order of a HashSet. */
  readonly partitions: readonly TopicPartition[]
  readonly isolation: Isolation
  readonly reset: OffsetReset
}

type Offsets = (readonly [TopicPartition, number])[]
type Wanted = readonly (readonly [TopicPartition, bigint])[]

/** The new offset of each partition; also prints notes about them. Throws JavaError as Apache's tool does. */
export async function targets(cluster: Cluster, wanted: Targets, io: Io): Promise<Offsets> {
  const {options, partitions, isolation} = wanted
  if (options.has('to-offset')) {
    const offset = options.value('to-offset') ?? 0n
    return inRange(
      cluster,
      wanted,
      inOrder(
        partitions.map((at) => [at, offset]),
        partitions.length,
      ),
      io,
    )
  }
  if (options.has('to-earliest')) return zipped(partitions, await offsetsAt(cluster, partitions, 'earliest', isolation))
  if (options.has('to-latest')) return zipped(partitions, await offsetsAt(cluster, partitions, 'latest', isolation))
  if (options.has('shift-by')) {
    const by = options.value('shift-by') ?? 0n
    const found = await positions(cluster, partitions, wanted)
    const shifted: Wanted = zipped(partitions, found).map(([at, from]) => [at, BigInt.asIntN(64, BigInt(from) + by)])
    return inRange(cluster, wanted, inOrder(shifted, partitions.length), io)
  }
  if (options.has('to-datetime')) return atTime(cluster, wanted, parseDateTime(options.value('to-datetime') ?? ''), io)
  if (options.has('by-duration'))
    return atTime(cluster, wanted, Math.floor(io.now() - parseDuration(options.value('by-duration') ?? '')), io)
  if (options.has('from-file')) return fromFile(cluster, wanted, options.value('from-file') ?? '', io)
  return zipped(partitions, await offsetsAt(cluster, partitions, 'earliest', isolation))
}

const zipped = (partitions: readonly TopicPartition[], offsets: readonly number[]): Offsets =>
  partitions.map((at, index) => [at, offsets[index] ?? 0])

async function atTime(cluster: Cluster, {partitions, isolation}: Targets, timestamp: number, io: Io): Promise<Offsets> {
  const [first] = hashOrder(partitions, topicPartitionHash, {capacity: partitions.length})
  if (timestamp < 0 && first)
    throw new JavaError(
      'java.lang.IllegalArgumentException',
      `The target time for partition ${placeText(first)} is ${timestamp}. The target time cannot be negative.`,
    )
  const found = await offsetsOrNull(cluster, partitions, {timestamp}, isolation)
  const late = partitions.filter((_, at) => found[at] === null)
  const ends = new Map(zipped(late, await offsetsAt(cluster, late, 'latest', isolation)))
  for (const {topic, partition} of late)
    io.out(
      `Partition ${partition} from topic ${topic} is empty, without a committed record. Falling back to latest known offset.\n`,
    )
  return partitions.map((at, index) => [at, found[index] ?? ends.get(at) ?? 0])
}

/** The entries in the order of a HashMap with this capacity. */
const inOrder = (wanted: Wanted, capacity: number): Wanted =>
  hashOrder(wanted, ([at]) => topicPartitionHash(at), {capacity})

/**
 * Replaces offsets beyond the log with the nearest one that exists. Like Apache's tool, it also prints the notice if
 * an offset is exactly the start or the end, which changes nothing.
 */
async function inRange(cluster: Cluster, {partitions, isolation}: Targets, wanted: Wanted, io: Io): Promise<Offsets> {
  const [starts, ends] = await Promise.all([
    offsetsAt(cluster, partitions, 'earliest', isolation),
    offsetsAt(cluster, partitions, 'latest', isolation),
  ])
  const indices = new Map(partitions.map((at, index) => [placeText(at), index]))
  return wanted.map(([at, offset]) => {
    const index = indices.get(placeText(at))
    if (index === undefined)
      throw noOffset(`the file names ${placeText(at)}, which is not a partition of an input topic`)
    const [start = 0, end = 0] = [starts[index], ends[index]]
    if (offset >= BigInt(end)) {
      io.out(`New offset (${offset}) is higher than latest offset. Value will be set to ${end}\n`)
      return [at, end]
    }
    if (offset > BigInt(start)) return [at, Number(offset)]
    io.out(`New offset (${offset}) is lower than earliest offset. Value will be set to ${start}\n`)
    return [at, start]
  })
}

async function fromFile(cluster: Cluster, wanted: Targets, file: string, io: Io): Promise<Offsets> {
  const plan = inOrder(parsePlan(read(file)), 16)
  const offsets = await inRange(cluster, wanted, plan, io)
  const planned = new Map(offsets.map(([at, offset]) => [placeText(at), offset]))
  return wanted.partitions.map((at) => {
    const offset = planned.get(placeText(at))
    if (offset === undefined) throw noOffset(`the file has no offset for ${placeText(at)}`)
    return [at, offset]
  })
}

/** Apache's tool fails here without naming the partition. */
const noOffset = (why: string): JavaError =>
  new JavaError(
    'java.lang.NullPointerException',
    'Cannot invoke "java.lang.Long.longValue()" because the return value of "java.util.Map.get(Object)" is null',
    {cause: new UsageError(why)},
  )

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new JavaError('java.io.IOException', `Unable to read file ${file}`, {cause: error})
  }
}

const parseException = (message: string) => new JavaError('java.text.ParseException', message)

/** Lines of TOPIC,PARTITION,OFFSET; if two lines name the same partition, the later one counts. */
function parsePlan(text: string): Wanted {
  if (text === '') throw parseException('Error parsing reset plan CSV file. It is empty,')
  const rows = javaSplit(text, '\n').map((line): readonly [TopicPartition, bigint] => {
    const parts = javaSplit(line, ',')
    const [topic = '', partition = '', offset = ''] = parts
    if (parts.length !== 3)
      throw parseException('Reset plan CSV file is not following the format `TOPIC,PARTITION,OFFSET`.')
    return [{topic, partition: parseJavaInt(partition)}, parseJavaLong(offset)]
  })
  return [...new Map(rows.map((row) => [placeText(row[0]), row])).values()]
}
