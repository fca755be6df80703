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
 * The lines of topics, made when they are added, because between the answers of a broker there is time. `inOrder` joins
 * those up to the first topic without configs, `failed`.
 */
export function describedLines(view: DescribeView) {
  const shown = new Map<TopicDescription, string>()
  const sortConfigs = configOrder()
  return {
    add(topic: TopicDescription, configNames: readonly string[]): void {
      if (topic.configs) shown.set(topic, describeText(topic, sortConfigs(topic.configs, configNames), view))
    },
    inOrder(topics: readonly TopicDescription[]): {text: string; failed: TopicDescription | undefined} {
      let text = ''
      for (const topic of inDescribeOrder(topics)) {
        const lines = shown.get(topic)
        if (lines === undefined) return {text, failed: topic}
        text += lines
      }
      return {text, failed: undefined}
    },
  }
}

/**
 * The order of three hash maps: the admin client's futures, their copy in the result, and the descriptions made from
 * it.
 */
function inDescribeOrder(topics: readonly TopicDescription[]): TopicDescription[] {
  return hashOrderOfMaps(topics, ({name}) => stringHash(name), [...resultCapacities(topics.length), topics.length])
}

/**
 * Sorts configs in the order of a HashMap of all names. The order is cached, because most topics have the same names.
 */
function configOrder(): (configs: readonly ConfigEntry[], names: readonly string[]) => readonly ConfigEntry[] {
  let last: readonly string[] | undefined
  let place = new Map<string, number>()
  return (configs, names) => {
    if (configs.length < 2) return configs
    if (names !== last) place = new Map(hashOrderOfStrings(names).map((name, at) => [name, at]))
    last = names
    return configs.toSorted((a, b) => (place.get(a.name) ?? 0) - (place.get(b.name) ?? 0))
  }
}

/** `configs`: the overridden ones, in the order to print them. */
function describeText(topic: TopicDescription, configs: readonly ConfigEntry[], view: DescribeView): string {
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
