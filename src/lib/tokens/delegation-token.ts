/** A delegation token (KIP-48). Times are ms since the epoch. */
export interface DelegationToken {
  readonly tokenId: string
  /** `User:alice`: the principal of a connection that logs in with the token. */
  readonly owner: string
  /**
   * The principal that requested it, if not the owner (KIP-373). Brokers before Kafka 3.3 do not report it: `:`, as in
   * Java.
   */
  readonly requester: string
  /** The principals that may renew and expire it in addition to the owner. */
  readonly renewers: readonly string[]
  readonly issuedMs: number
  /** When it expires unless it is renewed. */
  readonly expiresMs: number
  /** When it expires at the latest. */
  readonly maxMs: number
  /** The token's secret: its password in SCRAM is the base64 of these bytes. */
  readonly hmac: Buffer
}

/** The secret in the form that clients expect: base64. */
export const hmacText = ({hmac}: Pick<DelegationToken, 'hmac'>): string => hmac.toString('base64')
