// The four kinds of failure a user can act on. Anything else is a bug of ours and keeps its stack.
import {ExpectedError} from '../errors/expected-error.ts'
import {kafkaErrors} from './error-codes.ts'

export {UsageError} from '../errors/usage-error.ts'

/**
 * A broker said no. `code` is Kafka's number, `codeName` its constant (`UNKNOWN_TOPIC_OR_PARTITION`), `retriable` what
 * Apache's exception class says; the message starts with what we asked and ends with the broker's own text.
 */
export class KafkaError extends ExpectedError {
  override readonly name = 'KafkaError'
  readonly code: number
  readonly codeName: string
  readonly retriable: boolean
  /** The broker's own words, or Kafka's standard sentence for the code. */
  readonly text: string

  constructor(code: number, what: string, brokerText?: string | null, options?: ErrorOptions) {
    const {name, text, retriable} = kafkaErrors(code)
    const said = brokerText || text
    super(`${what}: ${said} (${name})`, options)
    this.code = code
    this.codeName = name
    this.retriable = retriable
    this.text = said
  }
}

/** Nobody could be reached, or whoever answered does not speak Kafka (to us). `address` is `host:port`, or several. */
export class ConnectionError extends ExpectedError {
  override readonly name = 'ConnectionError'
  readonly address: string
  /**
   * What went wrong: unreachable (refused, no route, no such name), timed out, closed in the middle, TLS (handshake or
   * certificate), authentication (wrong credentials or mechanism), protocol (an answer that is not Kafka's).
   */
  readonly reason: ConnectionFailure

  constructor(address: string, reason: ConnectionFailure, message: string, options?: ErrorOptions) {
    super(message, options)
    this.address = address
    this.reason = reason
  }
}
export type ConnectionFailure = 'unreachable' | 'timeout' | 'closed' | 'tls' | 'authentication' | 'protocol'

/** The broker does not have this API, or not in a version that can say what was asked; the message gives both ranges. */
export class UnsupportedApi extends ExpectedError {
  override readonly name = 'UnsupportedApi'
}

/** Raises what a response's error code says, or does nothing for 0. */
export function throwIfError(code: number, what: string, brokerText?: string | null): void {
  if (code !== 0) throw new KafkaError(code, what, brokerText)
}
