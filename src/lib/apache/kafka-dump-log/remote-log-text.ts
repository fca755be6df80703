// Formats records of __remote_log_metadata as Java's toString does.
import {readFrame, readMessage} from '../../log-files/framed-records.ts'
import {MessageJson} from '../../log-files/message-json.ts'
import {StoredReader} from '../../log-files/stored-reader.ts'
import {remoteLogRecords} from '../../log-files/tables/remote-log-records.ts'
import {BrokenLog} from '../../log-files/broken-log.ts'

const segmentStates = [
  'COPY_SEGMENT_STARTED',
  'COPY_SEGMENT_FINISHED',
  'DELETE_SEGMENT_STARTED',
  'DELETE_SEGMENT_FINISHED',
]
const partitionStates = ['DELETE_PARTITION_MARKED', 'DELETE_PARTITION_STARTED', 'DELETE_PARTITION_FINISHED']

/** Long numbers as digits in a string. */
interface TopicIdPartition {
  readonly name: string
  readonly id: string
  readonly partition: number
}
interface Segment {
  readonly remoteLogSegmentId?: {readonly topicIdPartition: TopicIdPartition; readonly id: string}
  readonly topicIdPartition?: TopicIdPartition
  readonly segmentId?: string
  readonly startOffset: string
  readonly endOffset: string
  readonly brokerId: number
  readonly maxTimestampMs: string
  readonly eventTimestampMs: string
  readonly segmentLeaderEpochs: readonly {readonly leaderEpoch: number; readonly offset: string}[]
  readonly segmentSizeInBytes: number
  readonly customMetadata: string | null
  readonly remoteLogSegmentState: number
  readonly remotePartitionDeleteState: number
  readonly txnIndexEmpty?: boolean
}

const json = new MessageJson({long: (digits) => `"${digits}"`})

/** Throws BrokenLog, in Java's words. */
export function remoteLogText(value: Buffer | null): string {
  // For a null value, Java fails when it asks for the remaining bytes.
  if (value === null) throw new BrokenLog('Cannot invoke "java.nio.ByteBuffer.remaining()" because the return value of "org.apache.kafka.common.record.internal.Record.value()" is null') // prettier-ignore
  const reader = new StoredReader(value)
  const {type, version, message} = readFrame(remoteLogRecords, reader)
  const record = JSON.parse(readMessage(reader, type, () => json.of(message, version)(reader))) as Segment
  return texts[type]?.(record) ?? ''
}

const texts: Readonly<Record<number, (record: Segment) => string>> = {
  0: (record) => {
    checkOffsets(record)
    return `RemoteLogSegmentMetadata{remoteLogSegmentId=${segmentIdText(record)}, startOffset=${record.startOffset}, endOffset=${record.endOffset}, brokerId=${record.brokerId}, maxTimestampMs=${record.maxTimestampMs}, eventTimestampMs=${record.eventTimestampMs}, segmentLeaderEpochs=${epochsText(record)}, segmentSizeInBytes=${record.segmentSizeInBytes}, customMetadata=${customText(record)}, state=${segmentState(record)}, txnIdxEmpty=${record.txnIndexEmpty === true}}`
  },
  1: (record) =>
    `RemoteLogSegmentMetadataUpdate{remoteLogSegmentId=${segmentIdText(record)}, customMetadata=${customText(record)}, state=${segmentState(record)}, eventTimestampMs=${record.eventTimestampMs}, brokerId=${record.brokerId}}`,
  2: (record) =>
    `RemotePartitionDeleteMetadata{topicPartition=${partitionText(record.topicIdPartition)}, state=${stateText(partitionStates, record.remotePartitionDeleteState)}, eventTimestampMs=${record.eventTimestampMs}, brokerId=${record.brokerId}}`,
  3: (record) => {
    checkOffsets(record)
    return `RemoteLogSegmentMetadataSnapshot{segmentId=${record.segmentId}, startOffset=${record.startOffset}, endOffset=${record.endOffset}, maxTimestampMs=${record.maxTimestampMs}, segmentLeaderEpochs=${epochsText(record)}, segmentSizeInBytes=${record.segmentSizeInBytes}, customMetadata=${customText(record)}, state=${segmentState(record)}, txnIdxEmpty=${record.txnIndexEmpty === true}}`
  },
}

/** Throws what the constructors of Java's classes throw. */
function checkOffsets({startOffset, endOffset, segmentLeaderEpochs, remoteLogSegmentState}: Segment) {
  stateText(segmentStates, remoteLogSegmentState)
  if (startOffset.startsWith('-')) {
    throw new BrokenLog(`Unexpected start offset = ${startOffset}. StartOffset for a remote segment cannot be negative`)
  }
  if (BigInt(endOffset) < BigInt(startOffset)) {
    throw new BrokenLog(
      `Unexpected end offset = ${endOffset}. EndOffset for a remote segment cannot be less than startOffset = ${startOffset}`,
    )
  }
  if (segmentLeaderEpochs.length === 0) throw new BrokenLog('segmentLeaderEpochs can not be null or empty')
}

const partitionText = (partition: TopicIdPartition | undefined) =>
  partition ? `${partition.id}:${partition.name}-${partition.partition}` : 'null'

const segmentIdText = ({remoteLogSegmentId: id}: Segment) =>
  `RemoteLogSegmentId{topicIdPartition=${partitionText(id?.topicIdPartition)}, id=${id?.id}}`

/** Sorted by epoch; if an epoch occurs twice, its last entry counts. */
function epochsText({segmentLeaderEpochs}: Segment): string {
  const byEpoch = new Map(segmentLeaderEpochs.map(({leaderEpoch, offset}) => [leaderEpoch, offset]))
  const sorted = [...byEpoch].toSorted(([a], [b]) => a - b)
  return `{${sorted.map(([epoch, offset]) => `${epoch}=${offset}`).join(', ')}}`
}

const customText = ({customMetadata}: Segment) =>
  customMetadata === null
    ? 'Optional.empty'
    : `Optional[CustomMetadata{${Buffer.from(customMetadata, 'base64').length} bytes}]`

const segmentState = ({remoteLogSegmentState}: Segment) => stateText(segmentStates, remoteLogSegmentState)

function stateText(names: readonly string[], state: number): string {
  const name = names[state]
  if (name === undefined) throw new BrokenLog('state can not be null')
  return name
}
