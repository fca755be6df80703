// Delegation tokens in plans and outcomes, without their secrets unless these are requested.
import type {Columns} from '../../cli/columns.ts'
import {ExpectedError} from '../../errors/expected-error.ts'

/** Times are ms since the epoch. */
export interface TokenItem {
  /** Null if the token is not created yet. */
  readonly tokenId: string | null
  /** The owner; null: the requesting principal. */
  readonly owner: string | null
  /** The principals that may renew and expire it, besides the owner. */
  readonly renewers: readonly string[]
  readonly status: 'planned' | 'created' | 'renewed' | 'expired' | 'failed'
  /** The expiry before the change; null if the token is new. */
  readonly before: number | null
  /** The expiry; null: brokers decide (delegation.token.expiry.time.ms). */
  readonly expires: number | null
  /** The time at which it ends however often it is renewed; null: brokers decide. */
  readonly maxLife: number | null
  /** The token's secret in base64; null unless --show. */
  readonly hmac: string | null
  readonly error: Error | null
}

export const instantText = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())

export const tokenItemColumns = {
  tokenId: {value: ({tokenId}) => tokenId, filled: true, role: () => 'name'},
  owner: {value: ({owner}) => owner, text: ({owner}) => owner ?? 'yourself'},
  renewers: {value: ({renewers}) => renewers},
  status: {value: ({status}) => status, role: ({status}) => (status === 'failed' ? 'bad' : undefined)},
  /** The expiry before the change, ms since the epoch; null if the token is new. */
  before: {value: ({before}) => before, text: ({before}) => instantText(before), filled: true},
  /** The expiry, ms since the epoch; null: brokers decide. */
  expires: {value: ({expires}) => expires, text: ({expires}) => instantText(expires) ?? 'brokers decide'},
  /** The time at which it ends however often it is renewed, ms since the epoch; null: brokers decide. */
  maxLife: {value: ({maxLife}) => maxLife, text: ({maxLife}) => instantText(maxLife) ?? 'brokers decide'},
  /** The token's secret; null unless --show. */
  hmac: {value: ({hmac}) => hmac, filled: true},
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<TokenItem>

/** A token that does not go as planned. */
export class TokenProblem extends ExpectedError {
  override readonly name = 'TokenProblem'
}

export const notSeen = (tokenId: string, done: string): TokenProblem =>
  new TokenProblem(
    `token ${tokenId} was ${done}, but after some seconds a broker does not show the change; check with kafkit tokens list`,
  )
