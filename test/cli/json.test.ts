import {expect, test} from 'vitest'
import {jsonText} from '../../src/lib/cli/json.ts'
import {KafkaError} from '../../src/lib/cluster/errors.ts'

test('errors are objects with name, code and sentence', () => {
  const error = new KafkaError(3, 'describe topic x')
  expect(JSON.parse(jsonText({error, other: new RangeError('too far')}, false))).toEqual({
    error: {
      error: 'UNKNOWN_TOPIC_OR_PARTITION',
      code: 3,
      retriable: true,
      message: 'describe topic x: This server does not host this topic-partition. (UNKNOWN_TOPIC_OR_PARTITION)',
    },
    other: {error: 'RangeError', message: 'too far'},
  })
})

test('one line for programs, indented for people', () => {
  expect(jsonText({a: 1n}, false)).toBe('{"a":"1"}\n')
  expect(jsonText({a: 1}, true)).toBe('{\n  "a": 1\n}\n')
})
