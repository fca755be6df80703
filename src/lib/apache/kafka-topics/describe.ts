// kafka-topics --describe.
import type {Io} from '../../cli/io.ts'
import {zeroUuid, type Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {Failures} from '../../cluster/outcome.ts'
import {describeTopics, type DescribeTopicsInput} from '../../topics/describe.ts'
import {listTopics} from '../../topics/list.ts'
import type {PartitionDescription, TopicDescription} from '../../topics/topic-description.ts'
import {isAtMinIsr, isUnavailable, isUnderMinIsr, isUnderReplicated} from '../../topics/partition-health.ts'
import {asJavaError, JavaError, kafkaException} from '../java/errors.ts'
import {inResultOrder} from '../java/hash-order.ts'
import {parseUuid} from '../java/uuid.ts'
import type {TopicsOptions} from './checks.ts'
import {describedLines, type DescribeView} from './lines.ts'
import {checkFound, matchingTopics} from './selection.ts'
import {includeList} from '../java/topic-filter.ts'

export async function describe(cluster: Cluster, options: TopicsOptions, io: Io): Promise<void> {
  const idText = options.value('topic-id')
  const id = idText === undefined ? undefined : parseUuid(idText)
  const live = options.has('unavailable-partitions') ? await cluster.brokers() : []
  const lines = describedLines({
    onlyOverridden: options.has('topics-with-overrides'),
    report: reportOf(options, new Set(live.map((broker) => broker.id))),
  })
  const topics =
    id === undefined || id === zeroUuid
      ? await describeByName(cluster, options, lines.add)
      : await describeById(cluster, id, options, lines.add)
  const {text, failed} = lines.inOrder(topics)
  // The topics before the one that failed are still printed.
  io.out(text)
  if (failed) throw asJavaError(failed.configsError, 'describeConfigs')
}

type Each = NonNullable<DescribeTopicsInput['each']>

async function describeByName(
  cluster: Cluster,
  options: TopicsOptions,
  each: Each,
): Promise<readonly TopicDescription[]> {
  const wanted = options.value('topic')
  const limit = await readLimit(cluster, options)
  const outcome = await describeTopics(cluster, {
    internal: !options.has('exclude-internal'),
    pattern: wanted === undefined ? undefined : includeList(wanted),
    configs: 'overridden',
    reassignments: true,
    partitionLimit: limit,
    each,
  })
  // The failure is thrown below, as in Apache's tool, which continues without reassignments.
  const {topics, errors} = outcome.open(new Failures())
  checkFound(topics.length + errors.length, options)
  const [failed] = inResultOrder(errors)
  if (failed) throw kafkaException(failed.error)
  return topics
}

/** Apache's tool reads this option only when it has topics to describe. */
async function readLimit(cluster: Cluster, options: TopicsOptions): Promise<number | undefined> {
  try {
    return options.value('partition-size-limit-per-response')
  } catch (error) {
    const topics = await matchingTopics(cluster, options)
    checkFound(topics.length, options)
    if (topics.length === 0) return undefined
    throw error
  }
}

async function describeById(
  cluster: Cluster,
  id: string,
  options: TopicsOptions,
  each: Each,
): Promise<readonly TopicDescription[]> {
  const {topics} = (await listTopics(cluster, {internal: !options.has('exclude-internal')})).open(new Failures())
  if (topics.some(({topicId}) => topicId === id)) {
    const outcome = await describeTopics(cluster, {ids: [id], configs: 'overridden', reassignments: true, each})
    const described = outcome.open(new Failures())
    const [failed] = described.errors
    if (failed?.error.code === errorCode.unknownTopicId)
      throw new JavaError('org.apache.kafka.common.errors.UnknownTopicIdException', `TopicId ${id} not found.`)
    if (failed) throw kafkaException(failed.error)
    return described.topics
  }
  if (!options.has('if-exists'))
    throw new JavaError('java.lang.IllegalArgumentException', `TopicId '${id}' does not exist as expected`)
  return []
}

/** Whether a partition matches any of the report options; undefined if none is given. */
function reportOf(options: TopicsOptions, live: ReadonlySet<number>): DescribeView['report'] {
  const reports = {
    'under-replicated-partitions': isUnderReplicated,
    'unavailable-partitions': (one: PartitionDescription) => isUnavailable(one, live),
    'under-min-isr-partitions': isUnderMinIsr,
    'at-min-isr-partitions': isAtMinIsr,
  }
  const chosen = (Object.keys(reports) as (keyof typeof reports)[])
    .filter((name) => options.has(name))
    .map((name) => reports[name])
  return chosen.length === 0 ? undefined : (one, minIsr) => chosen.some((report) => report(one, minIsr))
}
