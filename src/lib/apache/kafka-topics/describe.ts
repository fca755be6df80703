// kafka-topics --describe.
import type {Io} from '../../cli/io.ts'
import {zeroUuid, type Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {Failures} from '../../cluster/outcome.ts'
import {describeTopics, type DescribedWithNames} from '../../topics/describe.ts'
import {listTopics} from '../../topics/list.ts'
import type {PartitionDescription} from '../../topics/topic-description.ts'
import {isAtMinIsr, isUnavailable, isUnderMinIsr, isUnderReplicated} from '../../topics/partition-health.ts'
import {asJavaError, JavaError, kafkaException} from '../java/errors.ts'
import {inResultOrder} from '../java/hash-order.ts'
import {parseUuid} from '../java/uuid.ts'
import type {TopicsOptions} from './checks.ts'
import {configOrder, describeText, inDescribeOrder, type DescribeView} from './lines.ts'
import {checkFound, matchingTopics} from './selection.ts'
import {includeList} from '../java/topic-filter.ts'

export async function describe(cluster: Cluster, options: TopicsOptions, io: Io): Promise<void> {
  const idText = options.value('topic-id')
  const id = idText === undefined ? undefined : parseUuid(idText)
  const [described, live] = await Promise.all([
    id === undefined || id === zeroUuid ? describeByName(cluster, options) : describeById(cluster, id, options),
    cluster.brokers(),
  ])
  const view: DescribeView = {
    onlyOverridden: options.has('topics-with-overrides'),
    report: reportOf(options, new Set(live.map((broker) => broker.id))),
  }
  const inOrder = configOrder()
  let text = ''
  for (const topic of inDescribeOrder(described.topics)) {
    if (topic.configsError || !topic.configs) {
      // The topics before this one are still printed.
      io.out(text)
      throw asJavaError(topic.configsError, 'describeConfigs')
    }
    text += describeText(topic, inOrder(topic.configs, described.configNames.get(topic.name) ?? []), view)
  }
  io.out(text)
}

async function describeByName(cluster: Cluster, options: TopicsOptions): Promise<DescribedWithNames> {
  const wanted = options.value('topic')
  const limit = await readLimit(cluster, options)
  const outcome = await describeTopics(cluster, {
    internal: !options.has('exclude-internal'),
    pattern: wanted === undefined ? undefined : includeList(wanted),
    configs: 'overridden',
    reassignments: true,
    partitionLimit: limit,
  })
  // The failure is thrown below, as in Apache's tool, which continues without reassignments.
  const described = outcome.open(new Failures())
  const {topics, errors} = described
  checkFound(topics.length + errors.length, options)
  const [failed] = inResultOrder(errors)
  if (failed) throw kafkaException(failed.error)
  return described
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

async function describeById(cluster: Cluster, id: string, options: TopicsOptions): Promise<DescribedWithNames> {
  const {topics} = (await listTopics(cluster, {internal: !options.has('exclude-internal')})).open(new Failures())
  if (topics.some(({topicId}) => topicId === id)) {
    const outcome = await describeTopics(cluster, {ids: [id], configs: 'overridden', reassignments: true})
    const described = outcome.open(new Failures())
    const [failed] = described.errors
    if (failed?.error.code === errorCode.unknownTopicId)
      throw new JavaError('org.apache.kafka.common.errors.UnknownTopicIdException', `TopicId ${id} not found.`)
    if (failed) throw kafkaException(failed.error)
    return described
  }
  if (!options.has('if-exists'))
    throw new JavaError('java.lang.IllegalArgumentException', `TopicId '${id}' does not exist as expected`)
  return {topics: [], errors: [], configNames: new Map(), reassignmentsError: null}
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
