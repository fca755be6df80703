/** A delegation token (KIP-48). Times are ms since the epoch. */
export interface DelegationToken {
  readonly tokenId: string
  /** `User:alice`: the principal of a connection that logs in with the token. */
  readonly owner: string
  /** Who asked for it, if not the owner (KIP-373). Before Kafka 3.3 brokers do not tell: `:`, as in Java. */
  readonly requester: string
  /** Who may renew and expire it besides the owner. */
  readonly renewers: readonly string[]
  readonly issuedMs: number
  /** When it ends unless it is renewed. */
  readonly expiresMs: number
  /** When it ends however often it is renewed. */
  readonly maxMs: number
  /** The token's secret: its password in SCRAM is the base64 of these bytes. */
  readonly hmac: Buffer
}

/** The secret as clients want it: base64. */
export const hmacText = ({hmac}: Pick<DelegationToken, 'hmac'>): string => hmac.toString('base64')
