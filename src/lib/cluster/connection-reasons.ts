// Why a connection failed: a closed list. Whatever depends on the reason (retries, the doctor's advice, Java's exceptions)
// looks it up here, and the compiler says where a new reason is missing.

/** Each reason with the kind of failure that it is. */
const kinds = {
  nameNotFound: 'unreachable',
  nameServerSilent: 'unreachable',
  refused: 'unreachable',
  noRoute: 'unreachable',
  /** Any other error of the operating system; its text is in the message. */
  unreachable: 'unreachable',
  /** The cluster's metadata does not list the broker. */
  notInCluster: 'unreachable',
  proxyNotFound: 'unreachable',
  /** The proxy refused us or the broker's address, or is not a proxy. */
  proxyFailed: 'unreachable',

  /** No answer to the TCP connection: packets are dropped on the way. */
  connectTimedOut: 'timeout',
  proxyTimedOut: 'timeout',
  tlsTimedOut: 'timeout',
  /** The connection was accepted, and the first request was not answered. */
  silent: 'timeout',
  requestTimedOut: 'timeout',
  coordinatorNotFound: 'timeout',

  closed: 'closed',
  /** Before the first answer: a TLS listener, or one that demands a client certificate. */
  closedUnanswered: 'closed',
  /** After ApiVersions and before any other answer: a broker that stopped, or more likely a listener that demands SASL. */
  closedBeforeLogin: 'closed',
  closedByUs: 'closed',

  tlsExpired: 'tls',
  tlsNotYetValid: 'tls',
  tlsUntrusted: 'tls',
  tlsHostname: 'tls',
  /** OpenSSL refused the certificate for another reason; its code is in the message. */
  tlsCertificate: 'tls',
  tlsVersion: 'tls',
  /** The listener demands a client certificate and got none. */
  tlsWantsCertificate: 'tls',
  /** The listener does not accept the client certificate that it got. */
  tlsRejectedCertificate: 'tls',
  tlsHandshake: 'tls',
  /** The other side does not answer in TLS. */
  notTls: 'tls',

  loginRefused: 'authentication',
  mechanismUnsupported: 'authentication',
  /** The listener takes no SASL login at all. */
  loginUnexpected: 'authentication',
  /** From here on the login failed before the broker was asked. */
  tokenMissing: 'authentication',
  tokenEndpointFailed: 'authentication',
  kerberosMissing: 'authentication',
  kerberosFailed: 'authentication',
  awsCredentialsMissing: 'authentication',
  pluginFailed: 'authentication',

  /** Spoken to in plain text, the other side answered in TLS. */
  wantsTls: 'protocol',
  http: 'protocol',
  notKafka: 'protocol',
  /** A response that its API's table cannot decode. */
  unreadable: 'protocol',
  wrongCluster: 'protocol',
  /** The second client raised an error of its own. */
  kafkajsFailed: 'protocol',
} as const satisfies Record<string, FailureKind>

export type FailureKind = 'unreachable' | 'timeout' | 'closed' | 'tls' | 'authentication' | 'protocol'
export type ConnectionReason = keyof typeof kinds

/** The reasons of one kind, or of several. */
export type ReasonOf<K extends FailureKind> = {
  [R in ConnectionReason]: (typeof kinds)[R] extends K ? R : never
}[ConnectionReason]

export const kindOf = <R extends ConnectionReason>(reason: R): (typeof kinds)[R] => kinds[reason]

/** All reasons, for tests that check that each is covered. */
export const connectionReasons = (): readonly ConnectionReason[] => Object.keys(kinds) as ConnectionReason[]
