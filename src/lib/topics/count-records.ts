import type {Cluster} from '../cluster/cluster.ts'
import type {PrintedError} from '../cluster/errors.ts'
import {Failures, Outcome} from '../cluster/outcome.ts'
import {UsageError} from '../errors/usage-error.ts'
import {listOffsets, type OffsetSpec} from '../offsets/list-offsets.ts'
import type {NameSelector} from '../text/name-selector.ts'
import {selectTopics} from './list.ts'

export interface CountedRecords {
  readonly topic: string
  /** Null: the whole topic. */
  readonly partition: number | null
  /** The number of partitions; null for a single partition. */
  readonly partitions: number | null
  /** The first offset that is counted, and the one after the last; null for a topic, or not known. */
  readonly start: number | null
  readonly end: number | null
  /** Offsets in use: at least the number of records; null: not known. */
  readonly records: number | null
}
export interface RecordCounts {
  /** By topic and partition. */
  readonly counts: readonly CountedRecords[]
  readonly errors: readonly PrintedError[]
}
export interface CountInput {
  readonly selectors: readonly NameSelector[]
  /**
   * Ms since the epoch: counts only from the first record at or after `from` to the first record at or after `until`.
   */
  readonly from?: number | undefined
  readonly until?: number | undefined
  readonly byPartition: boolean
}

/** Sends two requests to each leader, and one more for each time. A topic with an unknown partition has null. */
export async function countRecords(
  cluster: Cluster,
  {selectors, from, until, byPartition}: CountInput,
): Promise<Outcome<RecordCounts>> {
  if (from !== undefined && until !== undefined && until < from) throw new UsageError('--until is before --from')
  const failures = new Failures()
  const {topics} = (await selectTopics(cluster, {selectors}, 'count the records of')).open(failures)
  const places = topics
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({name, partitions}) =>
      partitions.map(({index}) => ({topic: name, partition: index})).toSorted((a, b) => a.partition - b.partition),
    )
  const ask = (spec: OffsetSpec) =>
    listOffsets(
      cluster,
      places.map((place) => ({...place, spec})),
    )
  const [starts, ends, firsts, lasts] = await Promise.all([
    ask('earliest'),
    ask('latest'),
    from === undefined ? undefined : ask({timestamp: from}),
    until === undefined ? undefined : ask({timestamp: until}),
  ])
  const rows = places.map((place, at): CountedRecords => {
    const [start, end, first, last] = [starts[at], ends[at], firsts?.[at], lasts?.[at]]
    const error = start?.error ?? end?.error ?? first?.error ?? last?.error
    if (error) failures.take([error])
    const unknown = {...place, partitions: null, start: null, end: null, records: null}
    if (error || !start || !end || start.error || end.error || start.offset === null || end.offset === null)
      return unknown
    // No record is that new: nothing is counted, or nothing is left out.
    const firstOffset = first && !first.error ? (first.offset ?? end.offset) : start.offset
    const behind = last && !last.error ? (last.offset ?? end.offset) : end.offset
    // The timestamps in a log are not always in order.
    return {...place, partitions: null, start: firstOffset, end: behind, records: Math.max(0, behind - firstOffset)}
  })
  const counts = byPartition ? rows : summed(rows)
  return new Outcome({counts, errors: failures.untold}, failures)
}

function summed(rows: readonly CountedRecords[]): CountedRecords[] {
  return [...Map.groupBy(rows, ({topic}) => topic)].map(([topic, own]) => ({
    topic,
    partition: null,
    partitions: own.length,
    start: null,
    end: null,
    records: own.some(({records}) => records === null) ? null : own.reduce((sum, {records}) => sum + (records ?? 0), 0),
  }))
}
