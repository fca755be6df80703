// The partitions that a member owns at present, and how it gains and loses them. The same in both group protocols.
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
  /** How long the group waits for partitions to be given up, ms. */
  readonly rebalanceTimeoutMs: number
  readonly onEvent: OnMemberEvent
}

/** How long a member that is being stopped waits for the start of partitions, which fetches their offsets, ms. */
const finishStartMs = 2000

/** Call one method at a time. */
export class Assignment {
  readonly #settings: AssignmentSettings
  #partitions: readonly TopicPartition[] = []

  constructor(settings: AssignmentSettings) {
    this.#settings = settings
  }

  /** By topic, then partition. */
  get partitions(): readonly TopicPartition[] {
    return this.#partitions
  }

  /** Starts reading these. Raises what the reader raises, and then owns none of them. */
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

  /** Gives these up: what was written of them is committed under the member's present identity. */
  async revoke(partitions: readonly TopicPartition[]): Promise<void> {
    if (partitions.length === 0) return
    const {reading, member, rebalanceTimeoutMs, onEvent} = this.#settings
    this.#partitions = without(this.#partitions, partitions)
    try {
      // The reader has a limit of its own. After the rebalance timeout the group has gone on without this member anyway.
      if (!(await settledWithin(reading.remove(partitions, member), rebalanceTimeoutMs))) reading.lose(partitions)
    } catch (error) {
      if (!isRetriable(error)) throw error
      onEvent({type: 'trouble', error})
    }
  }

  /** Drops all partitions without a commit: other members own them by now. */
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
