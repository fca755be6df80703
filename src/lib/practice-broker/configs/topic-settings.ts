import {compressionNames} from '../../wire/compression.ts'
import {listItems} from './definition.ts'

/** A topic's configs as its logs need them; sizes in bytes, times in ms. */
export interface TopicSettings {
  readonly maxMessageBytes: number
  /** Records get the time of their arrival instead of their own timestamp. */
  readonly logAppendTime: boolean
  readonly beforeMaxMs: bigint
  readonly afterMaxMs: bigint
  /** A codec's number, or undefined to keep the producer's. */
  readonly compression: number | undefined
  readonly compacted: boolean
  /** Whether old records are deleted, by age or size; -1 means no limit. */
  readonly deletes: boolean
  readonly retentionMs: number
  readonly retentionBytes: number
  readonly segmentBytes: number
}

export function topicSettings(config: (name: string) => string): TopicSettings {
  const policies = listItems(config('cleanup.policy'))
  const codec = config('compression.type')
  return {
    maxMessageBytes: Number(config('max.message.bytes')),
    logAppendTime: config('message.timestamp.type') === 'LogAppendTime',
    beforeMaxMs: BigInt(config('message.timestamp.before.max.ms')),
    afterMaxMs: BigInt(config('message.timestamp.after.max.ms')),
    compression: codec === 'producer' ? undefined : Math.max(0, compressionNames.indexOf(codec)),
    compacted: policies.includes('compact'),
    deletes: policies.includes('delete'),
    retentionMs: Number(config('retention.ms')),
    retentionBytes: Number(config('retention.bytes')),
    segmentBytes: Number(config('segment.bytes')),
  }
}
