import {api} from '../wire/api.ts'
import {array, ignorable, int16, int32, int64, since, string} from '../wire/schema.ts'

export const OffsetForLeaderEpoch = api({
  key: 23,
  name: 'OffsetForLeaderEpoch',
  versions: [0, 4],
  flexible: 4,
  to: 'leader',
  request: {
    replicaId: ignorable(since(3, int32, -2)),
    topics: array({
      topic: string,
      partitions: array({partition: int32, currentLeaderEpoch: ignorable(since(2, int32, -1)), leaderEpoch: int32}),
    }),
  },
  response: {
    throttleTimeMs: since(2, int32),
    topics: array({
      topic: string,
      partitions: array({errorCode: int16, partition: int32, leaderEpoch: since(1, int32, -1), endOffset: int64}),
    }),
  },
})
