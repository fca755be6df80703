// The exceptions that Apache's clients would have thrown, because the tools print their texts.
import type {FailureKind} from '../../cluster/connection-reasons.ts'
import {errorCode, kafkaErrors} from '../../cluster/error-codes.ts'
import {ConnectionError, KafkaError, UnsupportedApi} from '../../cluster/errors.ts'
import {withoutQuoted} from '../../text/sentence.ts'
import {ExpectedError} from '../../errors/expected-error.ts'

export interface JavaErrorOptions extends ErrorOptions {
  /**
   * How the message relates to the cause's, when one sentence is made of both: it `adds` something, `repeats` all of
   * it, or is only a `part` of it. The default is `adds`.
   */
  readonly relation?: 'adds' | 'repeats' | 'part'
}

/** An exception of Java, with its class, which the tools print in some places. */
export class JavaError extends Error {
  override readonly name = 'JavaError'
  readonly javaClass: string
  readonly relation: NonNullable<JavaErrorOptions['relation']>

  constructor(javaClass: string, message: string, options: JavaErrorOptions = {}) {
    super(message, options)
    this.javaClass = javaClass
    this.relation = options.relation ?? 'adds'
  }
}

const errors = 'org.apache.kafka.common.errors'
const configClass = 'org.apache.kafka.common.config.ConfigException'

/** The exception for properties that a client refuses while it is created. */
export const configException = (message: string, options?: JavaErrorOptions): JavaError =>
  new JavaError(configClass, message, options)

/** A value that ConfigDef refuses, which happens before the client is created. */
export class ConfigDefError extends JavaError {
  constructor(message: string) {
    super(configClass, message)
  }
}

export const serializationException = (message: string): JavaError =>
  new JavaError(`${errors}.SerializationException`, message)

/** `call` is the name that Apache's admin client gives the request, for instance `listTopics`. */
export function asJavaError(error: unknown, call: string): JavaError {
  if (error instanceof JavaError) return error
  if (error instanceof KafkaError) return kafkaException(error)
  if (error instanceof ConnectionError) return connectionException(error, call)
  const repeated = {cause: error, relation: 'repeats'} as const
  if (error instanceof UnsupportedApi)
    return new JavaError(`${errors}.UnsupportedVersionException`, error.message, repeated)
  const message = error instanceof Error ? error.message : String(error)
  // joptsimple throws this one when a value is read.
  const javaClass = javaClassOf(error)
  if (javaClass !== undefined) return new JavaError(javaClass, message, repeated)
  return new JavaError('java.lang.RuntimeException', message, repeated)
}

/** The exception for an error code, with the broker's own words or Kafka's; plainer words of ours are never used. */
export function kafkaException(error: KafkaError): JavaError {
  const {exception} = kafkaErrors(error.code)
  return new JavaError(exception, error.brokerText, {cause: error, relation: 'part'})
}

/**
 * What Java's producers and consumers say about topics that the metadata refuses: their names instead of Kafka's
 * sentence.
 */
export function metadataException(error: KafkaError, topics: readonly string[]): JavaError {
  const names = `[${topics.join(', ')}]`
  const text =
    error.code === errorCode.invalidTopicException
      ? `Invalid topics: ${names}`
      : error.code === errorCode.topicAuthorizationFailed
        ? `Not authorized to access topics: ${names}`
        : error.brokerText
  return new JavaError(kafkaErrors(error.code).exception, text, {cause: error, relation: 'part'})
}

/** The exception with Kafka's sentence for the code, which Java shows where the response has no field for a message. */
export function standardException({code}: {readonly code: number}): JavaError {
  const {exception, text} = kafkaErrors(code)
  return new JavaError(exception, text)
}

/**
 * Java distinguishes a refused login and a failed handshake; for everything else, it says that it waited in vain for
 * a broker.
 */
const exceptions: Readonly<Record<FailureKind, (error: ConnectionError, call: string) => JavaError>> = {
  authentication: loginException,
  tls: (cause) => new JavaError(`${errors}.SslAuthenticationException`, 'SSL handshake failed', {cause}),
  unreachable: noBroker,
  timeout: noBroker,
  closed: noBroker,
  protocol: noBroker,
}

const connectionException = (error: ConnectionError, call: string) => exceptions[error.kind](error, call)

function noBroker(cause: ConnectionError, call: string): JavaError {
  return new JavaError(`${errors}.TimeoutException`, `Timed out waiting for a node assignment. Call: ${call}`, {cause})
}

/** In the words of SaslClientAuthenticator. */
function loginException(cause: ConnectionError): JavaError {
  const {mechanisms, refusal, message, reason} = cause
  const {wanted = '', offered = []} = mechanisms ?? {}
  const enabled = `enabled mechanisms are [${offered.join(', ')}]`
  if (reason === 'mechanismUnsupported')
    return new JavaError(
      `${errors}.UnsupportedSaslMechanismException`,
      `Client SASL mechanism '${wanted}' not enabled in the server, ${enabled}`,
      {cause},
    )
  if (reason === 'loginUnexpected')
    return new JavaError(
      `${errors}.IllegalSaslStateException`,
      `Unexpected handshake request with client mechanism ${wanted}, ${enabled}`,
      {cause},
    )
  return new JavaError(`${errors}.SaslAuthenticationException`, refusal ?? message, {cause, relation: 'part'})
}

/** `class: message`, as Throwable.toString. */
export const javaText = ({javaClass, message}: Pick<JavaError, 'javaClass' | 'message'>): string =>
  `${javaClass}: ${message}`

/** What a future throws: its message is the text of the cause. */
export const executionException = (cause: JavaError): JavaError =>
  new JavaError('java.util.concurrent.ExecutionException', javaText(cause), {cause, relation: 'repeats'})

/** `new RuntimeException(cause)`. */
export const runtimeException = (cause: JavaError): JavaError =>
  new JavaError('java.lang.RuntimeException', javaText(cause), {cause, relation: 'repeats'})

/**
 * One sentence for stderr where Apache's tools print a stack trace: `CLASS: message`, then each cause that adds
 * something, in the same form, so that scripts that look for a class find it. Reasons in our own words follow.
 */
export function sentence(error: unknown): string {
  const said: string[] = []
  let relation: JavaErrorOptions['relation'] = 'adds'
  let last = ''
  for (let each = error; each instanceof Error; each = each.cause) {
    // An expected error of ours is complete: it says in an operator's words what the system or the broker said.
    if (each instanceof ExpectedError) {
      if (addsTo(each, relation, last)) said.push(withoutQuoted(each.message, last))
      break
    }
    if (relation !== 'repeats') said.push(classed(each))
    last = each.message
    relation = each instanceof JavaError ? each.relation : 'adds'
  }
  return said.join(': ').replaceAll(/([.?!]): (?=\S)/g, '$1 ')
}

/** The exception already has what a broker answered, word for word. */
const addsTo = (error: ExpectedError, relation: JavaErrorOptions['relation'], before: string): boolean =>
  relation !== 'repeats' && !(before !== '' && error instanceof KafkaError) && before !== error.message

const javaClassOf = (error: unknown): string | undefined =>
  error instanceof Error && 'javaClass' in error && typeof error.javaClass === 'string' ? error.javaClass : undefined

/** `class: message` as Throwable.toString, if the error is one of Java's. */
function classed(error: Error): string {
  const javaClass = javaClassOf(error)
  if (!javaClass) return error.message
  return error.message === '' ? javaClass : `${javaClass}: ${error.message}`
}
