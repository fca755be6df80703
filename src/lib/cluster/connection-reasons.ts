// The closed list of reasons why a connection failed. Everything that depends on the reason (retries, the doctor's
// advice, Java's exceptions) looks it up, and the compiler shows where a new reason is missing.

/** Each reason with its kind of failure. */
const kinds = {
  nameNotFound: 'unreachable',
  nameServerSilent: 'unreachable',
  refused: 'unreachable',
  noRoute: 'unreachable',
  /** Any other error of the operating system, whose text is in the message. */
  unreachable: 'unreachable',
  /** The cluster's metadata does not list the broker. */
  notInCluster: 'unreachable',
  proxyNotFound: 'unreachable',
  /** The proxy refused the login or the broker's address, or is not a proxy. */
  proxyFailed: 'unreachable',

  /** The TCP connection was not answered: packets are dropped on the way. */
  connectTimedOut: 'timeout',
  proxyTimedOut: 'timeout',
  tlsTimedOut: 'timeout',
  /** The connection was accepted, but the first request was not answered. */
  silent: 'timeout',
  requestTimedOut: 'timeout',
  coordinatorNotFound: 'timeout',

  closed: 'closed',
  /** Closed before the first answer: a TLS listener, or one that requires a client certificate. */
  closedUnanswered: 'closed',
  /**
   * Closed after ApiVersions and before any other answer: a broker that stopped, or more likely a listener that
   * requires SASL.
   */
  closedBeforeLogin: 'closed',
  closedByUs: 'closed',

  tlsExpired: 'tls',
  tlsNotYetValid: 'tls',
  tlsUntrusted: 'tls',
  tlsHostname: 'tls',
  /** OpenSSL refused the certificate for another reason; its code is in the message. */
  tlsCertificate: 'tls',
  tlsVersion: 'tls',
  /** The listener requires a client certificate and received none. */
  tlsWantsCertificate: 'tls',
  /** The listener does not accept the client certificate that it received. */
  tlsRejectedCertificate: 'tls',
  tlsHandshake: 'tls',
  /** The other side does not answer in TLS. */
  notTls: 'tls',

  loginRefused: 'authentication',
  mechanismUnsupported: 'authentication',
  /** The listener accepts no SASL login at all. */
  loginUnexpected: 'authentication',
  /** In this and the following cases the login failed before the broker was asked. */
  tokenMissing: 'authentication',
  tokenEndpointFailed: 'authentication',
  kerberosMissing: 'authentication',
  kerberosFailed: 'authentication',
  awsCredentialsMissing: 'authentication',
  pluginFailed: 'authentication',

  /** The other side answered in TLS although it was addressed in plain text. */
  wantsTls: 'protocol',
  http: 'protocol',
  notKafka: 'protocol',
  /** A response that its API's table cannot decode. */
  unreadable: 'protocol',
  wrongCluster: 'protocol',
  /** kafkajs, the second client, thrown an error of its own. */
  kafkajsFailed: 'protocol',
} as const satisfies Record<string, FailureKind>

export type FailureKind = 'unreachable' | 'timeout' | 'closed' | 'tls' | 'authentication' | 'protocol'
export type ConnectionReason = keyof typeof kinds

/** The reasons of one kind of failure, or of several. */
export type ReasonOf<K extends FailureKind> = {
  [R in ConnectionReason]: (typeof kinds)[R] extends K ? R : never
}[ConnectionReason]

export const kindOf = <R extends ConnectionReason>(reason: R): (typeof kinds)[R] => kinds[reason]

/** All reasons, for tests that check that each is covered. */
export const connectionReasons = (): readonly ConnectionReason[] => Object.keys(kinds) as ConnectionReason[]
