import {ExpireDelegationToken} from '../apis/expire-delegation-token.ts'
import {RenewDelegationToken} from '../apis/renew-delegation-token.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {throwIfError} from '../cluster/errors.ts'

/**
 * Extends a token to this many ms from now, at most to its maximum; -1 uses the brokers'
 * delegation.token.expiry.time.ms. Resolves with the new expiry, ms since the epoch. Throws KafkaError:
 * DELEGATION_TOKEN_NOT_FOUND, DELEGATION_TOKEN_OWNER_MISMATCH for principals other than its owner and renewers,
 * DELEGATION_TOKEN_EXPIRED.
 */
export async function renewToken(cluster: Cluster, hmac: Buffer, periodMs: number): Promise<number> {
  const what = 'renew a delegation token'
  const answer = await cluster.call(RenewDelegationToken, {hmac, renewPeriodMs: periodMs}, {what})
  throwIfError(answer.errorCode, what)
  return answer.expiryTimestampMs
}

/** Makes a token expire this many ms from now, at once for a negative number. Otherwise as renewToken. */
export async function expireToken(cluster: Cluster, hmac: Buffer, periodMs: number): Promise<number> {
  const what = 'expire a delegation token'
  const answer = await cluster.call(ExpireDelegationToken, {hmac, expiryTimePeriodMs: periodMs}, {what})
  throwIfError(answer.errorCode, what)
  return answer.expiryTimestampMs
}
