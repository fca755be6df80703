// Watches a group that is to be drained, for a member without partitions: the other members read them.
import {ConnectionError, KafkaError} from '../../cluster/errors.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {Isolation} from '../../offsets/list-offsets.ts'
import {committedOffsetsOf} from '../../offsets/committed-offsets.ts'
import {counted} from '../../text/plural.ts'
import {offsetsAt} from './start.ts'
import {chosenTopics, type TopicChoice} from './topic-choice.ts'

export interface GroupDrainInput {
  readonly groupId: string
  readonly choice: TopicChoice
  readonly isolation: Isolation
  /** Whether the member is in the group without partitions. */
  readonly empty: () => boolean
  /** Called when all partitions have been read and committed. */
  readonly drained: () => void
  readonly failed: (error: unknown) => void
  readonly onNotice?: ((text: string) => void) | undefined
}

/** The time between two checks, ms. */
const lookMs = 1000
/**
 * The number of checks after which a member counts as having no partitions: during a rebalance it has none for a
 * moment.
 */
const looks = 3

export class GroupDrain {
  readonly #cluster: Cluster
  readonly #input: GroupDrainInput
  /** The ends to reach, as of the first check. */
  #ends: readonly (TopicPartition & {readonly end: number})[] | undefined
  #told = false

  constructor(cluster: Cluster, input: GroupDrainInput) {
    this.#cluster = cluster
    this.#input = input
  }

  start(stopping: AbortSignal): void {
    const {empty, drained, failed, onNotice} = this.#input
    let timer: NodeJS.Timeout | undefined
    let seen = 0
    const look = async () => {
      seen = empty() ? seen + 1 : 0
      if (seen < looks) return
      const left = await this.#left(stopping)
      if (stopping.aborted || !empty()) return
      if (left === 0) return drained()
      if (this.#told) return
      this.#told = true
      onNotice?.(
        `no partition is assigned to this member: waiting for one, or until the others have committed the end of ${counted(left, 'partition')}`,
      )
    }
    const later = () => {
      if (!stopping.aborted) timer = setTimeout(run, lookMs)
    }
    const run = () => {
      look()
        .catch((error: unknown) => {
          // Transient errors are ignored until the next check.
          if (error instanceof ConnectionError || (error instanceof KafkaError && error.retriable)) return
          if (!stopping.aborted) failed(error)
        })
        .finally(later)
    }
    stopping.addEventListener('abort', () => clearTimeout(timer), {once: true})
    later()
  }

  /** The number of partitions with records that the group has not committed yet. */
  async #left(signal: AbortSignal): Promise<number> {
    this.#ends ??= await this.#presentEnds(signal)
    const committed = await committedOffsetsOf(this.#cluster, this.#input.groupId, this.#ends, {signal})
    return this.#ends.filter(({end}, at) => (committed[at]?.offset ?? -1) < end).length
  }

  async #presentEnds(signal: AbortSignal) {
    const {choice, isolation} = this.#input
    const topics = await chosenTopics(this.#cluster, choice)
    const partitions = topics.flatMap(({name, partitions: all}) =>
      all.map(({index}) => ({topic: name, partition: index})),
    )
    const [first, next] = await Promise.all([
      offsetsAt(this.#cluster, partitions, 'earliest', {isolation, signal}),
      offsetsAt(this.#cluster, partitions, 'latest', {isolation, signal}),
    ])
    return partitions
      .map((each, at) => ({...each, start: first[at] ?? 0, end: next[at] ?? 0}))
      .filter(({start, end}) => start < end)
  }
}
