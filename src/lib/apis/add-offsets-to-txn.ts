import {api} from '../wire/api.ts'
import {int16, int32, int64, string} from '../wire/schema.ts'

export const AddOffsetsToTxn = api({
  key: 25,
  name: 'AddOffsetsToTxn',
  versions: [0, 4],
  flexible: 3,
  to: 'transaction',
  changes: {audit: 'count only'},
  request: {transactionalId: string, producerId: int64, producerEpoch: int16, groupId: string},
  response: {throttleTimeMs: int32, errorCode: int16},
})
