// Where bearer tokens come from, and how long one is used.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, describe, expect, test} from 'vitest'
import {
  cached,
  checked,
  commandToken,
  expiryOf,
  fileToken,
  fixedToken,
  unsecuredToken,
} from '../../../src/lib/cluster/sasl/tokens.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-tokens-'))
afterAll(() => rmSync(folder, {recursive: true}))

describe('a token is fetched once until it has to be renewed', () => {
  const source = (lifetimeMs: number | undefined) => {
    let asked = 0
    let time = 1_000_000
    const tokens = cached(
      async () => ({value: `token-${++asked}`, expiresAt: lifetimeMs === undefined ? undefined : time + lifetimeMs}),
      () => time,
    )
    return {
      at: async (later: number) => {
        time = 1_000_000 + later
        return (await tokens()).value
      },
    }
  }

  test("after four fifths of its lifetime, as in Apache's client", async () => {
    const {at} = source(100_000)
    expect(await Promise.all([at(0), at(0), at(0)])).toEqual(['token-1', 'token-1', 'token-1'])
    expect(await at(79_000)).toBe('token-1')
    expect(await at(81_000)).toBe('token-2')
    expect(await at(100_000)).toBe('token-2')
  })

  test('at every login if its end is unknown', async () => {
    const {at} = source(undefined)
    expect([await at(0), await at(1)]).toEqual(['token-1', 'token-2'])
  })

  test('and after a failure at once', async () => {
    let asked = 0
    const tokens = cached(
      async () => {
        if (++asked === 1) throw new Error('not yet')
        return {value: 'late', expiresAt: Infinity}
      },
      () => 0,
    )
    await expect(tokens()).rejects.toThrow('not yet')
    expect(await tokens()).toMatchObject({value: 'late'})
  })
})

test('a file is read at every login, because another program keeps it up to date', async () => {
  const file = join(folder, 'token')
  const tokens = fileToken(file)
  await expect(tokens()).rejects.toThrow(`the token file ${file} cannot be read: ENOENT`)
  writeFileSync(file, 'abc.def.\n')
  expect(await tokens()).toEqual({value: 'abc.def.'})
  writeFileSync(file, 'ghi')
  expect(await tokens()).toEqual({value: 'ghi'})
  writeFileSync(file, ' \n')
  await expect(tokens()).rejects.toThrow(`the token file ${file} is empty`)
})

test('a command prints the token in its first line', async () => {
  expect(await commandToken('echo abc.def.; echo more')()).toEqual({value: 'abc.def.'})
})

test.each([
  ['echo not logged in >&2; exit 3', 'the token command failed (3): not logged in'],
  ['exit 4', 'the token command failed (4)'],
  ['true', 'the output of the token command is empty'],
  ['echo secret token', 'the output of the token command is not a bearer token'],
])('a failing command is an error: %s', async (command, why) => {
  const failure = await commandToken(command)().catch((error: Error) => error.message)
  expect(failure).toContain(why)
  expect(failure).not.toContain('secret')
})

test('a text that could be read as another part of the message is not a token', () => {
  expect(() => checked('abc\x01auth=x', 'the token')).toThrow('the token is not a bearer token')
  expect(() => fixedToken('a b')).toThrow('not a bearer token')
  expect(checked('abc-._~+/=', 'the token')).toBe('abc-._~+/=')
})

test("an unsecured token has the claims of Java's: iat and exp in seconds, no signature", async () => {
  const claims = {claims: {sub: 'admin', roles: ['a', 'b']}, lifetimeSeconds: 60, extensions: {traceId: '1'}}
  const {value, extensions} = await unsecuredToken(claims, () => 1_700_000_000_000)()
  const [header = '', payload = '', signature] = value.split('.')
  const decoded = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown
  expect(decoded(header)).toEqual({alg: 'none'})
  expect(decoded(payload)).toEqual({sub: 'admin', roles: ['a', 'b'], iat: 1_700_000_000, exp: 1_700_000_060})
  expect(signature).toBe('')
  expect(extensions).toEqual({traceId: '1'})
  expect(expiryOf(value)).toBe(1_700_000_060_000)
})

test('a token that only its issuer can read has no known end', () => {
  expect(expiryOf('opaque')).toBeUndefined()
  expect(expiryOf('a.bm90IGpzb24.c')).toBeUndefined()
})
