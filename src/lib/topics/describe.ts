import {ListPartitionReassignments} from '../apis/list-partition-reassignments.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import type {Lanes} from '../cluster/lanes.ts'
import {KafkaError, UnsupportedApi} from '../cluster/errors.ts'
import {errorsOf, Failures, Outcome} from '../cluster/outcome.ts'
import {isOverridden, type ConfigSource} from '../configs/config-entry.ts'
import {configLanes, describeConfigs, mostResources} from '../configs/describe.ts'
import {chunks} from '../cluster/pooled.ts'
import {describePartitions, everyTopic, hasPages, type PartitionsOfTopic} from './describe-partitions.ts'
import {selectTopics, type TopicFailure, type TopicSelection} from './list.ts'
import {replicationFactor} from './partition-health.ts'
import type {PartitionDescription, TopicDescription} from './topic-description.ts'

export type {PartitionDescription, TopicDescription} from './topic-description.ts'

export interface DescribeTopicsInput extends TopicSelection {
  /** Topic ids instead of names (Metadata v12, Kafka 3.1); `names`, `pattern` and `internal` are ignored then. */
  readonly ids?: readonly string[] | undefined
  /** `overridden`: only configs that are not defaults; a list: only these configs. None are read if left out. */
  readonly configs?: 'all' | 'overridden' | readonly string[] | undefined
  /** Whether to read which replicas are being added and removed (ListPartitionReassignments, Kafka 2.4). */
  readonly reassignments?: boolean | undefined
  readonly authorizedOperations?: boolean | undefined
  /** The maximum number of partitions in one DescribeTopicPartitions response; 2000 by default. */
  readonly partitionLimit?: number | undefined
  /**
   * Is given each topic once it is complete, in no order and while others are awaited; with the names of all its configs in
   * the broker's order, including those that `overridden` leaves out.
   */
  readonly each?: ((topic: TopicDescription, configNames: readonly string[]) => void) | undefined
}

export interface DescribedTopics {
  /** In the order of names or ids, otherwise sorted by name. */
  readonly topics: readonly TopicDescription[]
  /** Names (or ids) that do not exist or may not be described. */
  readonly errors: readonly TopicFailure[]
  /** Why reassignments are unknown: the broker is older than Kafka 2.4, or the permission is missing. */
  readonly reassignmentsError: Error | null
}

/**
 * Describes topics, joined from Metadata or DescribeTopicPartitions (KIP-966), DescribeConfigs and
 * ListPartitionReassignments. A topic that does not exist or may not be described lands in `errors`, one whose configs
 * cannot be read has a `configsError`, and reassignments that cannot be listed are null with `reassignmentsError`: those are
 * the failures of the outcome. Anything else that fails is thrown; UnsupportedApi for `ids` before Kafka 3.1.
 */
export async function describeTopics(cluster: Cluster, input: DescribeTopicsInput): Promise<Outcome<DescribedTopics>> {
  const {ids, configs: wantedConfigs, reassignments = false, authorizedOperations = false, partitionLimit} = input
  const options = {authorizedOperations, partitionLimit}
  const moving = reassignments ? reassignmentsOf(cluster) : undefined

  /** `read` is called when the rest is there: until then there are requests to send. */
  const complete = async (
    names: readonly string[],
    read: () => readonly PartitionsOfTopic[] | Promise<readonly PartitionsOfTopic[]>,
    lanes?: Lanes,
  ) => {
    const [configs, places] = await Promise.all([
      wantedConfigs ? configsOf(cluster, names, wantedConfigs, lanes) : undefined,
      moving,
    ])
    return (await read()).map((topic) => {
      const configsOfTopic = configs?.get(topic.name)
      const described = describe(topic, configsOfTopic, places?.partitions, wantedConfigs)
      input.each?.(described, configsOfTopic?.error === undefined ? (configsOfTopic?.names ?? []) : [])
      return described
    })
  }
  const byNames = async (names: readonly string[]) => {
    const finding = describePartitions(cluster, {names}, options)
    const completing = complete(names, async () => (await finding).topics)
    const [{errors}, topics] = await Promise.all([finding, completing])
    return {errors, topics}
  }
  const byIds = async (wanted: readonly string[]) => {
    const found = await describePartitions(cluster, {ids: wanted}, options)
    const names = found.topics.map(({name}) => name)
    return {errors: found.errors, topics: await complete(names, () => found.topics)}
  }
  /** Requests the configs of one page while the next page is being fetched. */
  const inPages = async () => {
    const errors: TopicFailure[] = []
    const completing: Promise<TopicDescription[]>[] = []
    const lanes = configLanes()
    let count = 0
    for await (const page of everyTopic(cluster, options)) {
      count += page.topics.length + page.errors.length
      errors.push(...page.errors)
      const wanted = input.internal === false ? page.topics.filter(({isInternal}) => !isInternal) : page.topics
      for (const some of chunks(wanted, mostResources)) {
        const names = some.map(({name}) => name)
        const topics = complete(names, () => some.map(({read}) => read()), lanes)
        topics.catch(() => {}) // awaited below, unless a page fails first
        completing.push(topics)
      }
    }
    return {count, described: {errors, topics: (await Promise.all(completing)).flat()}}
  }
  const bySelection = async () => {
    if (!input.names && !input.selectors && !input.pattern && (await hasPages(cluster))) {
      const {count, described} = await inPages()
      // No topics at all: some brokers take an empty list of names to mean none instead of all.
      if (count > 0) return described
    }
    // Its failures are taken over by name below.
    const selected = (await selectTopics(cluster, input, 'describe')).open(new Failures())
    const described = await byNames(selected.topics.map(({name}) => name))
    // A listed topic that was deleted in the meantime is an error only if it was named.
    const gone = ({error}: TopicFailure) =>
      !input.names && !input.selectors && error.code === errorCode.unknownTopicOrPartition
    return {...described, errors: [...selected.errors, ...described.errors.filter((each) => !gone(each))]}
  }
  const [{errors, topics}, places] = await Promise.all([ids ? byIds(ids) : bySelection(), moving])
  const reassignmentsError = places?.error ?? null
  return new Outcome({topics, errors, reassignmentsError}, [
    ...errorsOf(errors),
    ...topics.flatMap(({configsError}) => configsError ?? []),
    ...(reassignmentsError ? [reassignmentsError] : []),
  ])
}

type Configs = Awaited<ReturnType<typeof describeConfigs>>[number]
type Moving = ReadonlyMap<string, NonNullable<PartitionDescription['reassignment']>>

function describe(
  topic: PartitionsOfTopic,
  configs: Configs | undefined,
  moving: Moving | undefined,
  wanted: DescribeTopicsInput['configs'],
): TopicDescription {
  // Usually there are no reassignments, and then thousands of partitions need not be looked up or copied.
  const partitions = moving?.size
    ? topic.partitions.map((partition) => withMoves(partition, topic.name, moving))
    : topic.partitions
  const entries = configs?.error === undefined ? configs?.configs : undefined
  const minIsr = entries?.find(({name}) => name === 'min.insync.replicas')?.value
  return {
    ...topic,
    partitions,
    partitionCount: partitions.length,
    replicationFactor: partitions[0] ? replicationFactor(partitions[0]) : 0,
    configs: entries ? (wanted === 'overridden' ? entries.filter(isOverridden) : entries) : null,
    configsError: configs?.error ?? null,
    minInsyncReplicas: minIsr == null ? null : Number(minIsr),
  }
}

const withMoves = (partition: PartitionDescription, topic: string, moving: Moving): PartitionDescription => ({
  ...partition,
  reassignment: moving.get(`${partition.partition} ${topic}`) ?? null,
})

async function configsOf(
  cluster: Cluster,
  names: readonly string[],
  wanted: NonNullable<DescribeTopicsInput['configs']>,
  lanes?: Lanes,
): Promise<ReadonlyMap<string, Configs>> {
  if (names.length === 0) return new Map()
  const resources = names.map((name) => ({type: 'TOPIC', name}) as const)
  const options = wanted === 'all' ? {} : wanted === 'overridden' ? {keep: isOverriddenOrMinIsr} : {names: wanted}
  const described = await describeConfigs(cluster, resources, {...options, lanes})
  return new Map(described.map((each) => [each.resource.name, each]))
}

const isOverriddenOrMinIsr = (name: string, source: ConfigSource) =>
  isOverridden({source}) || name === 'min.insync.replicas'

async function reassignmentsOf(cluster: Cluster): Promise<{partitions: Moving; error: Error | null}> {
  try {
    const {topics} = await cluster.call(ListPartitionReassignments, {topics: null}, {what: 'list reassignments'})
    const partitions = topics.flatMap(({name, partitions: moving}) =>
      moving.map(
        ({partitionIndex, addingReplicas, removingReplicas}) =>
          [`${partitionIndex} ${name}`, {adding: addingReplicas, removing: removingReplicas}] as const,
      ),
    )
    return {partitions: new Map(partitions), error: null}
  } catch (error) {
    // Apache's tool also continues without them, because the rest of the description is still true.
    if (!(error instanceof KafkaError) && !(error instanceof UnsupportedApi)) throw error
    return {partitions: new Map(), error}
  }
}
