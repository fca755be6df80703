import {expect, test} from 'vitest'
import {lengthReader} from '../../../src/lib/records/readers/length-reader.ts'
import {all} from '../support/read-all.ts'

const framed = (...parts: (string | null)[]) =>
  Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(4)
      length.writeInt32BE(part === null ? -1 : Buffer.byteLength(part))
      return [length, Buffer.from(part ?? '')]
    }),
  )

test.each([1, 3, 4, 5, 100])('values are read in chunks of %d bytes; null is not empty', (chunk) => {
  const values = all(lengthReader(), framed('one', '', null, 'li\nne', 'é'), chunk).map(({value}) => value)
  expect(values).toEqual(['one', '', null, 'li\nne', 'é'])
})

test.each([1, 7, 100])('keys before values are read in chunks of %d bytes', (chunk) => {
  expect(all(lengthReader({key: true}), framed('k', 'v', null, 'w', '', null), chunk)).toMatchObject([
    {key: 'k', value: 'v'},
    {key: null, value: 'w'},
    {key: '', value: null},
  ])
})

test('the place of each record is known', () => {
  const reader = lengthReader()
  reader.push(framed('one', null))
  const found = []
  while (reader.next()) found.push([reader.line, reader.offset, reader.consumed])
  expect(found).toEqual([
    [1, 0, 7],
    [2, 7, 11],
  ])
})

test.each<[string, Buffer, string]>([
  [
    'in a value',
    framed('one', 'two').subarray(0, 12),
    'record 2: the input ends in the middle of it (5 bytes are left)',
  ],
  [
    'in a length',
    framed('one', 'two').subarray(0, 9),
    'record 2: the input ends in the middle of it (2 bytes are left)',
  ],
  ['text', Buffer.from('some text\n'), 'record 1: a length of 1936682341 bytes'],
  ['a negative length', Buffer.from([255, 255, 255, 254]), 'record 1: a length of -2 bytes'],
])('an input that is not framed, or cut off, is an error: %s', (_, bytes, sentence) => {
  expect(() => all(lengthReader(), bytes)).toThrow(sentence)
})

test('a key without its value is an error', () => {
  expect(() => all(lengthReader({key: true}), framed('k', 'v', 'k'))).toThrow('record 2: the input ends in the middle')
})
