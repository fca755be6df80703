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
  since,
  string,
  uuid,
} from '../wire/schema.ts'

export const OffsetCommit = api({
  key: 8,
  name: 'OffsetCommit',
  versions: [2, 10],
  flexible: 8,
  to: 'group',
  changes: {audit: ({retentionTimeMs: _, ...fields}) => fields},
  request: {
    groupId: string,
    generationIdOrMemberEpoch: optional(int32, -1),
    memberId: string,
    groupInstanceId: since(7, nullable(string)),
    retentionTimeMs: ignorable(between(2, 4, int64, -1)),
    topics: array({
      name: ignorable(between(2, 9, string)),
      topicId: ignorable(since(10, uuid)),
      partitions: array({
        partitionIndex: int32,
        committedOffset: int64,
        committedLeaderEpoch: ignorable(since(6, int32, -1)),
        committedMetadata: nullable(string),
      }),
    }),
  },
  response: {
    throttleTimeMs: since(3, int32),
    topics: array({
      name: between(2, 9, string),
      topicId: since(10, uuid),
      partitions: array({partitionIndex: int32, errorCode: int16}),
    }),
  },
})
