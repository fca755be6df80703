import type {TopicSettings} from './configs/topic-settings.ts'
import type {PartitionLog} from './log/partition-log.ts'

/** Replicas are all in sync, the first one leads, and one log serves for them all. */
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
  /** Configs of its own, as they were given. */
  overrides: ReadonlyMap<string, string>
  /** What its configs mean at each leader, at a revision of the brokers' settings; made when needed. */
  readonly settings: Map<number, {readonly revision: number; readonly value: TopicSettings}>
}

/** In place of a topic id: none. */
export const noTopicId = 'AAAAAAAAAAAAAAAAAAAAAA'

/** Of every partition: no leader is ever replaced. */
export const leaderEpoch = 0

const longestName = 249

/** Kafka's sentence for a name that no topic can have. */
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
