import {expect, test} from 'vitest'
import {parseProperties, propertiesText} from '../../src/lib/config/properties.ts'

// Expectations after the documentation of java.util.Properties.load.
test.each([
  ['a=1', {a: '1'}],
  ['a = 1', {a: '1'}],
  ['a:1', {a: '1'}],
  ['a 1', {a: '1'}],
  ['a\t:  1  ', {a: '1  '}],
  ['a', {a: ''}],
  ['a=', {a: ''}],
  ['a==b', {a: '=b'}],
  ['a b=c', {a: 'b=c'}],
  ['  a=1', {a: '1'}],
  ['# comment\n! another\n\n   \na=1', {a: '1'}],
  ['a=1\r\nb=2\rc=3', {a: '1', b: '2', c: '3'}],
  ['a=one, \\\n    two, \\\r\n\tthree', {a: 'one, two, three'}],
  ['a=ends with a backslash\\\\\nb=2', {a: 'ends with a backslash\\', b: '2'}],
  ['# no continuation \\\na=1', {a: '1'}],
  ['a=x\\\n# not a comment', {a: 'x# not a comment'}],
  ['a\\=b\\:c\\ d=1', {'a=b:c d': '1'}],
  ['a=\\t\\n\\r\\f\\u00e9\\z\\"', {a: '\t\n\r\fé' + 'z"'}],
  ['a=1\na=2', {a: '2'}],
  ['a=last line \\', {a: 'last line '}],
  ['', {}],
])('%j', (text, expected) => expect(Object.fromEntries(parseProperties(text))).toEqual(expected))

test('files are UTF-8, or Latin-1 if they are not valid UTF-8', () => {
  expect(propertiesText(Buffer.from('a=é', 'utf8'))).toBe('a=é')
  expect(propertiesText(Buffer.from('a=é', 'latin1'))).toBe('a=é')
})
