import {api} from '../wire/api.ts'
import {array, int16, int32, string} from '../wire/schema.ts'

export const OffsetDelete = api({
  key: 47,
  name: 'OffsetDelete',
  versions: [0, 0],
  to: 'group',
  changes: {audit: ({groupId, topics}) => ({groupId, topics})},
  request: {groupId: string, topics: array({name: string, partitions: array({partitionIndex: int32})})},
  response: {
    errorCode: int16,
    throttleTimeMs: int32,
    topics: array({name: string, partitions: array({partitionIndex: int32, errorCode: int16})}),
  },
})
