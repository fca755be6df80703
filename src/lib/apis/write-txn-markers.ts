import {api} from '../wire/api.ts'
import {array, bool, ignorable, int16, int32, int64, int8, since, string} from '../wire/schema.ts'

export const WriteTxnMarkers = api({
  key: 27,
  name: 'WriteTxnMarkers',
  versions: [0, 2],
  flexible: 1,
  to: 'leader',
  changes: {audit: ({markers}) => ({markers})},
  request: {
    markers: array({
      producerId: int64,
      producerEpoch: int16,
      transactionResult: bool,
      topics: array({name: string, partitionIndexes: array(int32)}),
      coordinatorEpoch: int32,
      transactionVersion: ignorable(since(2, int8)),
    }),
  },
  response: {
    markers: array({
      producerId: int64,
      topics: array({name: string, partitions: array({partitionIndex: int32, errorCode: int16})}),
    }),
  },
})
