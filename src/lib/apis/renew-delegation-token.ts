import {api} from '../wire/api.ts'
import {bytes, int16, int32, int64} from '../wire/schema.ts'

export const RenewDelegationToken = api({
  key: 39,
  name: 'RenewDelegationToken',
  versions: [0, 2],
  flexible: 2,
  to: 'any',
  // The HMAC is the token's password.
  changes: {audit: ({renewPeriodMs}) => ({renewPeriodMs})},
  request: {hmac: bytes, renewPeriodMs: int64},
  response: {errorCode: int16, expiryTimestampMs: int64, throttleTimeMs: int32},
})
