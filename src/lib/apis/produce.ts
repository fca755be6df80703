import {api} from '../wire/api.ts'
import {
  array,
  between,
  ignorable,
  int16,
  int32,
  int64,
  nullable,
  optional,
  records,
  since,
  string,
  struct,
  tagged,
  uuid,
} from '../wire/schema.ts'

export const Produce = api({
  key: 0,
  name: 'Produce',
  versions: [3, 13],
  flexible: 9,
  to: 'leader',
  changes: {audit: {records: ({topicData}) => recordCount(topicData)}},
  request: {
    transactionalId: optional(nullable(string)),
    acks: int16,
    timeoutMs: int32,
    topicData: array({
      name: ignorable(between(3, 12, string)),
      topicId: ignorable(since(13, uuid)),
      partitionData: array({index: int32, records: nullable(records)}),
    }),
  },
  response: {
    responses: array({
      name: between(3, 12, string),
      topicId: since(13, uuid),
      partitionResponses: array({
        index: int32,
        errorCode: int16,
        baseOffset: int64,
        logAppendTimeMs: int64,
        logStartOffset: since(5, int64, -1),
        recordErrors: since(8, array({batchIndex: int32, batchIndexErrorMessage: nullable(string)})),
        errorMessage: since(8, nullable(string)),
        currentLeader: tagged(0, since(10, struct({leaderId: optional(int32, -1), leaderEpoch: optional(int32, -1)}))),
      }),
    }),
    throttleTimeMs: int32,
    nodeEndpoints: tagged(0, since(10, array({nodeId: int32, host: string, port: int32, rack: nullable(string)}))),
  },
})

/** The position of the record count in a batch's header; a request carries one batch per partition. */
const countAt = 57

function recordCount(topicData: readonly {readonly partitionData: readonly {readonly records: unknown}[]}[]): number {
  let count = 0
  for (const {partitionData} of topicData) {
    for (const {records} of partitionData) {
      const first: unknown = Array.isArray(records) ? records[0] : records
      if (Buffer.isBuffer(first) && first.length >= countAt + 4) count += first.readInt32BE(countAt)
    }
  }
  return count
}
