// What Apache's clients would have thrown: the tools print the texts of their exceptions.
import {kafkaErrors} from '../../cluster/error-codes.ts'
import {ConnectionError, KafkaError, UnsupportedApi, UsageError} from '../../cluster/errors.ts'

/** An exception of Java by its class, for the places where the tools print that too. */
export class JavaError extends Error {
  override readonly name = 'JavaError'
  readonly javaClass: string

  constructor(javaClass: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.javaClass = javaClass
  }
}

const errors = 'org.apache.kafka.common.errors'

export const configException = (message: string, options?: ErrorOptions): JavaError =>
  new JavaError('org.apache.kafka.common.config.ConfigException', message, options)

export const serializationException = (message: string): JavaError =>
  new JavaError(`${errors}.SerializationException`, message)

/** `call` is what Apache's admin client calls the request, for instance `listTopics`. */
export function asJavaError(error: unknown, call: string): JavaError {
  if (error instanceof JavaError) return error
  if (error instanceof KafkaError) return kafkaException(error)
  if (error instanceof ConnectionError) return connectionException(error, call)
  if (error instanceof UnsupportedApi)
    return new JavaError(`${errors}.UnsupportedVersionException`, error.message, {cause: error})
  const message = error instanceof Error ? error.message : String(error)
  return new JavaError('java.lang.RuntimeException', message, {cause: error})
}

/** The exception of a code with the broker's own words. */
export function kafkaException(error: KafkaError): JavaError {
  return new JavaError(`${errors}.${kafkaErrors(error.code).exception}`, wordsOfBroker(error), {cause: error})
}

/** The exception with Kafka's sentence for the code, which Java shows where the response has no room for words. */
export function standardException({code}: {readonly code: number}): JavaError {
  const {exception, text} = kafkaErrors(code)
  return new JavaError(`${errors}.${exception}`, text)
}

/** Our operations say some things more plainly than Kafka; scripts know Kafka's sentence. */
function wordsOfBroker({code, text}: KafkaError): string {
  return text.startsWith('there is no such') ? kafkaErrors(code).text : text
}

/** The broker's, without the address before and the mechanism behind. */
const wordsOfLogin = ({message}: ConnectionError) =>
  message.replace(/^.* refused the SASL login: /, '').replace(/ \([A-Z0-9-]+\)$/, '')

function connectionException(error: ConnectionError, call: string): JavaError {
  const cause = {cause: error}
  switch (error.reason) {
    case 'authentication':
      return new JavaError(`${errors}.SaslAuthenticationException`, wordsOfLogin(error), cause)
    case 'tls':
      return new JavaError(`${errors}.SslAuthenticationException`, 'SSL handshake failed', cause)
    case 'unreachable':
    case 'timeout':
    case 'closed':
    case 'protocol':
      return new JavaError(
        `${errors}.TimeoutException`,
        `Timed out waiting for a node assignment. Call: ${call}`,
        cause,
      )
  }
}

/** `class: message`, as Throwable.toString. */
export const javaText = ({javaClass, message}: Pick<JavaError, 'javaClass' | 'message'>): string =>
  `${javaClass}: ${message}`

/** What a future throws: its message is the text of the cause. */
export const executionException = (cause: JavaError): JavaError =>
  new JavaError('java.util.concurrent.ExecutionException', javaText(cause), {cause})

/** `new RuntimeException(cause)`. */
export const runtimeException = (cause: JavaError): JavaError =>
  new JavaError('java.lang.RuntimeException', javaText(cause), {cause})

/** One sentence for stderr, where Apache's tools show a stack trace: the causes say what the first message leaves out. */
export function sentence(error: unknown): string {
  const said: string[] = []
  let above: unknown
  for (let each = error; each instanceof Error; each = each.cause) {
    const {message} = each
    // What the system said is in a UsageError's words already.
    if ('syscall' in each && above instanceof UsageError) break
    above = each
    if (said.some((before) => before.includes(message))) continue
    // Ours has the broker's words in it, after what was being done.
    if (each instanceof KafkaError && message.includes(said.at(-1) ?? message)) said.pop()
    said.push(message)
  }
  return said.join(': ')
}
