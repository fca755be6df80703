import {api} from '../wire/api.ts'
import {
  array,
  bool,
  int16,
  int32,
  int64,
  int8,
  nullable,
  optional,
  since,
  string,
  struct,
  uuid,
} from '../wire/schema.ts'

export const ShareAcknowledge = api({
  key: 79,
  name: 'ShareAcknowledge',
  versions: [1, 2],
  flexible: 0,
  to: 'leader',
  // An acknowledgement decides whether a record is delivered again.
  changes: {audit: 'count only'},
  request: {
    groupId: optional(nullable(string)),
    memberId: nullable(string),
    shareSessionEpoch: int32,
    isRenewAck: since(2, bool),
    topics: array({
      topicId: uuid,
      partitions: array({
        partitionIndex: int32,
        acknowledgementBatches: array({firstOffset: int64, lastOffset: int64, acknowledgeTypes: array(int8)}),
      }),
    }),
  },
  response: {
    throttleTimeMs: int32,
    errorCode: int16,
    errorMessage: nullable(string),
    acquisitionLockTimeoutMs: since(2, int32),
    responses: array({
      topicId: uuid,
      partitions: array({
        partitionIndex: int32,
        errorCode: int16,
        errorMessage: nullable(string),
        currentLeader: struct({leaderId: int32, leaderEpoch: int32}),
      }),
    }),
    nodeEndpoints: array({nodeId: int32, host: string, port: int32, rack: nullable(string)}),
  },
})
