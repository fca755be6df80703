import {expect, test} from 'vitest'
import {sliceAt} from '../../src/lib/text/json-slice.ts'

test.each([
  ['{"a":1.50}', ['a'], '1.50'],
  ['{"a":9007199254740993,"b":2}', ['a'], '9007199254740993'],
  [' { "a" : { "b" : [ 1 , 2 , 30 ] } } ', ['a', 'b', 2], '30'],
  ['{"a":[{"x":"]}"},{"x":2e5}]}', ['a', 1, 'x'], '2e5'],
  ['{"a":1,"a":2}', ['a'], '2'],
  ['{"a\\u0062":7}', ['ab'], '7'],
  ['{"a":{"b":[1,{"c":"\\\\\\""}]},"d":4}', ['d'], '4'],
  ['{"a":{"b": [1]}}', ['a'], '{"b": [1]}'],
  ['{"a":"x\\"y"}', ['a'], '"x\\"y"'],
  ['[10,20]', ['1'], '20'],
  ['42\n', [], '42'],
  ['{}', ['a'], undefined],
  ['[]', [0], undefined],
  ['[1]', [1], undefined],
  ['{"a":null}', ['a', 'b'], undefined],
  ['{"a":true , "b" : false}', ['b'], 'false'],
])('%s at %j', (json, steps, expected) => {
  JSON.parse(json) // valid
  expect(sliceAt(json, steps)).toBe(expected)
})

test('a value that is nested deeply is skipped', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  expect(sliceAt(`{"deep":${deep},"n":1.0}`, ['n'])).toBe('1.0')
})
