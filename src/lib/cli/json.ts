// What `--output json` prints: the operation's value, errors as objects.
import {KafkaError} from '../cluster/errors.ts'

/** One document with a newline at its end; indented for people. */
export const jsonText = (value: unknown, pretty: boolean): string =>
  `${JSON.stringify(value, plain, pretty ? 2 : undefined)}\n`

/** JSON.stringify would print `{}` for an Error, and nothing sensible for a bigint. */
function plain(_key: string, value: unknown): unknown {
  if (value instanceof KafkaError) {
    return {error: value.codeName, code: value.code, retriable: value.retriable, message: value.message}
  }
  if (value instanceof Error) return {error: value.name, message: value.message}
  return typeof value === 'bigint' ? String(value) : value
}
