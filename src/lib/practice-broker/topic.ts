import type {TopicSettings} from './configs/topic-settings.ts'
import type {PartitionLog} from './log/partition-log.ts'

/** All replicas are in sync and share one log; the first one is the leader. */
export interface Partition {
  readonly topic: Topic
  readonly index: number
  readonly replicas: readonly number[]
  readonly leader: number
  readonly log: PartitionLog
}

export interface Topic {
  readonly name: string
  /** 16 bytes in base64url. */
  readonly id: string
  readonly internal: boolean
  readonly partitions: Partition[]
  /** Its own configs, as they were given. */
  overrides: ReadonlyMap<string, string>
  /** Its settings at each leader, cached for a revision of the brokers' settings. */
  readonly settings: Map<number, {readonly revision: number; readonly value: TopicSettings}>
}

/** The zero UUID, where a topic has no id or none was given. */
export {zeroUuid as noTopicId} from '../wire/schema.ts'

/** The leader epoch of every partition; it never changes, because no leader is ever replaced. */
export const leaderEpoch = 0

const longestName = 249

/** Kafka's message for a name that no topic can have; undefined for a valid name. */
export function topicNameComplaint(name: string): string | undefined {
  const complaint = (what: string) => `Topic name is invalid: ${what}`
  if (name === '') return complaint('the empty string is not allowed')
  if (name === '.' || name === '..') return complaint(`'${name}' is not allowed`)
  if (name.length > longestName) {
    return complaint(`the length of '${name}' is longer than the max allowed length ${longestName}`)
  }
  if (/^[a-zA-Z0-9._-]+$/.test(name)) return undefined
  return complaint(`'${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`)
}
