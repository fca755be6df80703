// What a list of topics can show beyond the metadata. Each part takes requests, so it is read, and its code loaded,
// only if it is asked for.
import type {Cluster, TopicMetadata} from '../cluster/cluster.ts'
import {Failures, Outcome} from '../cluster/outcome.ts'
import {partitionProblems, problemsOf, type PartitionProblem} from './partition-health.ts'
import type {PartitionDescription, TopicDescription} from './topic-description.ts'

export const detailNames = ['size', 'records', 'retention', 'problems'] as const
export type DetailName = (typeof detailNames)[number]

/** The details of one topic. Null: not requested, or unknown. */
export interface TopicDetails {
  /** Bytes on disk, all replicas together. */
  readonly size: number | null
  /** Offsets in use: at least the number of records, since compaction and transaction markers take offsets, too. */
  readonly records: number | null
  /** Ms; -1: unlimited. */
  readonly retentionMs: number | null
  /** Bytes of each partition; -1: no limit. */
  readonly retentionBytes: number | null
  /** `delete`, `compact`. */
  readonly cleanupPolicy: readonly string[] | null
  /** How many partitions have each problem, the worst first; empty: no partition has one. */
  readonly problems: readonly {readonly problem: PartitionProblem; readonly partitions: number}[] | null
}

export const noDetails: TopicDetails = {
  size: null,
  records: null,
  retentionMs: null,
  retentionBytes: null,
  cleanupPolicy: null,
  problems: null,
}

const retentionConfigs = ['retention.ms', 'retention.bytes', 'cleanup.policy']

/**
 * The details of each topic. Sizes take a request to every broker (DescribeLogDirs), records one or two to every
 * leader, retention and problems the configs of all topics. What cannot be read is null, and a failure of the outcome.
 */
export async function topicDetails(
  cluster: Cluster,
  topics: readonly TopicMetadata[],
  wanted: ReadonlySet<DetailName>,
): Promise<Outcome<ReadonlyMap<string, TopicDetails>>> {
  const failures = new Failures()
  const counted = topics.map(({name, partitions}) => ({name, partitionCount: partitions.length}))
  const [sizes, records, described] = await Promise.all([
    wanted.has('size') ? import('./topic-sizes.ts').then(({topicSizes}) => topicSizes(cluster, topics)) : undefined,
    wanted.has('records')
      ? import('./record-counts.ts').then(({recordCounts}) => recordCounts(cluster, counted))
      : undefined,
    wanted.has('retention') || wanted.has('problems') ? describedTopics(cluster, counted, wanted) : undefined,
  ])
  const bytes = sizes?.open(failures)
  const counts = records?.open(failures)
  const descriptions = described?.open(failures)
  const details = topics.map(({name}): [string, TopicDetails] => {
    const description = descriptions?.topics.get(name)
    return [
      name,
      {
        size: bytes?.get(name) ?? null,
        records: counts?.get(name) ?? null,
        ...(description && wanted.has('retention') ? retentionOf(description) : noRetention),
        problems:
          description && descriptions && wanted.has('problems') ? problemCounts(description, descriptions.live) : null,
      },
    ]
  })
  return new Outcome(new Map(details), failures)
}

const noRetention = {retentionMs: null, retentionBytes: null, cleanupPolicy: null}

async function describedTopics(
  cluster: Cluster,
  topics: readonly {readonly name: string}[],
  wanted: ReadonlySet<DetailName>,
): Promise<Outcome<{readonly topics: ReadonlyMap<string, TopicDescription>; readonly live: ReadonlySet<number>}>> {
  const {describeTopics} = await import('./describe.ts')
  const failures = new Failures()
  const [outcome, brokers] = await Promise.all([
    describeTopics(cluster, {
      names: topics.map(({name}) => name),
      configs: [
        ...(wanted.has('retention') ? retentionConfigs : []),
        ...(wanted.has('problems') ? ['min.insync.replicas'] : []),
      ],
      reassignments: wanted.has('problems'),
    }),
    cluster.brokers(),
  ])
  const byName = new Map(outcome.open(failures).topics.map((topic) => [topic.name, topic]))
  return new Outcome({topics: byName, live: new Set(brokers.map(({id}) => id))}, failures)
}

function retentionOf({
  configs,
}: TopicDescription): Pick<TopicDetails, 'retentionMs' | 'retentionBytes' | 'cleanupPolicy'> {
  const value = (name: string) => configs?.find((each) => each.name === name)?.value ?? null
  const number = (text: string | null) => (text === null ? null : Number(text))
  return {
    retentionMs: number(value('retention.ms')),
    retentionBytes: number(value('retention.bytes')),
    cleanupPolicy: value('cleanup.policy')?.split(/\s*,\s*/) ?? null,
  }
}

/** Null if min.insync.replicas could not be read, because an unknown state must not be reported as healthy. */
function problemCounts(
  {partitions, minInsyncReplicas}: TopicDescription,
  live: ReadonlySet<number>,
): TopicDetails['problems'] {
  if (minInsyncReplicas === null) return null
  const found = partitions.map((each: PartitionDescription) => problemsOf(each, minInsyncReplicas, live))
  return partitionProblems.flatMap((problem) => {
    const has = (problems: readonly PartitionProblem[]) =>
      problems.includes(problem) &&
      // If all replicas are in sync, being at min ISR is how the topic was configured.
      (problem !== 'at-min-isr' || problems.includes('under-replicated'))
    const count = found.filter(has).length
    return count === 0 ? [] : [{problem, partitions: count}]
  })
}
