// The partitions that a member owns at present, and how it gains and loses them. Both group protocols use this.
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {delayedAbort, orAborted, settledWithin} from '../../cluster/waiting.ts'
import type {MemberIdentity} from '../../offsets/member-identity.ts'
import {comparePartitions, keyOf} from './assignor.ts'
import {isRetriable} from '../../cluster/errors.ts'
import type {OnMemberEvent} from './member-settings.ts'
import type {Reading} from './reading.ts'

export interface AssignmentSettings {
  readonly reading: Reading
  readonly member: MemberIdentity
  readonly stop: AbortSignal
  /** How long the group waits until members have given up partitions, ms. */
  readonly rebalanceTimeoutMs: number
  readonly onEvent: OnMemberEvent
}

/** How long a member that is being stopped waits while partitions are started, for which offsets are fetched, ms. */
const finishStartMs = 2000

/** Call one method at a time. */
export class Assignment {
  readonly #settings: AssignmentSettings
  #partitions: readonly TopicPartition[] = []

  constructor(settings: AssignmentSettings) {
    this.#settings = settings
  }

  /** Sorted by topic, then partition. */
  get partitions(): readonly TopicPartition[] {
    return this.#partitions
  }

  /** Starts reading these partitions. Throws the reader's errors; after an error, none of the partitions are owned. */
  async add(partitions: readonly TopicPartition[]): Promise<void> {
    this.#settings.reading.joined?.()
    if (partitions.length === 0) return
    const {reading, member, stop} = this.#settings
    const late = delayedAbort(stop, finishStartMs)
    try {
      await orAborted(reading.add(partitions, member), late.signal)
      this.#partitions = [...this.#partitions, ...partitions].sort(comparePartitions)
    } catch (error) {
      reading.lose(partitions)
      throw error
    } finally {
      late.end()
    }
  }

  /** Gives up these partitions: their written records are committed under the member's present identity. */
  async revoke(partitions: readonly TopicPartition[]): Promise<void> {
    if (partitions.length === 0) return
    const {reading, member, rebalanceTimeoutMs, onEvent} = this.#settings
    this.#partitions = without(this.#partitions, partitions)
    try {
      // The reader has a time limit of its own. After the rebalance timeout, the group has continued without this
      // member anyway.
      if (!(await settledWithin(reading.remove(partitions, member), rebalanceTimeoutMs))) reading.lose(partitions)
    } catch (error) {
      if (!isRetriable(error)) throw error
      onEvent({type: 'trouble', error})
    }
  }

  /** Drops all partitions without a commit, because other members own them by now. */
  lose(error: Error): void {
    const partitions = this.#partitions
    this.#partitions = []
    if (partitions.length === 0) return
    this.#settings.reading.lose(partitions)
    this.#settings.onEvent({type: 'lost', partitions, error})
  }
}

/** The partitions that are not among the others. */
export function without(
  partitions: readonly TopicPartition[],
  others: readonly TopicPartition[],
): readonly TopicPartition[] {
  const keys = new Set(others.map(keyOf))
  return partitions.filter((each) => !keys.has(keyOf(each)))
}
