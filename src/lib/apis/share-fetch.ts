import {api} from '../wire/api.ts'
import {
  array,
  bool,
  ignorable,
  int16,
  int32,
  int64,
  int8,
  nullable,
  optional,
  records,
  since,
  string,
  struct,
  uuid,
} from '../wire/schema.ts'

export const ShareFetch = api({
  key: 78,
  name: 'ShareFetch',
  versions: [1, 2],
  flexible: 0,
  to: 'leader',
  // An acknowledgement decides whether a record is delivered again.
  changes: {audit: 'count only'},
  request: {
    groupId: optional(nullable(string)),
    memberId: nullable(string),
    shareSessionEpoch: int32,
    maxWaitMs: int32,
    minBytes: int32,
    maxBytes: optional(int32, 2147483647),
    maxRecords: int32,
    batchSize: int32,
    shareAcquireMode: ignorable(since(2, int8)),
    isRenewAck: since(2, bool),
    topics: array({
      topicId: uuid,
      partitions: array({
        partitionIndex: int32,
        acknowledgementBatches: array({firstOffset: int64, lastOffset: int64, acknowledgeTypes: array(int8)}),
      }),
    }),
    forgottenTopicsData: array({topicId: uuid, partitions: array(int32)}),
  },
  response: {
    throttleTimeMs: int32,
    errorCode: int16,
    errorMessage: nullable(string),
    acquisitionLockTimeoutMs: int32,
    responses: array({
      topicId: uuid,
      partitions: array({
        partitionIndex: int32,
        errorCode: int16,
        errorMessage: nullable(string),
        acknowledgeErrorCode: int16,
        acknowledgeErrorMessage: nullable(string),
        currentLeader: struct({leaderId: int32, leaderEpoch: int32}),
        records: records,
        acquiredRecords: array({firstOffset: int64, lastOffset: int64, deliveryCount: int16}),
      }),
    }),
    nodeEndpoints: array({nodeId: int32, host: string, port: int32, rack: nullable(string)}),
  },
})
