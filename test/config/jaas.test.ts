import {expect, test} from 'vitest'
import {parseJaas} from '../../src/lib/config/jaas.ts'

const plain = 'org.apache.kafka.common.security.plain.PlainLoginModule required'

test.each([
  [`${plain} username="alice" password="secret";`, {username: 'alice', password: 'secret'}],
  [`${plain} username='alice' password='se"cret';`, {username: 'alice', password: 'se"cret'}],
  [`${plain} username=alice password="a\\"b\\\\c" ;`, {username: 'alice', password: 'a"b\\c'}],
  [`${plain}\n  username="a b;c=d"\n  password="";`, {username: 'a b;c=d', password: ''}],
  [`${plain};`, {}],
  ['x.ScramLoginModule REQUIRED tokenauth=true username="t";', {tokenauth: 'true', username: 't'}],
])('%j', (text, options) => expect(Object.fromEntries(parseJaas(text).options)).toEqual(options))

test('the module is recognised by its class, whatever its package', () => {
  expect(parseJaas(`${plain};`).module).toBe('PlainLoginModule')
  expect(parseJaas('PlainLoginModule sufficient;').module).toBe('PlainLoginModule')
})

test.each([
  ['', 'must read'],
  ['PlainLoginModule username="a";', 'must read'],
  [`${plain} username="alice"`, "the ';' at its end is missing"],
  [`${plain} username="alice;`, 'a quotation mark or a comment is not closed'],
  [`${plain} username;`, 'option 1 is not of the form'],
  [`${plain} username="a" password=;`, 'option 2 is not of the form'],
])('%j is refused', (text, why) => expect(() => parseJaas(text)).toThrow(why))

test('a refusal never shows a password', () => {
  for (const text of [`${plain} password="hunter2"`, `${plain} password="hunter2`, `${plain} password hunter2;`]) {
    expect(() => parseJaas(text)).toThrow(expect.not.stringContaining('hunter2') as string)
    try {
      parseJaas(text)
    } catch (error) {
      expect((error as Error).message).not.toContain('hunter2')
    }
  }
})
