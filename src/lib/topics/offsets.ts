import type {Cluster} from '../cluster/cluster.ts'
import type {PrintedError} from '../cluster/errors.ts'
import {Failures, Outcome} from '../cluster/outcome.ts'
import {listOffsets, type OffsetSpec} from '../offsets/list-offsets.ts'
import type {NameSelector} from '../text/name-selector.ts'
import {selectTopics} from './list.ts'

export interface TopicOffset {
  readonly topic: string
  readonly partition: number
  /** Null: no record qualifies. */
  readonly offset: number | null
  /** The timestamp of that record, ms since the epoch; null: the broker does not report it. */
  readonly timestamp: number | null
  readonly leaderEpoch: number | null
}

export interface TopicOffsets {
  readonly offsets: readonly TopicOffset[]
  readonly errors: readonly PrintedError[]
}

/** One offset of each partition, by topic and partition. Throws UnsupportedApi if a broker is too old for the spec. */
export async function topicOffsets(
  cluster: Cluster,
  selectors: readonly NameSelector[],
  spec: OffsetSpec,
): Promise<Outcome<TopicOffsets>> {
  const failures = new Failures()
  const {topics} = (await selectTopics(cluster, {selectors}, 'list offsets of')).open(failures)
  const queries = topics
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({name, partitions}) =>
      partitions
        .map(({index}) => ({topic: name, partition: index, spec}))
        .toSorted((a, b) => a.partition - b.partition),
    )
  const listed = await listOffsets(cluster, queries)
  failures.take(listed.flatMap(({error}) => error ?? []))
  const offsets = listed.filter((each) => each.error === undefined)
  return new Outcome({offsets, errors: failures.untold}, failures)
}
