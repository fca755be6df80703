import {api} from '../wire/api.ts'
import {int16, int32, nullable, string} from '../wire/schema.ts'

export const UnregisterBroker = api({
  key: 64,
  name: 'UnregisterBroker',
  versions: [0, 0],
  flexible: 0,
  to: 'any',
  changes: {audit: ({brokerId}) => ({brokerId})},
  request: {brokerId: int32},
  response: {throttleTimeMs: int32, errorCode: int16, errorMessage: nullable(string)},
})
