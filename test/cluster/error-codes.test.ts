// Our table against Apache's own org.apache.kafka.common.protocol.Errors (test/fixtures/ErrorCodes.java).
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {errorCode, kafkaErrors} from '../../src/lib/cluster/error-codes.ts'

interface ApacheError {
  readonly code: number
  /** The constant. */
  readonly name: string
  /** Null for NONE, which has no exception. */
  readonly class: string | null
  readonly retriable: boolean
  readonly message: string
}

const apache = readFileSync(join(import.meta.dirname, '../fixtures/error-codes.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as ApacheError)

test('the table has every code of Apache 4.3.1, and no other', () => {
  expect(apache).toHaveLength(135)
  expect(Object.values(errorCode).toSorted((a, b) => a - b)).toEqual(
    apache.map(({code}) => code).toSorted((a, b) => a - b),
  )
})

test.each(apache)('$name ($code) is as Apache has it', ({code, name, class: javaClass, retriable, message}) => {
  expect(kafkaErrors(code)).toEqual({
    name,
    retriable,
    exception: javaClass ?? '',
    text: message,
  })
})

test('the names in camel case are those of the constants', () => {
  const camel = (name: string) => name.toLowerCase().replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase())
  expect(errorCode).toEqual(Object.fromEntries(apache.map(({code, name}) => [camel(name), code])))
})

test('a code of a newer Kafka is named by its number and not retried', () =>
  expect(kafkaErrors(999)).toMatchObject({name: 'ERROR_999', retriable: false}))
