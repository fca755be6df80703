// Our table against Apache's own org.apache.kafka.common.protocol.Errors (test/fixtures/ErrorCodes.java).
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {errorCode, kafkaErrors} from '../../src/lib/cluster/error-codes.ts'
import {KafkaError, plainly, throwIfError} from '../../src/lib/cluster/errors.ts'

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

test.each(apache)(
  "$name ($code) is the same as in Apache's class",
  ({code, name, class: javaClass, retriable, message}) => {
    expect(kafkaErrors(code)).toEqual({
      name,
      retriable,
      exception: javaClass ?? '',
      text: message,
    })
  },
)

test('the names in camel case are those of the constants', () => {
  const camel = (name: string) => name.toLowerCase().replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase())
  expect(errorCode).toEqual(Object.fromEntries(apache.map(({code, name}) => [camel(name), code])))
})

test('a code of a newer Kafka is named by its number and not retried', () =>
  expect(kafkaErrors(999)).toMatchObject({name: 'ERROR_999', retriable: false}))

test("a sentence of kafkit is shown for a code; the broker's text is kept for tools that print it", () => {
  const [code, what] = [errorCode.unknownTopicOrPartition, 'describe orders']
  const ours = new KafkaError(code, what, plainly('there is no such topic'))
  expect(ours.message).toBe('describe orders: there is no such topic (UNKNOWN_TOPIC_OR_PARTITION)')
  expect(ours.brokerText).toBe('This server does not host this topic-partition.')
  const theirs = new KafkaError(code, what, 'gone since Monday')
  expect([theirs.text, theirs.brokerText]).toEqual(['gone since Monday', 'gone since Monday'])
})

test('an answer with a code is an error, and one without is not', () => {
  expect(() => throwIfError(errorCode.none, 'describe orders')).not.toThrow()
  expect(() => throwIfError(errorCode.unknownServerError, 'describe orders', 'disk gone')).toThrow(
    'describe orders: disk gone (UNKNOWN_SERVER_ERROR)',
  )
})
