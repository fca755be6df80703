// Finds when topics were last written to, by the timestamps of their records.
import type {Cluster, TopicMetadata} from '../cluster/cluster.ts'
import {UnsupportedApi, type KafkaError} from '../cluster/errors.ts'
import {Outcome} from '../cluster/outcome.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {listOffsets, type ListedOffset, type OffsetSpec} from '../offsets/list-offsets.ts'

export interface NewestRecord {
  /** Whether there is a record at least as new as the given time; null: not known. */
  readonly since: boolean | null
  readonly any: boolean
  /** Ms since the epoch; null: there is no record, or the broker does not report it (before Kafka 3.0). */
  readonly timestamp: number | null
}

/**
 * For each topic, whether a record has arrived since then (ms since the epoch). A partition whose leader does not
 * answer makes it unknown, not false. Sends one request per broker, and for partitions with records a second one for
 * the log start.
 */
export async function newestRecords(
  cluster: Cluster,
  topics: readonly TopicMetadata[],
  since: number,
): Promise<Outcome<ReadonlyMap<string, NewestRecord>>> {
  const places = topics.flatMap(({name, partitions}) => partitions.map(({index}) => ({topic: name, partition: index})))
  const ask = (at: readonly TopicPartition[], spec: OffsetSpec) =>
    listOffsets(
      cluster,
      at.map(({topic, partition}) => ({topic, partition, spec})),
    )
  // Before Kafka 3.0 brokers do not report the newest timestamp, only whether there is a record as new as a given time.
  let tellsNewest = true
  const listed = await ask(places, 'maxTimestamp').catch((error: unknown) => {
    if (!(error instanceof UnsupportedApi)) throw error
    tellsNewest = false
    return ask(places, {timestamp: since})
  })
  const found = listed.map((each, at) => ({place: places[at] ?? each, listed: each}))

  // A log without records has no newest one, but a log whose records were deleted (DeleteRecords) may still name one of
  // those.
  const doubtful = found.filter(({listed: each}) => !each.error && (each.offset !== null || !tellsNewest))
  const starts = byPlace(doubtful, await ask(placesOf(doubtful), 'earliest'))
  const deleted = doubtful.filter(({place, listed: each}) => {
    const start = starts.get(place)
    return !tellsNewest || (!each.error && !start?.error && (each.offset ?? 0) < (start?.offset ?? 0))
  })
  const ends = byPlace(deleted, await ask(placesOf(deleted), 'latest'))

  const errors: KafkaError[] = []
  const newest = new Map<string, NewestRecord>()
  for (const {place, listed: each} of found) {
    const [start, end] = [starts.get(place), ends.get(place)]
    const before = newest.get(place.topic) ?? {since: false, any: false, timestamp: null}
    const error = each.error ?? start?.error ?? end?.error
    if (error) errors.push(error)
    if (each.error || start?.error || end?.error) {
      newest.set(place.topic, {...before, since: before.since === true ? true : null})
      continue
    }
    const any = end ? (start?.offset ?? 0) < (end.offset ?? 0) : each.offset !== null
    const {timestamp} = each
    const young = any && each.offset !== null && (timestamp === null || timestamp >= since)
    newest.set(place.topic, {
      since: young ? true : before.since,
      any: before.any || any,
      timestamp: any && timestamp !== null ? Math.max(timestamp, before.timestamp ?? 0) : before.timestamp,
    })
  }
  return new Outcome(newest, errors)
}

type Found = {readonly place: TopicPartition; readonly listed: ListedOffset}

const placesOf = (found: readonly Found[]) => found.map(({place}) => place)

const byPlace = (found: readonly Found[], listed: readonly ListedOffset[]) =>
  new Map(found.flatMap(({place}, at) => (listed[at] ? [[place, listed[at]] as const] : [])))
