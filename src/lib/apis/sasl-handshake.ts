import {api} from '../wire/api.ts'
import {array, int16, string} from '../wire/schema.ts'

export const SaslHandshake = api({
  key: 17,
  name: 'SaslHandshake',
  versions: [0, 1],
  to: 'node',
  request: {mechanism: string},
  response: {errorCode: int16, mechanisms: array(string)},
})
