// Delegation tokens in plans and outcomes. The secret is in none of them unless it was asked for.
import type {Columns} from '../../cli/columns.ts'
import {ExpectedError} from '../../errors/expected-error.ts'

/** Times are ms since the epoch. */
export interface TokenItem {
  /** Null: it is not made yet. */
  readonly tokenId: string | null
  /** The owner; null: the requesting principal. */
  readonly owner: string | null
  /** Who may renew and expire it besides the owner. */
  readonly renewers: readonly string[]
  readonly status: 'planned' | 'created' | 'renewed' | 'expired' | 'failed'
  /** When it ended before the change; null: it is new. */
  readonly before: number | null
  /** When it ends; null: brokers decide that (delegation.token.expiry.time.ms). */
  readonly expires: number | null
  /** When it ends however often it is renewed; null: brokers decide that. */
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
  /** When it ended before the change, ms since the epoch; null: it is new. */
  before: {value: ({before}) => before, text: ({before}) => instantText(before), filled: true},
  /** When it ends, ms since the epoch; null: brokers decide that. */
  expires: {value: ({expires}) => expires, text: ({expires}) => instantText(expires) ?? 'brokers decide'},
  /** When it ends however often it is renewed, ms since the epoch; null: brokers decide that. */
  maxLife: {value: ({maxLife}) => maxLife, text: ({maxLife}) => instantText(maxLife) ?? 'brokers decide'},
  /** The token's secret; null unless --show. */
  hmac: {value: ({hmac}) => hmac, filled: true},
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<TokenItem>

/** What there is that does not go as planned. */
export class TokenProblem extends ExpectedError {
  override readonly name = 'TokenProblem'
}

export const notSeen = (tokenId: string, done: string): TokenProblem =>
  new TokenProblem(
    `token ${tokenId} was ${done}, but after some seconds a broker does not show it so; look again with kafkit tokens list`,
  )
