// Finds when groups last committed, from the records of __consumer_offsets, because no request returns that.
import type {Cluster} from '../cluster/cluster.ts'
import {offsetsTopic, partitionOf} from '../offsets/offsets-topic.ts'
import {listOffsets} from '../offsets/list-offsets.ts'
import {Consumption} from '../records/consume/consumption.ts'
import {Position} from '../records/consume/position.ts'

/**
 * The time that is read first, ms: most active groups have committed within it, so that the rest of their partitions
 * need not be read.
 */
const recentMs = 600_000

export interface LastCommitsInput {
  readonly groups: readonly string[]
  /** Ms since the epoch. */
  readonly since: number
  readonly now: number
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((text: string) => void) | undefined
}

/**
 * When each group last committed an offset, ms since the epoch; groups without a commit since `since` are left out.
 * Reads the groups' partitions of `__consumer_offsets`: first the newest records, then, for groups that were not found,
 * from `since` on. Undefined: the cluster has no such topic. Throws KafkaError if it may not be read.
 */
export async function lastCommits(
  cluster: Cluster,
  {groups, since, now, signal, onProgress = () => {}}: LastCommitsInput,
): Promise<ReadonlyMap<string, number> | undefined> {
  const [topic] = await cluster.topics([offsetsTopic], {refresh: true})
  const count = topic?.partitions.length ?? 0
  const found = new Map<string, number>()
  if (!topic || count === 0) return undefined
  for (const from of new Set([Math.max(since, now - recentMs), since])) {
    const open = groups.filter((group) => !found.has(group))
    const partitions = [...new Set(open.map((group) => partitionOf(group, count)))]
    if (partitions.length === 0) break
    const queries = partitions.map((partition) => ({topic: offsetsTopic, partition}))
    const [starts, ends] = await Promise.all([
      listOffsets(
        cluster,
        queries.map((each) => ({...each, spec: {timestamp: from}})),
      ),
      listOffsets(
        cluster,
        queries.map((each) => ({...each, spec: 'latest' as const})),
      ),
    ])
    for (const {error} of [...starts, ...ends]) if (error) throw error
    const wanted = new Set(open)
    let records = 0
    const consumption = new Consumption(
      cluster,
      {
        signal,
        output: {write: async () => undefined},
        format: ({key, value, timestamp}) => {
          if (++records % 10_000 === 0) onProgress(`commits: ${records} read`)
          // A tombstone: the offset was deleted or has expired.
          if (value === null) return
          const group = committingGroup(key)
          if (group !== undefined && wanted.has(group) && timestamp >= from)
            found.set(group, Math.max(timestamp, found.get(group) ?? 0))
        },
      },
      {mayDrop: () => true},
    )
    consumption.fetcher.add(
      partitions.flatMap((partition, at) => {
        const [first, last] = [offsetOf(starts[at]), offsetOf(ends[at])]
        // There is no record since that time.
        return first === null || last === null || first >= last ? [] : [new Position(topic, partition, first, last)]
      }),
    )
    await consumption.finish()
    signal?.throwIfAborted()
  }
  return found
}

const offsetOf = (listed: Awaited<ReturnType<typeof listOffsets>>[number] | undefined) =>
  listed && !listed.error ? listed.offset : null

/** The group in an OffsetCommitKey (versions 0 and 1); undefined for other records of the topic. */
function committingGroup(key: Buffer | null): string | undefined {
  if (!key || key.length < 4) return undefined
  const version = key.readInt16BE(0)
  if (version !== 0 && version !== 1) return undefined
  return key.toString('utf8', 4, 4 + key.readInt16BE(2))
}
