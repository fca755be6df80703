// Where reading stands in one partition.
import type {TopicMetadata} from '../../cluster/cluster.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {Place, TimestampType} from '../formats/format.ts'

/** `stalled`: nobody to ask at present; `done`: everything wanted has been fetched. */
type State = 'fetching' | 'stalled' | 'done' | 'removed'

export class Position implements TopicPartition, Place {
  readonly topic: string
  topicId: string
  readonly partition: number
  state: State = 'fetching'
  leader = -1
  /** As far as we know, for the broker to compare (KIP-320); -1: unknown. */
  currentEpoch = -1
  /** Who is asked: the leader, or a replica that it named (KIP-392) until `replicaUntil` (ms of performance.now). */
  node = -1
  replicaUntil = 0
  /** What the next request asks for. */
  fetchOffset: number
  /** How often in a row there was nothing. */
  emptyAnswers = 0
  /** Epoch of the last batch fetched: lets the broker notice that our past is not its past; -1: none yet. */
  fetchedEpoch = -1
  /** Since when it could not be read (performance.now); undefined: it can. */
  troubleSince: number | undefined
  /** Everything before has been handed on. */
  offset: number
  /** Everything before has been written out. */
  written: number
  /** Stop before this offset. */
  end: number
  /** Records of it that were taken. */
  taken = 0
  /** For the formats: of the batch at hand. */
  leaderEpoch = -1
  timestampType: TimestampType = 'CreateTime'
  control = false

  constructor(topic: TopicMetadata, partition: number, offset: number, end = Infinity) {
    this.topic = topic.name
    this.topicId = topic.id
    this.partition = partition
    this.fetchOffset = this.offset = this.written = offset
    this.end = end
    this.follow(topic)
  }

  get name(): string {
    return `${this.topic}-${this.partition}`
  }

  /** All that is wanted has been handed on. */
  get finished(): boolean {
    return this.state === 'done' && this.offset >= this.end
  }

  /** Takes over who leads; false: nobody, or the metadata is older than what we know. */
  follow(topic: TopicMetadata): boolean {
    const {leader = -1, leaderEpoch = -1} = topic.partitions[this.partition] ?? {}
    if (leader < 0 || (leaderEpoch >= 0 && leaderEpoch < this.currentEpoch)) return false
    this.lead(leader, leaderEpoch)
    return true
  }

  lead(leader: number, epoch: number): void {
    this.leader = this.node = leader
    this.currentEpoch = epoch
  }

  /** Wanted no further than it was handed on. */
  finish(): void {
    this.end = this.offset
    if (this.state === 'fetching') this.state = 'done'
  }

  /** Goes on at another offset: what was fetched before does not count. */
  seek(offset: number): void {
    this.fetchOffset = this.offset = offset
    this.fetchedEpoch = -1
  }

  /** The topic is another one of the same name: from its beginning. */
  restart(topic: TopicMetadata): void {
    this.topicId = topic.id
    this.currentEpoch = -1
    this.follow(topic)
    this.seek(0)
  }
}
