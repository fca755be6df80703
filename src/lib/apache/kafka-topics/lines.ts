// The output of kafka-topics --describe.
import type {ConfigEntry} from '../../configs/config-entry.ts'
import type {PartitionDescription, TopicDescription} from '../../topics/topic-description.ts'
import {hashOrderOfMaps, hashOrderOfStrings, resultCapacities, stringHash} from '../java/hash-order.ts'

/** --topics-with-overrides shows topics without partitions; a report shows partitions without topics. */
export interface DescribeView {
  readonly onlyOverridden: boolean
  /** Whether to show a partition; undefined shows all. */
  readonly report: ((partition: PartitionDescription, minIsr: number) => boolean) | undefined
}

/**
 * The order of three hash maps: the admin client's futures, their copy in the result, and the descriptions made from
 * it.
 */
export function inDescribeOrder(topics: readonly TopicDescription[]): TopicDescription[] {
  const hashed = topics.map((topic) => ({topic, hash: stringHash(topic.name)}))
  const capacities = [...resultCapacities(topics.length), topics.length]
  const inOrder = hashOrderOfMaps(hashed, ({hash}) => hash, capacities)
  return inOrder.map(({topic}) => topic)
}

/**
 * Sorts configs in the order of a HashMap of all names. The order is cached, because most topics have the same names.
 */
export function configOrder(): (configs: readonly ConfigEntry[], names: readonly string[]) => ConfigEntry[] {
  let last: readonly string[] | undefined
  let place = new Map<string, number>()
  return (configs, names) => {
    if (names !== last) place = new Map(hashOrderOfStrings(names).map((name, at) => [name, at]))
    last = names
    return configs.toSorted((a, b) => (place.get(a.name) ?? 0) - (place.get(b.name) ?? 0))
  }
}

/** `configs`: the overridden ones, in the order to print them. */
export function describeText(topic: TopicDescription, configs: readonly ConfigEntry[], view: DescribeView): string {
  let text = ''
  if (!view.report && (!view.onlyOverridden || configs.length > 0)) text += topicLine(topic, configs)
  if (!view.onlyOverridden) {
    const minIsr = topic.minInsyncReplicas ?? NaN
    for (const partition of topic.partitions)
      if (!view.report || view.report(partition, minIsr)) text += partitionLine(topic.name, partition)
  }
  return text
}

function topicLine(topic: TopicDescription, configs: readonly ConfigEntry[]): string {
  const id = topic.topicId === null ? '' : `TopicId: ${topic.topicId}\t`
  const shown = configs.map(({name, value}) => `${name}=${value}`).join(',')
  return `Topic: ${topic.name}\t${id}PartitionCount: ${topic.partitionCount}\tReplicationFactor: ${topic.replicationFactor}\tConfigs: ${shown}\n`
}

function partitionLine(topic: string, partition: PartitionDescription): string {
  const {reassignment, eligibleLeaderReplicas: elr, lastKnownEligibleLeaderReplicas: lastElr} = partition
  const leader = partition.leader < 0 ? 'none' : partition.leader
  const moving = reassignment
    ? `\tAdding Replicas: ${reassignment.adding.join(',')}\tRemoving Replicas: ${reassignment.removing.join(',')}`
    : ''
  return (
    `\tTopic: ${topic}\tPartition: ${partition.partition}\tLeader: ${leader}` +
    `\tReplicas: ${partition.replicas.join(',')}\tIsr: ${partition.isr.join(',')}${moving}` +
    `\tElr: ${elr?.join(',') ?? 'N/A'}\tLastKnownElr: ${lastElr?.join(',') ?? 'N/A'}\n`
  )
}
