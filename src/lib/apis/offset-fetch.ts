import {api} from '../wire/api.ts'
import {array, between, bool, ignorable, int16, int32, int64, nullable, since, string, uuid} from '../wire/schema.ts'

export const OffsetFetch = api({
  key: 9,
  name: 'OffsetFetch',
  versions: [1, 10],
  flexible: 6,
  to: 'group',
  request: {
    groupId: between(1, 7, string),
    topics: between(1, 7, nullable(array({name: string, partitionIndexes: array(int32)}), 2)),
    groups: since(
      8,
      array({
        groupId: string,
        memberId: ignorable(since(9, nullable(string))),
        memberEpoch: ignorable(since(9, int32, -1)),
        topics: nullable(
          array({
            name: ignorable(between(8, 9, string)),
            topicId: ignorable(since(10, uuid)),
            partitionIndexes: array(int32),
          }),
        ),
      }),
    ),
    requireStable: since(7, bool),
  },
  response: {
    throttleTimeMs: since(3, int32),
    topics: between(
      1,
      7,
      array({
        name: string,
        partitions: array({
          partitionIndex: int32,
          committedOffset: int64,
          committedLeaderEpoch: since(5, int32, -1),
          metadata: nullable(string),
          errorCode: int16,
        }),
      }),
    ),
    errorCode: between(2, 7, int16),
    groups: since(
      8,
      array({
        groupId: string,
        topics: array({
          name: between(8, 9, string),
          topicId: since(10, uuid),
          partitions: array({
            partitionIndex: int32,
            committedOffset: int64,
            committedLeaderEpoch: int32,
            metadata: nullable(string),
            errorCode: int16,
          }),
        }),
        errorCode: int16,
      }),
    ),
  },
})
