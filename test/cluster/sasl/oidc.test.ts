// Tokens from an identity provider on loopback, which checks secrets and signatures itself.
import {generateKeyPairSync} from 'node:crypto'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {expect, test} from 'vitest'
import {signedAssertion} from '../../../src/lib/cluster/sasl/assertion.ts'
import {endpointToken, type Grant} from '../../../src/lib/cluster/sasl/oidc.ts'
import {identityProvider} from '../../support/identity-provider.ts'

const now = () => 1_700_000_000_000
const login = (clientSecret: string): Grant => ({kind: 'client credentials', clientId: 'admin', clientSecret})

test('client credentials are sent as a form with a basic login, scope and other fields', async () => {
  await using provider = await identityProvider({clients: {admin: 'admin-secret'}, lifetimeSeconds: 60})
  const endpoint = {url: provider.url, scope: 'kafka read', fields: {audience: 'cluster'}, extensions: {a: 'b'}}
  const token = await endpointToken(endpoint, login('admin-secret'), now)()
  expect(provider.requests).toEqual([
    {
      grant_type: 'client_credentials',
      scope: 'kafka read',
      audience: 'cluster',
      authorization: 'Basic YWRtaW46YWRtaW4tc2VjcmV0',
    },
  ])
  expect(token).toMatchObject({expiresAt: now() + 60_000, extensions: {a: 'b'}})
  expect(JSON.parse(Buffer.from(token.value.split('.')[1] ?? '', 'base64url').toString())).toMatchObject({sub: 'admin'})
})

test('id and secret are encoded only on request (sasl.oauthbearer.header.urlencode)', async () => {
  await using provider = await identityProvider({clients: {'a%20b': 'c%2Bd', 'a b': 'c+d'}})
  const asked = async (urlEncode: boolean) => {
    await endpointToken({url: provider.url}, {kind: 'client credentials', clientId: 'a b', clientSecret: 'c+d', urlEncode}, now)() // prettier-ignore
    return Buffer.from(provider.requests.at(-1)?.['authorization']?.slice(6) ?? '', 'base64').toString()
  }
  expect([await asked(false), await asked(true)]).toEqual(['a b:c+d', 'a%20b:c%2Bd'])
})

test("a wrong secret is final at once, with the provider's message", async () => {
  await using provider = await identityProvider({clients: {admin: 'admin-secret'}})
  await expect(endpointToken({url: provider.url}, login('guessed'), now)()).rejects.toThrow(
    `the token endpoint ${provider.url} refused: invalid_client: bad secret (HTTP 401); are client id and secret right?`,
  )
  expect(provider.requests).toHaveLength(1)
})

test('an overloaded provider is asked three times', async () => {
  await using tired = await identityProvider({clients: {admin: 'admin-secret'}, failures: 2})
  await endpointToken({url: tired.url}, login('admin-secret'), now)()
  expect(tired.requests).toHaveLength(3)
  await using down = await identityProvider({clients: {admin: 'admin-secret'}, failures: 9})
  await expect(endpointToken({url: down.url}, login('admin-secret'), now)()).rejects.toThrow(
    'refused: temporarily_unavailable (HTTP 503)',
  )
  expect(down.requests).toHaveLength(3)
})

test('a provider that is missing, never answers, or returns something else is an error', async () => {
  const url = 'http://127.0.0.1:1/token'
  await expect(endpointToken({url}, login('x'), now)()).rejects.toThrow(
    `the token endpoint ${url} cannot be reached: connect ECONNREFUSED`,
  )
  const answers = ['', '{}', '{"access_token": 5}', '<html>', '{"access_token": "a b"}']
  const server = createServer((_, response) => {
    const answer = answers.shift()
    if (answer !== undefined) response.end(answer)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const strange = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  for (const why of [
    'without a token',
    'without a token',
    'without a token',
    'without a token',
    'is not a bearer token',
  ])
    await expect(endpointToken({url: strange}, login('x'), now)()).rejects.toThrow(why)
  await expect(endpointToken({url: strange, timeoutMs: 50}, login('x'), now)()).rejects.toThrow(
    `the token endpoint ${strange} did not answer within 50 ms`,
  )
  server.closeAllConnections()
  server.close()
})

test.each(['RS256', 'ES256'] as const)(
  'assertions are signed with %s (KIP-1139), for both grants',
  async (algorithm) => {
    const pair =
      algorithm === 'RS256'
        ? generateKeyPairSync('rsa', {modulusLength: 2048})
        : generateKeyPairSync('ec', {namedCurve: 'P-256'})
    const privateKey = pair.privateKey.export({type: 'pkcs8', format: 'pem'}).toString()
    await using provider = await identityProvider({
      clients: {},
      assertionKey: pair.publicKey.export({type: 'spki', format: 'pem'}).toString(),
    })
    const options = {
      privateKey,
      algorithm,
      template: {header: {kid: 'key-1'}, payload: {tenant: 't'}},
      claims: {sub: 'service', aud: 'provider', iss: 'me'},
      expiresInSeconds: 300,
      notBeforeSeconds: 60,
      withId: true,
    }
    const assertion = async () => signedAssertion(options, now())
    const subject = ({value}: {value: string}) =>
      (JSON.parse(Buffer.from(value.split('.')[1] ?? '', 'base64url').toString()) as {sub: string}).sub
    const grants: Grant[] = [
      {kind: 'client assertion', clientId: 'id', assertion},
      {kind: 'jwt bearer', assertion},
    ]
    for (const grant of grants) expect(subject(await endpointToken({url: provider.url}, grant, now)())).toBe('service')
    const [first, second] = provider.requests
    expect(first).toMatchObject({
      grant_type: 'client_credentials',
      client_id: 'id',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    })
    expect(second).toMatchObject({grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer'})
    const part = (at: number) =>
      JSON.parse(Buffer.from(second?.['assertion']?.split('.')[at] ?? '', 'base64url').toString()) as object
    expect(part(0)).toEqual({alg: algorithm, typ: 'JWT', kid: 'key-1'})
    expect(part(1)).toEqual({
      tenant: 't',
      sub: 'service',
      aud: 'provider',
      iss: 'me',
      iat: 1_700_000_000,
      exp: 1_700_000_300,
      nbf: 1_699_999_940,
      jti: expect.stringMatching(/^[\da-f-]{36}$/) as string,
    })
  },
)

test('a key that cannot sign is an error', () => {
  const options = {privateKey: 'no key', algorithm: 'RS256', claims: {}, expiresInSeconds: 1, notBeforeSeconds: 0, withId: false} as const // prettier-ignore
  expect(() => signedAssertion(options, 0)).toThrow('the private key of the assertion cannot be used: ')
})
