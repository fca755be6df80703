// Creates missing topics, compares existing ones with what was requested, and changes them if that is wanted.
import type {Cluster} from '../cluster/cluster.ts'
import type {KafkaError, PrintedError} from '../cluster/errors.ts'
import {unlessAborted} from '../cluster/waiting.ts'
import type {AwaitedTopic} from './ask-broker.ts'
import {awaitTopics, NotPublished, reachBrokers} from './await-topics.ts'
import {alterToWanted, compareWithWanted, type TopicDifference} from './compare-wanted.ts'
import type {QuotaPatience} from './mutation-quota.ts'
import {watchCreation} from './watch-creation.ts'
import {createTopics, type CreateTopicOutcome, type NewTopic} from './create.ts'

export interface EnsureTopicsInput {
  readonly topics: readonly NewTopic[]
  /** What to do with an existing topic: fail, only compare, or compare and alter. */
  readonly existing: 'fail' | 'compare' | 'alter'
  readonly validateOnly: boolean
  /** Wait until every broker knows the topics. */
  readonly wait: boolean
  readonly signal?: AbortSignal | undefined
  readonly onQuota?: QuotaPatience['onQuota']
  /** Called with the present step and the number of topics. */
  readonly onProgress?: ((verb: string, done: number) => void) | undefined
}

/** A topic that already existed. */
export interface ExistingTopic {
  readonly name: string
  /** `altered`: it is now as requested; `alterable`: it could be changed, but this is a dry run. */
  readonly status: 'exists' | 'altered' | 'alterable'
  /** The differences from the request, before any change; null if they could not be read (`unread`). */
  readonly differences: readonly TopicDifference[] | null
  /** Why the topic could not be compared. */
  readonly unread: PrintedError | null
}
/** `differences` is set for an existing topic that could not be altered. */
export type FailedTopic = {
  readonly name: string
  readonly status: 'failed'
  readonly error: PrintedError
  readonly differences?: readonly TopicDifference[] | null
}
export type EnsuredTopic = Exclude<CreateTopicOutcome, {status: 'exists' | 'failed'}> | ExistingTopic | FailedTopic

/** The outcomes of topics that should exist. */
export interface Ensured {
  /** One per topic, in the same order. */
  readonly outcomes: readonly EnsuredTopic[]
  /** What some broker does not know when the time is over. */
  readonly late: readonly NotPublished[]
  /** Why the replicas of existing topics were compared as if no partition moved; null: moves were taken into account. */
  readonly movesUnknown: KafkaError | null
}

/** Fewer topics are created before a second connection to the controller's broker is open. */
const manyTopics = 100

/** Creates missing topics, and compares or alters existing ones. */
export async function ensureTopics(
  cluster: Cluster,
  {topics, existing, validateOnly, wait, signal, onQuota, onProgress = () => {}}: EnsureTopicsInput,
): Promise<Ensured> {
  if (wait && !validateOnly) reachBrokers(cluster)
  const watch =
    wait && !validateOnly && topics.length >= manyTopics
      ? watchCreation(
          cluster,
          topics.map(({name}) => name),
        )
      : undefined
  const created = await createTopics(cluster, {
    topics,
    ifNotExists: existing !== 'fail',
    validateOnly,
    signal,
    onQuota,
    onProgress: (done) => onProgress('created', done),
  }).catch((error: unknown) => {
    watch?.stop()
    throw error
  })
  const there = new Set(created.flatMap(({name, status}) => (status === 'exists' ? [name] : [])))
  const wanted = topics.filter(({name}) => there.has(name))
  const publish = async (some: readonly AwaitedTopic[]) => {
    const late = await unlessAborted(
      awaitTopics(cluster, some, {
        signal,
        watch,
        onProgress: (open) => onProgress('not known to every broker yet', open),
      }),
      signal,
    )
    return late && late.length > 0 ? [new NotPublished(late)] : []
  }
  const late = []
  if (wait && !validateOnly) {
    const fresh = created.flatMap((each) =>
      each.status === 'created' ? [{name: each.name, partitions: each.partitionCount, topicId: each.topicId}] : [],
    )
    // The others may have been created a moment ago, so that brokers do not know them yet and cannot describe them.
    late.push(...(await publish([...fresh, ...wanted.map(({name}) => ({name}))])))
  }
  const {compared, movesUnknown} = await compareWithWanted(cluster, wanted)
  const altered =
    existing === 'alter'
      ? await alterToWanted(cluster, wanted, compared, {
          validateOnly,
          signal,
          onQuota,
          onProgress: (done) => onProgress('altered', done),
        })
      : []
  if (wait && !validateOnly) {
    const grown = altered.flatMap((each) =>
      'partitions' in each && each.partitions?.status === 'added'
        ? [{name: each.name, partitions: each.partitions.count}]
        : [],
    )
    if (grown.length > 0) late.push(...(await publish(grown)))
  }
  const byName = new Map(compared.map((each) => [each.name, each]))
  const outcomeOf = new Map(altered.map((each) => [each.name, each]))
  const outcomes = created.map((each): EnsuredTopic => {
    if (each.status !== 'exists') return each
    const {name} = each
    const {differences = null, error: unread = null} = byName.get(name) ?? {}
    const change = outcomeOf.get(name)
    if (change?.error) return {name, status: 'failed', error: change.error, differences}
    // A topic that was to be altered but could not be read counts as failed.
    if (existing === 'alter' && unread) return {name, status: 'failed', error: unread, differences: null}
    return {name, status: change ? (validateOnly ? 'alterable' : 'altered') : 'exists', differences, unread}
  })
  return {outcomes, late, movesUnknown}
}
