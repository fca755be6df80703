import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError, plainly, type PlainText} from '../cluster/errors.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {listOffsets, type Isolation} from '../offsets/list-offsets.ts'

/**
 * Where a partition's log starts and ends (the offset of the next record); null if `error` says why they are unknown.
 */
export interface LogEnds {
  readonly start: number | null
  readonly end: number | null
  readonly error: KafkaError | null
}

/** The key of a partition in maps like that of logEnds. */
export const placeKey = ({topic, partition}: TopicPartition): string => `${partition} ${topic}`

/**
 * Starts and ends of partitions, by placeKey, with two requests per leader. A partition may be named repeatedly.
 * Partitions that have no leader or do not exist, according to the metadata, are not asked about. `isolation:
 * 'read_committed'`: the end is the last stable offset.
 */
export async function logEnds(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  {isolation}: {readonly isolation?: Isolation | undefined} = {},
): Promise<ReadonlyMap<string, LogEnds>> {
  const distinct = new Map(partitions.map((at) => [placeKey(at), {topic: at.topic, partition: at.partition}]))
  const names = [...new Set(partitions.map(({topic}) => topic))]
  const topics = new Map((await cluster.topics(names, {refresh: true})).map((topic) => [topic.name, topic]))

  const ends = new Map<string, LogEnds>()
  const led: TopicPartition[] = []
  for (const [place, {topic, partition}] of distinct) {
    const found = topics.get(topic)
    const code = found?.errorCode || leaderProblem(found?.partitions[partition])
    if (code === errorCode.none) led.push({topic, partition})
    else ends.set(place, {start: null, end: null, error: placeError(code, topic, partition)})
  }

  const queries = (spec: 'earliest' | 'latest') => led.map((at) => ({...at, spec}))
  const offsets = await listOffsets(cluster, [...queries('earliest'), ...queries('latest')], {isolation})
  led.forEach((at, index) => {
    const start = offsets[index]
    const end = offsets[led.length + index]
    const error = end?.error ?? start?.error ?? null
    const value = (listed: typeof start) => (listed && !listed.error ? listed.offset : null)
    ends.set(placeKey(at), {start: value(start), end: value(end), error})
  })
  return ends
}

function leaderProblem(partition: {readonly leader: number} | undefined): number {
  if (!partition) return errorCode.unknownTopicOrPartition
  return partition.leader < 0 ? errorCode.leaderNotAvailable : errorCode.none
}

const texts: Readonly<Record<number, PlainText>> = {
  [errorCode.unknownTopicOrPartition]: plainly('there is no such partition'),
  [errorCode.leaderNotAvailable]: plainly('the partition has no leader at the moment'),
}

const placeError = (code: number, topic: string, partition: number) =>
  new KafkaError(code, `list the offsets of ${topic}-${partition}`, texts[code])
