import {api} from '../wire/api.ts'
import {bytes, int16, int64, nullable, since, string} from '../wire/schema.ts'

export const SaslAuthenticate = api({
  key: 36,
  name: 'SaslAuthenticate',
  versions: [0, 2],
  flexible: 2,
  to: 'node',
  request: {authBytes: bytes},
  response: {
    errorCode: int16,
    errorMessage: nullable(string),
    authBytes: bytes,
    sessionLifetimeMs: since(1, int64),
  },
})
