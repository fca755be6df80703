import {api} from '../wire/api.ts'
import {array, int16, int32, int64, string} from '../wire/schema.ts'

export const DeleteRecords = api({
  key: 21,
  name: 'DeleteRecords',
  versions: [0, 2],
  flexible: 2,
  to: 'leader',
  changes: {audit: ({topics}) => ({topics})},
  request: {
    topics: array({name: string, partitions: array({partitionIndex: int32, offset: int64})}),
    timeoutMs: int32,
  },
  response: {
    throttleTimeMs: int32,
    topics: array({
      name: string,
      partitions: array({partitionIndex: int32, lowWatermark: int64, errorCode: int16}),
    }),
  },
})
