// The errors of a cluster's client. UsageError is in the errors room, with the errors of other rooms.
import {ExpectedError} from '../errors/expected-error.ts'
import {kindOf, type ConnectionReason, type FailureKind} from './connection-reasons.ts'
import {kafkaErrors} from './error-codes.ts'

export {UsageError} from '../errors/usage-error.ts'

/**
 * A sentence of kafkit that explains an error code more plainly than Kafka; tools that must print Kafka's words ignore
 * it.
 */
export interface PlainText {
  readonly plainly: string
}
export const plainly = (text: string): PlainText => ({plainly: text})

/**
 * A broker answered with an error code. `code` is Kafka's number, `codeName` its constant
 * (`UNKNOWN_TOPIC_OR_PARTITION`), and `retriable` follows Apache's exception class. The message begins with the request
 * and ends with the text and the constant.
 */
export class KafkaError extends ExpectedError {
  override readonly name = 'KafkaError'
  readonly code: number
  readonly codeName: string
  readonly retriable: boolean
  /** The plain text; without it the broker's own words, or else Kafka's standard sentence for the code. */
  readonly text: string
  /** The broker's own words, or else Kafka's standard sentence: the text of Java's exceptions. */
  readonly brokerText: string

  constructor(code: number, what: string, text?: string | PlainText | null, options?: ErrorOptions) {
    const row = kafkaErrors(code)
    const own = typeof text === 'object' ? text?.plainly : undefined
    const brokerText = (typeof text === 'string' && text) || row.text
    const shown = own ?? withoutInternals(brokerText, row.text)
    super(`${what}: ${shown} (${row.name})`, options)
    this.code = code
    this.codeName = row.name
    this.retriable = row.retriable
    this.text = shown
    this.brokerText = brokerText
  }
}

/**
 * Controllers print their whole request object in a refusal (`Request Request(processor=0, connectionId=…) needs ALTER
 * permission.`), hundreds of characters of which only the permission is useful. `standard` is Kafka's sentence.
 */
function withoutInternals(text: string, standard: string): string {
  if (!text.startsWith('Request Request(')) return text
  const operation = / needs (\w+) permission\.?$/.exec(text)?.[1]
  return operation === undefined ? standard : `not allowed: it takes the permission ${operation} on the cluster`
}

export interface ConnectionErrorOptions extends ErrorOptions {
  /** What to check or to try, at the end of the message. */
  readonly advice?: string | undefined
  /** See ConnectionError.refusal. */
  readonly refusal?: string | undefined
  /** See ConnectionError.mechanisms. */
  readonly mechanisms?: Mechanisms | undefined
}
export interface Mechanisms {
  readonly wanted: string
  readonly offered: readonly string[]
}

/**
 * No broker could be reached, or the other side does not speak Kafka's protocol with us. `address` is `host:port`, or
 * several.
 */
export class ConnectionError extends ExpectedError {
  override readonly name = 'ConnectionError'
  readonly address: string
  readonly reason: ConnectionReason
  readonly kind: FailureKind
  /** The message without the advice at its end. */
  readonly fact: string
  /** Why a login was refused, without the address before and the mechanism after it: the words of Java's exceptions. */
  readonly refusal: string | undefined
  /**
   * For `mechanismUnsupported` and `loginUnexpected`: the mechanism that was requested, and those that the broker
   * offers.
   */
  readonly mechanisms: Mechanisms | undefined

  constructor(address: string, reason: ConnectionReason, fact: string, options: ConnectionErrorOptions = {}) {
    const {advice, refusal, mechanisms} = options
    super(advice === undefined ? fact : `${fact}; ${advice}`, options)
    this.address = address
    this.reason = reason
    this.kind = kindOf(reason)
    this.fact = fact
    this.refusal = refusal
    this.mechanisms = mechanisms
  }
}

/** Whether a retry may succeed: refused logins, bad certificates and foreign protocols stay as they are. */
const passes: Readonly<Record<FailureKind, boolean>> = {
  unreachable: true,
  timeout: true,
  closed: true,
  tls: false,
  authentication: false,
  protocol: false,
}

/** The broker is down, unresponsive or closed the connection, and may be back at the next try. */
export const isTransient = (error: unknown): error is ConnectionError =>
  error instanceof ConnectionError && passes[error.kind]

/** Whether a retry may help: the broker cannot be reached, or Kafka calls the error code retriable. */
export const isRetriable = (error: unknown): error is ConnectionError | KafkaError =>
  error instanceof KafkaError ? error.retriable : isTransient(error)

/**
 * The broker does not have this API, or no version of it that can express the request; the message gives both ranges.
 */
export class UnsupportedApi extends ExpectedError {
  override readonly name = 'UnsupportedApi'
}

/** The type of errors in printed documents, whose schema has both forms. */
export type PrintedError = Error | KafkaError

/** Throws the error of a response's code; does nothing for 0. */
export function throwIfError(code: number, what: string, brokerText?: string | null): void {
  if (code !== 0) throw new KafkaError(code, what, brokerText)
}
