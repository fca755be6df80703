// The journal that a reassignment writes before it begins, so that any shell can continue, end or undo it.
import {UsageError} from '../cluster/errors.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'

export interface JournalPartition extends TopicPartition {
  readonly topicId: string | null
  readonly from: readonly number[]
  readonly to: readonly number[]
  readonly bytes: number | null
}
/** The rates set on a broker itself before the run; null: it set none, whatever the cluster-wide defaults are. */
export interface BrokerBefore {
  readonly broker: number
  readonly leader: string | null
  readonly follower: string | null
}
/** The lists set on a topic itself before the run, and what the run adds to them. */
export interface TopicBefore {
  readonly topic: string
  readonly leader: string | null
  readonly follower: string | null
  readonly leaderAdded: readonly string[]
  readonly followerAdded: readonly string[]
}
export interface Journal {
  readonly format: typeof journalFormat
  readonly version: 1
  readonly clusterId: string | null
  /** ISO 8601. */
  readonly begun: string
  readonly command: string
  /** `running` until the throttles of the run are removed. */
  readonly state: 'running' | 'done' | 'cancelled'
  /** The number of partitions that move at the same time on a broker; null: all. */
  readonly batch: number | null
  /** Every rate that the run has set or is about to set, bytes per second, the present one last; empty: no throttle. */
  readonly rates: readonly number[]
  readonly partitions: readonly JournalPartition[]
  readonly brokers: readonly BrokerBefore[]
  readonly topics: readonly TopicBefore[]
}

export const journalFormat = 'kafkit reassignment'

/**
 * Where the journal of a run is kept. A run reads it again before each decision, since another shell may have changed
 * it.
 */
export interface JournalStore {
  read(): Promise<Journal>
  write(journal: Journal): Promise<void>
}

/** Throws UsageError, with `source` at its start, if the text is not a kafkit journal. */
export function parseJournal(text: string, source: string): Journal {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${source} is not valid JSON: ${(error as Error).message}`, {cause: error})
  }
  const journal = value as Partial<Journal> | null
  if (typeof journal !== 'object' || journal?.format !== journalFormat)
    throw new UsageError(`${source} is not the journal of a kafkit reassignment`)
  if (journal.version !== 1)
    throw new UsageError(
      `${source}: this journal has version ${String(journal.version)}, which requires a newer kafkit`,
    )
  const {partitions, brokers, topics, rates, state} = journal
  if (![partitions, brokers, topics, rates].every(Array.isArray) || state === undefined)
    throw new UsageError(`${source}: the journal is damaged`)
  return journal as Journal
}

/** Throws UsageError if the journal was written for another cluster. */
export function checkJournalCluster({clusterId: written}: Pick<Journal, 'clusterId'>, clusterId: string | null): void {
  if (written !== null && clusterId !== null && written !== clusterId)
    throw new UsageError(
      `the journal was written for cluster ${written}, but this is ${clusterId}; nothing was changed`,
    )
}
