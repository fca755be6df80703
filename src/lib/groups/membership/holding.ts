// What a member reads at present, and how it gets and loses partitions; the same in both group protocols.
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {comparePartitions, keyOf} from './assignor.ts'
import {isPassing} from './group-coordinator.ts'
import type {OnMemberEvent} from './member-settings.ts'
import {delayedAbort, orAborted, valueWithin} from '../../cluster/waiting.ts'
import type {MemberIdentity} from '../../offsets/member-identity.ts'
import type {Reading} from './reading.ts'

export interface HoldingSettings {
  readonly reading: Reading
  readonly member: MemberIdentity
  readonly stop: AbortSignal
  /** How long the group waits for partitions that are to be given up, ms. */
  readonly rebalanceTimeoutMs: number
  readonly onEvent: OnMemberEvent
}

/** Starting partitions asks for their offsets; when the member is stopped meanwhile, it waits so long for that, ms. */
const finishStartMs = 2000

/** Only one of the methods may be under way at a time. */
export class Holding {
  readonly #settings: HoldingSettings
  #partitions: readonly TopicPartition[] = []

  constructor(settings: HoldingSettings) {
    this.#settings = settings
  }

  /** By topic, then partition. */
  get partitions(): readonly TopicPartition[] {
    return this.#partitions
  }

  /** Raises what the reader raises; then none of them is held. */
  async start(partitions: readonly TopicPartition[]): Promise<void> {
    this.#settings.reading.joined?.()
    if (partitions.length === 0) return
    const {reading, member, stop} = this.#settings
    const patience = delayedAbort(stop, finishStartMs)
    try {
      await orAborted(reading.add(partitions, member), patience.signal)
      this.#partitions = [...this.#partitions, ...partitions].sort(comparePartitions)
    } catch (error) {
      reading.lose(partitions)
      throw error
    } finally {
      patience.end()
    }
  }

  /** What was written of these is committed, as the member that we still are. */
  async giveUp(partitions: readonly TopicPartition[]): Promise<void> {
    if (partitions.length === 0) return
    const {reading, member, rebalanceTimeoutMs, onEvent} = this.#settings
    this.#partitions = without(this.#partitions, partitions)
    // The reader has a limit of its own. Beyond the rebalance timeout the group has gone on without us anyhow.
    const removed = reading.remove(partitions, member).then(() => true)
    try {
      if (!(await valueWithin(removed, rebalanceTimeoutMs))) reading.lose(partitions)
    } catch (error) {
      if (!isPassing(error)) throw error
      onEvent({type: 'trouble', error})
    }
  }

  /** Somebody else reads these now: nothing may be committed any more. */
  lose(error: Error): void {
    const partitions = this.#partitions
    this.#partitions = []
    if (partitions.length === 0) return
    this.#settings.reading.lose(partitions)
    this.#settings.onEvent({type: 'lost', partitions, error})
  }
}

/** The first without the second. */
export function without(
  partitions: readonly TopicPartition[],
  others: readonly TopicPartition[],
): readonly TopicPartition[] {
  const keys = new Set(others.map(keyOf))
  return partitions.filter((each) => !keys.has(keyOf(each)))
}
