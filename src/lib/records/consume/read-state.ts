import type {Batch} from '../../wire/records.ts'
import type {Place, TimestampType} from '../formats/format.ts'

/**
 * How far a partition's records have been taken, and from which batch. Only Consumption may call the methods that
 * change it.
 */
export class ReadState implements Place {
  readonly topic: string
  readonly partition: number
  #offset: number
  #taken = 0
  #leaderEpoch = -1
  #timestampType: TimestampType = 'CreateTime'
  #control = false

  constructor(topic: string, partition: number, offset: number) {
    this.topic = topic
    this.partition = partition
    this.#offset = offset
  }

  /** Every record before this offset was taken, filtered out or skipped. */
  get offset(): number {
    return this.#offset
  }

  /** The number of records taken. */
  get taken(): number {
    return this.#taken
  }

  get leaderEpoch(): number {
    return this.#leaderEpoch
  }

  get timestampType(): TimestampType {
    return this.#timestampType
  }

  get control(): boolean {
    return this.#control
  }

  /** The following records belong to this batch. */
  enter(batch: Batch): void {
    this.#leaderEpoch = batch.leaderEpoch
    this.#timestampType = timestampType(batch)
    this.#control = batch.control
  }

  moveTo(offset: number): void {
    this.#offset = offset
  }

  count(records: number): void {
    this.#taken += records
  }
}

/** Messages from before Kafka 0.10 have no timestamp; they arrive here as batches without a leader epoch. */
function timestampType({appendTime, maxTimestamp, leaderEpoch}: Batch): TimestampType {
  if (appendTime) return 'LogAppendTime'
  return maxTimestamp < 0 && leaderEpoch < 0 ? 'NoTimestamp' : 'CreateTime'
}
