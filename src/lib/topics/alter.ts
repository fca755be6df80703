import type {InTurnOptions} from '../cluster/batches.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import type {KafkaError} from '../cluster/errors.ts'
import {alterConfigsOfTopics, type ConfigChanges} from '../configs/alter.ts'
import type {QuotaPatience} from './mutation-quota.ts'
import {addPartitions, type AddPartitionsOutcome, type MorePartitions} from './add-partitions.ts'

/** What to change, the same for every topic; null: unchanged. */
export interface TopicChanges {
  readonly configs: ConfigChanges | null
  readonly partitions: Omit<MorePartitions, 'name'> | null
}

/** The outcome for one topic; null for a part that was not requested. */
export interface Altered {
  readonly name: string
  /** `validated`: the brokers would accept it, but this is a dry run, or another topic was refused. */
  readonly status: 'altered' | 'validated' | 'failed'
  readonly configs: ConfigChanges | null
  readonly partitions: AddPartitionsOutcome | null
  readonly error: KafkaError | null
}

/**
 * Changes configs and adds partitions; returns one outcome per topic, in the same order. With `validateOnly` the
 * brokers only check. Configs come first, because they can be set again whereas partitions cannot be removed: a topic
 * whose configs are refused gets no partitions.
 */
export async function alterTopics(
  cluster: Cluster,
  names: readonly string[],
  {configs, partitions: more}: TopicChanges,
  {validateOnly, onProgress, signal, onQuota}: {readonly validateOnly: boolean} & InTurnOptions & QuotaPatience,
): Promise<Altered[]> {
  const errors = configs ? await alterConfigsOfTopics(cluster, names, configs, {validateOnly, onProgress}) : []
  const growing = names.flatMap((name, i) => (more && !errors[i] ? [{name, ...more}] : []))
  const grown =
    growing.length > 0 ? await addPartitions(cluster, growing, {validateOnly, onProgress, signal, onQuota}) : []
  const byName = new Map(grown.map((outcome) => [outcome.name, outcome]))
  return names.map((name, i) => {
    const partitions = byName.get(name) ?? null
    const error = errors[i] ?? (partitions?.status === 'failed' ? partitions.error : null)
    const status = error ? 'failed' : validateOnly ? 'validated' : 'altered'
    return {name, status, configs: errors[i] ? null : configs, partitions, error}
  })
}

/** The names that the metadata knows, in the same order. */
export async function existingTopics(cluster: Cluster, names: readonly string[]): Promise<string[]> {
  const topics = await cluster.topics(names)
  const unknown = new Set(
    topics.filter(({errorCode: code}) => code === errorCode.unknownTopicOrPartition).map(({name}) => name),
  )
  return names.filter((name) => !unknown.has(name))
}
