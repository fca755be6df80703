import type {TopicMetadata} from '../../cluster/cluster.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {FetchState} from './fetch-state.ts'
import {ReadState} from './read-state.ts'

/**
 * The state of reading in one partition: the fetcher moves `fetch`, and the consumption behind it moves `read`. The
 * RecordWriter knows how far the records were written.
 */
export class Position implements TopicPartition {
  readonly topic: string
  readonly partition: number
  /** `topic-partition` */
  readonly name: string
  /** The offset at which reading began. */
  readonly start: number
  readonly fetch: FetchState
  readonly read: ReadState

  /** `end`: read no records at or after this offset. */
  constructor(topic: TopicMetadata, partition: number, offset: number, end = Infinity) {
    this.topic = topic.name
    this.partition = partition
    this.name = `${topic.name}-${partition}`
    this.start = offset
    this.fetch = new FetchState(topic, partition, offset, end)
    this.read = new ReadState(topic.name, partition, offset)
  }

  /** Whether all wanted records have been taken. */
  get finished(): boolean {
    return this.fetch.status === 'done' && this.read.offset >= this.fetch.end
  }

  get removed(): boolean {
    return this.fetch.status === 'removed'
  }
}
