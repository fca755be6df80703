import {api} from '../wire/api.ts'
import {array, int16, int32, int64, nullable, since, string, uuid} from '../wire/schema.ts'

export const DescribeShareGroupOffsets = api({
  key: 90,
  name: 'DescribeShareGroupOffsets',
  versions: [0, 1],
  flexible: 0,
  to: 'group',
  request: {
    groups: array({groupId: string, topics: nullable(array({topicName: string, partitions: array(int32)}))}),
  },
  response: {
    throttleTimeMs: int32,
    groups: array({
      groupId: string,
      topics: array({
        topicName: string,
        topicId: uuid,
        partitions: array({
          partitionIndex: int32,
          startOffset: int64,
          leaderEpoch: int32,
          lag: since(1, int64, -1),
          errorCode: int16,
          errorMessage: nullable(string),
        }),
      }),
      errorCode: int16,
      errorMessage: nullable(string),
    }),
  },
})
