import {api} from '../wire/api.ts'
import {array, ignorable, int16, int32, int64, optional, since, string} from '../wire/schema.ts'

export const offsetForLeaderEpoch = api({
  key: 23,
  name: 'OffsetForLeaderEpoch',
  versions: [2, 4],
  flexible: 4,
  to: 'leader',
  request: {
    replicaId: ignorable(since(3, int32, -2)),
    topics: array({
      topic: string,
      partitions: array({partition: int32, currentLeaderEpoch: optional(int32, -1), leaderEpoch: int32}),
    }),
  },
  response: {
    throttleTimeMs: int32,
    topics: array({
      topic: string,
      partitions: array({errorCode: int16, partition: int32, leaderEpoch: int32, endOffset: int64}),
    }),
  },
})
