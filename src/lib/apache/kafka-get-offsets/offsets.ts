// Prints the offset of each selected partition.
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {ConnectionError, UnsupportedApi} from '../../cluster/errors.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {listOffsets, type ListedOffset, type OffsetSpec} from '../../offsets/list-offsets.ts'
import {asJavaError, javaText, kafkaException, type JavaError} from '../java/errors.ts'
import type {GetOffsetsInput} from './checks.ts'
import type {Rule} from './rules.ts'
import {terse} from './terse.ts'

/**
 * Throws TerseException as JavaError if no partition is selected. A partition whose offset cannot be read is reported
 * on stderr.
 */
export async function printOffsets(
  cluster: Cluster,
  {spec, rules, internal}: GetOffsetsInput & {readonly internal: boolean},
  io: Io,
): Promise<void> {
  const topics = await cluster.topics('all')
  const selected = topics
    .filter((topic) => internal || !topic.internal)
    .flatMap((topic) => {
      const some = rules.filter((rule) => rule.topic.test(topic.name))
      return topic.partitions.filter(({index}) => allowed(some, index)).map(({index}) => placed(topic.name, index))
    })
  if (selected.length === 0) throw terse('Could not match any topic-partitions with the specified filters')
  let text = ''
  for (const {place, topic, partition, offset, error} of await offsetsOf(cluster, selected, spec)) {
    if (error) io.err(`Skip getting offsets for topic-partition ${place} due to error: ${javaText(error)}\n`)
    else if (offset !== null) text += `${topic}:${partition}:${offset}\n`
  }
  io.out(text)
}

const allowed = (rules: readonly Rule[], partition: number) => rules.some((rule) => rule.allows(partition))

interface Placed extends TopicPartition {
  /** Java's text of a partition. The lines are sorted by it, so t-10 comes before t-2. */
  readonly place: string
}
const placed = (topic: string, partition: number): Placed => ({topic, partition, place: `${topic}-${partition}`})

type Outcome = Placed & {readonly offset: number | null; readonly error?: JavaError}

async function offsetsOf(cluster: Cluster, selected: readonly Placed[], spec: OffsetSpec): Promise<Outcome[]> {
  const ordered = selected.toSorted((a, b) => (a.place < b.place ? -1 : 1))
  let listed: readonly ListedOffset[]
  try {
    listed = await listOffsets(
      cluster,
      ordered.map(({topic, partition}) => ({topic, partition, spec})),
    )
  } catch (failure) {
    if (!(failure instanceof ConnectionError || failure instanceof UnsupportedApi)) throw failure
    // Apache's client has a future for each partition: all of them fail, and the command itself does not.
    const error = asJavaError(failure, 'listOffsets(api=METADATA)')
    return ordered.map((at) => ({...at, offset: null, error}))
  }
  return ordered.map((at, index) => {
    const one = listed[index]
    if (one?.error) return {...at, offset: null, error: kafkaException(one.error)}
    return {...at, offset: one?.offset ?? null}
  })
}
