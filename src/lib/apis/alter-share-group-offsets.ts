import {api} from '../wire/api.ts'
import {array, int16, int32, int64, nullable, string, uuid} from '../wire/schema.ts'

export const AlterShareGroupOffsets = api({
  key: 91,
  name: 'AlterShareGroupOffsets',
  versions: [0, 0],
  flexible: 0,
  to: 'group',
  changes: {audit: ({groupId, topics}) => ({groupId, topics})},
  request: {
    groupId: string,
    topics: array({topicName: string, partitions: array({partitionIndex: int32, startOffset: int64})}),
  },
  response: {
    throttleTimeMs: int32,
    errorCode: int16,
    errorMessage: nullable(string),
    responses: array({
      topicName: string,
      topicId: uuid,
      partitions: array({partitionIndex: int32, errorCode: int16, errorMessage: nullable(string)}),
    }),
  },
})
