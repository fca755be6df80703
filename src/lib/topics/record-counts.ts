import type {Cluster} from '../cluster/cluster.ts'
import {Outcome} from '../cluster/outcome.ts'
import {listOffsets} from '../offsets/list-offsets.ts'
import type {ListedTopic} from './list.ts'

/**
 * Offsets in use by topic: end minus start of every log, summed up. That is at least the number of records, because
 * compaction and transaction markers use up offsets, too. Null if a partition could not be read, which is a failure of
 * the outcome.
 */
export async function recordCounts(
  cluster: Cluster,
  topics: readonly Pick<ListedTopic, 'name' | 'partitionCount'>[],
): Promise<Outcome<ReadonlyMap<string, number | null>>> {
  const queries = topics.flatMap(({name, partitionCount}) =>
    Array.from({length: partitionCount}, (_, partition) =>
      (['earliest', 'latest'] as const).map((spec) => ({topic: name, partition, spec})),
    ).flat(),
  )
  const listed = await listOffsets(cluster, queries)
  const records = new Map<string, number | null>()
  for (const [i, each] of listed.entries()) {
    const sum = records.get(each.topic) ?? (records.has(each.topic) ? null : 0)
    const offset = each.error === undefined ? each.offset : null
    const sign = queries[i]?.spec === 'latest' ? 1 : -1
    records.set(each.topic, sum === null || offset === null ? null : sum + sign * offset)
  }
  return new Outcome(
    records,
    listed.flatMap(({error}, i) => (error && (i % 2 === 0 || !listed[i - 1]?.error) ? [error] : [])),
  )
}
