// The output of `--output json`: the operation's value, with errors as objects.
import {KafkaError} from '../cluster/errors.ts'

/** One document with a newline at its end; `pretty` indents it. */
export const jsonText = (value: unknown, pretty: boolean): string =>
  `${JSON.stringify(value, plain, pretty ? 2 : undefined)}\n`

/** An error that a broker reported. */
export interface KafkaErrorDocument {
  /** Kafka's name of the error: `UNKNOWN_TOPIC_OR_PARTITION`. */
  readonly error: string
  /** Kafka's number of the error. */
  readonly code: number
  /** Whether the same request may succeed later. */
  readonly retriable: boolean
  /** One sentence: what was requested, and what the broker said. */
  readonly message: string
}

/** An error that no broker reported: no broker answered, or the broker lacks the API. */
export interface ErrorDocument {
  /** The kind of error: `ConnectionError`, `UnsupportedApi`, `UsageError` … */
  readonly error: string
  readonly message: string
}

/** JSON.stringify prints `{}` for an Error, and throws for a bigint. */
function plain(_key: string, value: unknown): unknown {
  if (value instanceof KafkaError) {
    const {codeName, code, retriable, message} = value
    return {error: codeName, code, retriable, message} satisfies KafkaErrorDocument
  }
  if (value instanceof Error) return {error: value.name, message: value.message} satisfies ErrorDocument
  return typeof value === 'bigint' ? String(value) : value
}
