// The lines of kafka-topics --describe.
import {isOverridden, type ConfigEntry} from '../configs/config-entry.ts'
import type {PartitionDescription, TopicDescription} from '../topics/topic-description.ts'
import {hashOrder, hashOrderOfStrings, inResultOrder, stringHash} from './java-order.ts'

/** `partitions: 'none'` with --topics-with-overrides; a report shows partitions alone. */
export interface DescribeView {
  readonly onlyOverridden: boolean
  /** Partitions to show; all if undefined. */
  readonly report: ((partition: PartitionDescription, minIsr: number) => boolean) | undefined
}

/** The admin client's map of futures, the copy of it in the result, and the map of descriptions made from that. */
export function inDescribeOrder(topics: readonly TopicDescription[]): TopicDescription[] {
  const byName = (topic: TopicDescription) => stringHash(topic.name)
  return hashOrder(inResultOrder(topics), byName, {capacity: topics.length})
}

export function describeText(topic: TopicDescription, configs: readonly ConfigEntry[], view: DescribeView): string {
  const lines: string[] = []
  if (!view.report && (!view.onlyOverridden || configs.some(isOverridden))) lines.push(topicLine(topic, configs))
  if (!view.onlyOverridden) {
    const minIsr = Number(configs.find(({name}) => name === 'min.insync.replicas')?.value ?? NaN)
    for (const partition of topic.partitions)
      if (!view.report || view.report(partition, minIsr)) lines.push(partitionLine(topic.name, partition))
  }
  return lines.join('')
}

function topicLine(topic: TopicDescription, configs: readonly ConfigEntry[]): string {
  const byName = new Map(configs.map((entry) => [entry.name, entry]))
  const shown = hashOrderOfStrings(byName.keys()).flatMap((name) => {
    const entry = byName.get(name)
    return entry && isOverridden(entry) ? [`${name}=${entry.value}`] : []
  })
  const fields = [
    `Topic: ${topic.name}`,
    ...(topic.topicId === null ? [] : [`TopicId: ${topic.topicId}`]),
    `PartitionCount: ${topic.partitionCount}`,
    `ReplicationFactor: ${topic.replicationFactor}`,
    `Configs: ${shown.join(',')}`,
  ]
  return `${fields.join('\t')}\n`
}

function partitionLine(topic: string, partition: PartitionDescription): string {
  const {reassignment} = partition
  const fields = [
    `\tTopic: ${topic}`,
    `Partition: ${partition.partition}`,
    `Leader: ${partition.leader < 0 ? 'none' : partition.leader}`,
    `Replicas: ${partition.replicas.join(',')}`,
    `Isr: ${partition.isr.join(',')}`,
    ...(reassignment
      ? [`Adding Replicas: ${reassignment.adding.join(',')}`, `Removing Replicas: ${reassignment.removing.join(',')}`]
      : []),
    `Elr: ${partition.eligibleLeaderReplicas?.join(',') ?? 'N/A'}`,
    `LastKnownElr: ${partition.lastKnownEligibleLeaderReplicas?.join(',') ?? 'N/A'}`,
  ]
  return `${fields.join('\t')}\n`
}
