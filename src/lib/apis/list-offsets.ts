import {api} from '../wire/api.ts'
import {array, ignorable, int16, int32, int64, int8, since, string} from '../wire/schema.ts'

export const ListOffsets = api({
  key: 2,
  name: 'ListOffsets',
  versions: [1, 11],
  flexible: 6,
  to: 'leader',
  request: {
    replicaId: int32,
    isolationLevel: since(2, int8),
    topics: array({
      name: string,
      partitions: array({partitionIndex: int32, currentLeaderEpoch: ignorable(since(4, int32, -1)), timestamp: int64}),
    }),
    timeoutMs: ignorable(since(10, int32)),
  },
  response: {
    throttleTimeMs: since(2, int32),
    topics: array({
      name: string,
      partitions: array({
        partitionIndex: int32,
        errorCode: int16,
        timestamp: int64,
        offset: int64,
        leaderEpoch: since(4, int32, -1),
      }),
    }),
  },
})
