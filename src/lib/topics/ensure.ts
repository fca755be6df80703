// Topics that are to be there: those that are missing are created, those that exist are compared with what was asked for, and
// made so where that is wanted.
import type {Cluster} from '../cluster/cluster.ts'
import type {PrintedError} from '../cluster/errors.ts'
import type {AwaitedTopic} from './ask-broker.ts'
import {awaitTopics, NotPublished, reachBrokers} from './await-topics.ts'
import {alterToWanted, compareWithWanted, type TopicDifference} from './compare-wanted.ts'
import type {QuotaPatience} from './mutation-quota.ts'
import {watchCreation} from './watch-creation.ts'
import {createTopics, type CreateTopicOutcome, type NewTopic} from './create.ts'

export interface EnsureTopicsInput {
  readonly topics: readonly NewTopic[]
  /** What becomes of a topic that exists: a failure, compared only, or compared and altered. */
  readonly existing: 'fail' | 'compare' | 'alter'
  readonly validateOnly: boolean
  /** Until every broker knows the topics. */
  readonly wait: boolean
  readonly signal?: AbortSignal | undefined
  readonly onQuota?: QuotaPatience['onQuota']
  /** Told how far it is, and with what. */
  readonly onProgress?: ((verb: string, done: number) => void) | undefined
}

/** A topic that existed already. */
export interface ExistingTopic {
  readonly name: string
  /** `altered`: it now is what was asked for; `alterable`: it would be, this is a dry run. */
  readonly status: 'exists' | 'altered' | 'alterable'
  /** What is, or was before it was altered, not as it was asked for; null where that cannot be read (`unread`). */
  readonly differences: readonly TopicDifference[] | null
  /** Why the topic could not be compared. */
  readonly unread: PrintedError | null
}
/** `differences`: of a topic that exists and could not be altered. */
export type FailedTopic = {
  readonly name: string
  readonly status: 'failed'
  readonly error: PrintedError
  readonly differences?: readonly TopicDifference[] | null
}
export type EnsuredTopic = Exclude<CreateTopicOutcome, {status: 'exists' | 'failed'}> | ExistingTopic | FailedTopic

/** Fewer are made before a second connection to the controller's broker is there. */
const manyTopics = 100

/** One outcome per topic, in order, and what not every broker knows when the time is over. */
export async function ensureTopics(
  cluster: Cluster,
  {topics, existing, validateOnly, wait, signal, onQuota, onProgress = () => {}}: EnsureTopicsInput,
): Promise<{readonly outcomes: readonly EnsuredTopic[]; readonly late: readonly NotPublished[]}> {
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
    const late = await awaitTopics(cluster, some, {
      signal,
      watch,
      onProgress: (open) => onProgress('not known to every broker yet', open),
    })
    return late.length > 0 ? [new NotPublished(late)] : []
  }
  const late = []
  if (wait && !validateOnly) {
    const fresh = created.flatMap((each) =>
      each.status === 'created' ? [{name: each.name, partitions: each.partitionCount, topicId: each.topicId}] : [],
    )
    // The others may have been created a moment ago, so that brokers do not know them yet and cannot describe them.
    late.push(...(await publish([...fresh, ...wanted.map(({name}) => ({name}))])))
  }
  const compared = await compareWithWanted(cluster, wanted)
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
    // What was to be altered and cannot be read is not as it was asked for.
    if (existing === 'alter' && unread) return {name, status: 'failed', error: unread, differences: null}
    return {name, status: change ? (validateOnly ? 'alterable' : 'altered') : 'exists', differences, unread}
  })
  return {outcomes, late}
}
