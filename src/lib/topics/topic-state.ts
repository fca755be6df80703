// Tells whether topics have reached a state, by the views of every broker, because a single answer may be outdated.
import {ListPartitionReassignments} from '../apis/list-partition-reassignments.ts'
import {Metadata} from '../apis/metadata.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {ConnectionError, KafkaError} from '../cluster/errors.ts'
import {listed} from '../text/listed.ts'
import {isPattern, selectNames, type NameSelector} from '../text/name-selector.ts'
import {counted, plural} from '../text/plural.ts'
import type {Got} from '../wire/schema.ts'
import {topicError} from './topic-error.ts'

/**
 * `ready`: every broker names the topic with a leader for each partition; `in-sync`: also all replicas are in sync;
 * `settled`: also no replica is being moved; `gone`: no broker knows it.
 */
export const topicStates = ['ready', 'in-sync', 'settled', 'gone'] as const
export type TopicState = (typeof topicStates)[number]

export interface TopicLook {
  readonly name: string
  readonly reached: boolean
  /** Why the state is not reached; null if it is. */
  readonly reason: string | null
  /** No obstacle was seen, but not every broker could be asked. */
  readonly unknown: boolean
}

type SeenTopic = Got<typeof Metadata.response>['topics'][number]
type View = ReadonlyMap<string, SeenTopic>

/** The time for connecting to a broker in one try, ms. */
const reachMs = 5000

/**
 * Checks once, with one request per broker. A pattern stands for the topics that match on any broker, or for itself if
 * none does. Throws KafkaError for a named topic that may not be described, because waiting would not help.
 */
export async function lookAtTopics(
  cluster: Cluster,
  selectors: readonly NameSelector[],
  state: TopicState,
  {timeoutMs}: {readonly timeoutMs: number},
): Promise<TopicLook[]> {
  const asked = selectors.some(isPattern) ? null : selectors.map(({text}) => text)
  // Brokers that have left since the last try are no longer asked, and new ones are.
  await cluster.refresh([])
  const brokers = await cluster.brokers()
  const within = {timeoutMs: Math.max(1, Math.min(timeoutMs, reachMs))}
  const views = new Map<number, View>()
  const away: {readonly node: number; readonly error: Error}[] = []
  const [moving] = await Promise.all([
    state === 'settled' ? partitionsThatMove(cluster) : undefined,
    ...brokers.map(async ({id: node}) => {
      try {
        views.set(node, await viewOf(cluster, node, asked, within))
      } catch (error) {
        if (!(error instanceof KafkaError || error instanceof ConnectionError)) throw error
        away.push({node, error})
      }
    }),
  ])
  const known = new Map([...views.values()].flatMap((view) => [...view]))
  // Internal topics remain, because no deletion by pattern affects them.
  const existing = [...known.values()].filter(({isInternal}) => state !== 'gone' || !isInternal)
  const {names, unmatched} = selectNames(
    selectors,
    existing.map(({name}) => name ?? ''),
    [...known.keys()],
  )
  const unseen = away.map(({node, error}) => `broker ${node} could not be asked: ${error.message}`)
  return [...names, ...unmatched].map((name) => {
    const reason = unmatched.includes(name)
      ? reasonWithoutMatch(state)
      : (reasonAgainst(name, state, views) ?? movingReason(moving?.get(name)))
    const unknown = reason === undefined && unseen.length > 0
    return {name, reached: reason === undefined && !unknown, reason: reason ?? unseen[0] ?? null, unknown}
  })
}

/** `names`: null for all topics. */
async function viewOf(
  cluster: Cluster,
  node: number,
  names: readonly string[] | null,
  within: {readonly timeoutMs: number},
): Promise<View> {
  const {topics} = await cluster.call(
    Metadata,
    (version) => ({
      // Null means all since version 1; before, an empty list did.
      topics: names?.map((name) => ({name})) ?? (version === 0 ? [] : null),
      ...(version >= 4 ? {allowAutoTopicCreation: false} : {}),
    }),
    {to: {node}, what: `ask broker ${node} for ${names ? counted(names.length, 'topic') : 'all topics'}`, ...within},
  )
  return new Map(topics.map((topic) => [topic.name ?? '', topic]))
}

/** The number of partitions that are being reassigned, by topic. */
async function partitionsThatMove(cluster: Cluster): Promise<ReadonlyMap<string, number>> {
  const {topics} = await cluster.call(ListPartitionReassignments, {topics: null}, {what: 'list reassignments'})
  return new Map(topics.map(({name, partitions}) => [name, partitions.length]))
}

/** If nothing matches a pattern, what was to be deleted is gone. */
const reasonWithoutMatch = (state: TopicState) => (state === 'gone' ? undefined : 'no topic matches')

const movingReason = (count: number | undefined) =>
  count === undefined || count === 0
    ? undefined
    : `${counted(count, 'partition')} ${plural(count, 'is', 'are')} being moved`

/** The reason of the first broker that has one. */
function reasonAgainst(name: string, state: TopicState, views: ReadonlyMap<number, View>): string | undefined {
  const seen = [...views].map(([node, view]) => ({node, topic: view.get(name)}))
  for (const {topic} of seen) {
    const code = topic?.errorCode ?? errorCode.unknownTopicOrPartition
    if (code === errorCode.topicAuthorizationFailed || code === errorCode.invalidTopicException)
      throw topicError(code, 'wait for', name)
  }
  const knows = ({topic}: (typeof seen)[number]) =>
    topic !== undefined && topic.errorCode !== errorCode.unknownTopicOrPartition
  const knowing = seen.filter(knows)
  const nodes = (some: typeof seen) =>
    `${plural(some.length, 'broker')} ${listed(
      some.map(({node}) => String(node)),
      'and',
    )}`
  if (state === 'gone')
    return knowing.length === 0 ? undefined : `${nodes(knowing)} still ${plural(knowing.length, 'knows', 'know')} it`
  if (knowing.length === 0 && seen.length > 0) return 'there is no such topic'
  const without = seen.filter((each) => !knows(each))
  if (without.length > 0) return `${nodes(without)} ${plural(without.length, 'does', 'do')} not know it yet`
  const counts = new Set(knowing.map(({topic}) => topic?.partitions.length ?? 0))
  if (counts.size > 1)
    return `brokers name ${listed([...counts].toSorted((a, b) => a - b).map(String), 'or')} partitions`
  for (const {node, topic} of knowing) {
    const partitions = topic?.partitions ?? []
    const leaderless = partitions.filter(({leaderId}) => leaderId < 0)
    if (leaderless.length > 0 || partitions.length === 0)
      return `${counted(leaderless.length, 'partition')} without a leader, by broker ${node}`
    const short = partitions.filter(({isrNodes, replicaNodes}) => isrNodes.length < replicaNodes.length)
    if (state === 'in-sync' && short.length > 0) {
      const [first] = short
      const missing = first?.replicaNodes.filter((id) => !first.isrNodes.includes(id)) ?? []
      return `${counted(short.length, 'partition')} with replicas out of sync, partition ${first?.partitionIndex} on ${plural(missing.length, 'broker')} ${listed(missing.map(String), 'and')}`
    }
  }
  return undefined
}
