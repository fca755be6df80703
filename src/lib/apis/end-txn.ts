import {api} from '../wire/api.ts'
import {bool, int16, int32, int64, since, string} from '../wire/schema.ts'

export const EndTxn = api({
  key: 26,
  name: 'EndTxn',
  versions: [0, 5],
  flexible: 3,
  to: 'transaction',
  changes: {audit: 'count only'},
  request: {transactionalId: string, producerId: int64, producerEpoch: int16, committed: bool},
  response: {
    throttleTimeMs: int32,
    errorCode: int16,
    producerId: since(5, int64, -1),
    producerEpoch: since(5, int16, -1),
  },
})
