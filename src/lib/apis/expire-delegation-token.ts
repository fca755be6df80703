import {api} from '../wire/api.ts'
import {bytes, int16, int32, int64} from '../wire/schema.ts'

export const ExpireDelegationToken = api({
  key: 40,
  name: 'ExpireDelegationToken',
  versions: [0, 2],
  flexible: 2,
  to: 'any',
  // The HMAC is the token's password.
  changes: {audit: ({expiryTimePeriodMs}) => ({expiryTimePeriodMs})},
  request: {hmac: bytes, expiryTimePeriodMs: int64},
  response: {errorCode: int16, expiryTimestampMs: int64, throttleTimeMs: int32},
})
