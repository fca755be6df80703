// The records of brokers with tiered storage in __remote_log_metadata, by type. Apache: message/Remote*.json of
// kafka-storage.
import {
  array,
  bool,
  bytes,
  int32,
  int64,
  int8,
  nullable,
  optional,
  string,
  struct,
  tagged,
  uuid,
} from '../../wire/schema.ts'
import {named, type StoredRecords} from './stored.ts'

const topicIdPartition = struct({name: string, id: uuid, partition: int32})
const remoteLogSegmentId = struct({topicIdPartition, id: uuid})

export const remoteLogRecords = {
  0: named('RemoteLogSegmentMetadataRecord', [0, 0], {
    remoteLogSegmentId,
    startOffset: int64,
    endOffset: int64,
    brokerId: int32,
    maxTimestampMs: int64,
    eventTimestampMs: int64,
    segmentLeaderEpochs: array({leaderEpoch: int32, offset: int64}),
    segmentSizeInBytes: int32,
    customMetadata: nullable(bytes),
    remoteLogSegmentState: int8,
    txnIndexEmpty: tagged(0, optional(bool)),
  }),
  1: named('RemoteLogSegmentMetadataUpdateRecord', [0, 0], {
    remoteLogSegmentId,
    brokerId: int32,
    eventTimestampMs: int64,
    customMetadata: nullable(bytes),
    remoteLogSegmentState: int8,
  }),
  2: named('RemotePartitionDeleteMetadataRecord', [0, 0], {
    topicIdPartition,
    brokerId: int32,
    eventTimestampMs: int64,
    remotePartitionDeleteState: int8,
  }),
  3: named('RemoteLogSegmentMetadataSnapshotRecord', [0, 0], {
    segmentId: uuid,
    startOffset: int64,
    endOffset: int64,
    brokerId: int32,
    maxTimestampMs: int64,
    eventTimestampMs: int64,
    segmentLeaderEpochs: array({leaderEpoch: int32, offset: int64}),
    segmentSizeInBytes: int32,
    customMetadata: nullable(bytes),
    remoteLogSegmentState: int8,
    txnIndexEmpty: tagged(0, optional(bool)),
  }),
} satisfies StoredRecords
