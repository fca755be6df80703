import {authorizedOperations, type AclOperation} from '../acls/authorized-operations.ts'
import {DescribeTopicPartitions} from '../apis/describe-topic-partitions.ts'
import {Metadata} from '../apis/metadata.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {UnsupportedApi} from '../cluster/errors.ts'
import type {Got} from '../wire/schema.ts'
import type {PartitionDescription} from './topic-description.ts'
import {topicIdOrNull, type TopicFailure} from './list.ts'
import {topicError} from './topic-error.ts'

export interface PartitionsOfTopic {
  readonly name: string
  readonly topicId: string | null
  readonly isInternal: boolean
  /** Without reassignments, which other responses have. */
  readonly partitions: readonly PartitionDescription[]
  readonly authorizedOperations: readonly AclOperation[] | null
}

interface Options {
  readonly authorizedOperations: boolean
  readonly partitionLimit?: number | undefined
}
interface Described {
  readonly topics: PartitionsOfTopic[]
  readonly errors: TopicFailure[]
}
/** What a page says of a topic; `read` makes its description, for which there may be a better moment. */
interface TopicOfPage {
  readonly name: string
  readonly isInternal: boolean
  read(): PartitionsOfTopic
}

/** Describes partitions with DescribeTopicPartitions (KIP-966) if the brokers have it; otherwise, and for ids, with Metadata. */
export async function describePartitions(
  cluster: Cluster,
  which: {readonly names: readonly string[]} | {readonly ids: readonly string[]},
  options: Options,
): Promise<Described> {
  if ('ids' in which) return byId(cluster, which.ids, options)
  // An empty list would mean all topics.
  if (which.names.length === 0) return {topics: [], errors: []}
  return (await hasPages(cluster)) ? byPages(cluster, which.names, options) : byName(cluster, which.names, options)
}

type Page = Got<typeof DescribeTopicPartitions.response>
type Topic = Page['topics'][number]

/** The number of partitions in the first page of all topics, small so that work on them can start early. */
const firstPage = 250
/** The most partitions that brokers return in one response (max.request.partition.size.limit). */
const largestPage = 2000

/** Whether the brokers have DescribeTopicPartitions, which `everyTopic` requires. */
export const hasPages = (cluster: Cluster): Promise<boolean> => cluster.supports(DescribeTopicPartitions)

/**
 * Yields all topics sorted by name, page by page, never splitting a topic. Topics that were deleted in the meantime are
 * left out.
 */
export async function* everyTopic(
  cluster: Cluster,
  options: Options,
): AsyncGenerator<Pick<Described, 'errors'> & {readonly topics: TopicOfPage[]}, void> {
  let unfinished: Topic | undefined
  for await (const {topics, nextCursor} of pages(cluster, [], options)) {
    const whole: Topic[] = []
    for (const topic of topics) {
      if (unfinished?.name === topic.name) unfinished?.partitions.push(...topic.partitions)
      else {
        if (unfinished) whole.push(unfinished)
        unfinished = topic
      }
    }
    if (unfinished && nextCursor?.topicName !== unfinished.name) {
      whole.push(unfinished)
      unfinished = undefined
    }
    yield {
      topics: whole
        .filter((topic) => topic.errorCode === errorCode.none)
        .map((topic) => ({
          name: topic.name ?? '',
          isInternal: topic.isInternal,
          read: () => fromPage(topic, options),
        })),
      errors: whole
        .filter(({errorCode: code}) => code !== errorCode.none && code !== errorCode.unknownTopicOrPartition)
        .map(({name, errorCode: code}) => ({name: name ?? '', error: topicError(code, 'describe', name ?? '')})),
    }
  }
}

async function byPages(cluster: Cluster, names: readonly string[], options: Options): Promise<Described> {
  const found = new Map<string, Topic>()
  for await (const page of pages(cluster, names, options)) {
    for (const topic of page.topics) {
      const before = found.get(topic.name ?? '')
      // A topic longer than a page continues on the next one. If it was deleted in between, that is its outcome.
      if (before && topic.errorCode === errorCode.none) before.partitions.push(...topic.partitions)
      else found.set(topic.name ?? '', topic)
    }
  }
  return sorted(names, (name) => {
    const topic = found.get(name)
    if (!topic || topic.errorCode !== errorCode.none) return {errorCode: topic?.errorCode}
    return fromPage(topic, options)
  })
}

/** The pages for these topics; without names, for all topics. */
async function* pages(
  cluster: Cluster,
  names: readonly string[],
  {partitionLimit}: Options,
): AsyncGenerator<Page, void> {
  const all = names.length === 0
  const topics = names.map((name) => ({name}))
  const what = all ? 'describe all topics' : whatOf(names)
  /** `number`: from 1. */
  const ask = (number: number, cursor: Page['nextCursor']): Promise<Page> => {
    const responsePartitionLimit = partitionLimit ?? (all && !cursor ? firstPage : largestPage)
    // Brokers answer a connection in order, and a page should not wait for the configs of thousands of topics. For those of
    // the first page nobody has asked yet when the second one is asked for, which need not wait for another connection.
    const purpose = names.length > firstPage || (all && number > 2) ? 'partitions' : ''
    return cluster.call(DescribeTopicPartitions, {topics, responsePartitionLimit, cursor}, {what, purpose})
  }
  let cursor: Page['nextCursor'] = null
  let next: Promise<Page> | undefined = ask(1, null)
  for (let number = 2; next; number++) {
    const page: Page = await next
    const {nextCursor} = page
    if (nextCursor && nextCursor.topicName === cursor?.topicName && nextCursor.partitionIndex <= cursor.partitionIndex)
      throw new Error(`DescribeTopicPartitions does not get past ${nextCursor.topicName}-${nextCursor.partitionIndex}`)
    cursor = nextCursor
    next = cursor ? ask(number, cursor) : undefined
    next?.catch(() => {}) // thrown when the page is awaited, if it is still wanted
    yield page
  }
}

/** Unlike Metadata, the response always includes the authorized operations. */
const fromPage = (topic: Topic, options: Options): PartitionsOfTopic => described(topic, options.authorizedOperations)

type InMetadata = Got<typeof Metadata.response>['topics'][number]
type InEither = Omit<InMetadata, 'partitions'> & {
  readonly partitions: readonly (InMetadata['partitions'][number] &
    Partial<Pick<Topic['partitions'][number], 'eligibleLeaderReplicas' | 'lastKnownElr'>>)[]
}

const described = (topic: InEither, withOperations = true): PartitionsOfTopic => ({
  name: topic.name ?? '',
  topicId: topicIdOrNull(topic.topicId),
  isInternal: topic.isInternal,
  partitions: topic.partitions
    .map((partition) => ({
      partition: partition.partitionIndex,
      leader: partition.leaderId,
      leaderEpoch: partition.leaderEpoch,
      replicas: partition.replicaNodes,
      isr: partition.isrNodes,
      offlineReplicas: partition.offlineReplicas,
      eligibleLeaderReplicas: orNone(partition.eligibleLeaderReplicas),
      lastKnownEligibleLeaderReplicas: orNone(partition.lastKnownElr),
      reassignment: null,
      errorCode: partition.errorCode,
    }))
    .sort((a, b) => a.partition - b.partition),
  authorizedOperations: withOperations ? authorizedOperations(topic.topicAuthorizedOperations) : null,
})

/** Undefined in Metadata, which lacks the field. Null comes from other implementations and means an empty list. */
const orNone = (replicas: readonly number[] | null | undefined) => (replicas === undefined ? null : (replicas ?? []))

async function byName(cluster: Cluster, names: readonly string[], options: Options): Promise<Described> {
  const {topics} = await cluster.call(
    Metadata,
    (version) => ({
      topics: names.map((name) => ({name})),
      ...(version >= 4 ? {allowAutoTopicCreation: false} : {}),
      // Brokers before Kafka 2.3 do not report them; the result is null then.
      ...(version >= 8 ? {includeTopicAuthorizedOperations: options.authorizedOperations} : {}),
    }),
    {what: whatOf(names)},
  )
  const found = new Map(topics.map((topic) => [topic.name ?? '', topic]))
  return sorted(names, (name) => fromMetadata(found.get(name)))
}

async function byId(cluster: Cluster, ids: readonly string[], options: Options): Promise<Described> {
  const {topics} = await cluster.call(
    Metadata,
    (version) => {
      if (version < 12)
        throw new UnsupportedApi(
          `describe topics by id: needs version 12 of Metadata (Kafka 3.1), the broker has ${version}; use names`,
        )
      return {
        topics: ids.map((topicId) => ({topicId, name: null})),
        allowAutoTopicCreation: false,
        includeTopicAuthorizedOperations: options.authorizedOperations,
      }
    },
    {what: whatOf(ids)},
  )
  const found = new Map(topics.map((topic) => [topic.topicId, topic]))
  return sorted(ids, (id) => fromMetadata(found.get(id)))
}

const fromMetadata = (topic: InMetadata | undefined): PartitionsOfTopic | {errorCode: number | undefined} =>
  topic?.errorCode === errorCode.none ? described(topic) : {errorCode: topic?.errorCode}

function sorted(
  wanted: readonly string[],
  find: (nameOrId: string) => PartitionsOfTopic | {errorCode: number | undefined},
): Described {
  const topics: PartitionsOfTopic[] = []
  const errors: TopicFailure[] = []
  for (const one of wanted) {
    const found = find(one)
    if ('name' in found) topics.push(found)
    else {
      const code = found.errorCode ?? errorCode.unknownTopicOrPartition
      errors.push({name: one, error: topicError(code, 'describe', one)})
    }
  }
  return {topics, errors}
}

const whatOf = (names: readonly string[]) =>
  names.length === 1 ? `describe topic ${names[0]}` : `describe ${names.length} topics`
