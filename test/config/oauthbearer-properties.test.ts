// Which of the many ways to a token the properties mean, told by the first message of the login.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import {afterAll, describe, expect, test} from 'vitest'
import {oauthBearerLogin} from '../../src/lib/config/oauthbearer-properties.ts'
import {identityProvider} from '../support/identity-provider.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-oauth-'))
afterAll(() => rmSync(folder, {recursive: true}))

const jaas = (options: string) =>
  `org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required ${options};`
async function said(properties: Record<string, string>): Promise<string> {
  const mechanism = await oauthBearerLogin((name) => properties[name])
  const {value} = await mechanism.converse({host: 'broker', port: 9092}).next()
  return value instanceof Buffer ? value.toString() : ''
}
/** Token, claims and what follows. */
function parts(message: string) {
  const [, bearer = '', ...rest] = message.split('\x01')
  const token = bearer.replace('auth=Bearer ', '')
  const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()
  return {token, claims: JSON.parse(claims || '{}') as object, rest: rest.filter((part) => part !== '')}
}

test.each([
  ['kafkit.sasl.oauthbearer.token', {'kafkit.sasl.oauthbearer.token': 'abc'}],
  ['kafkit.sasl.oauthbearer.token.command', {'kafkit.sasl.oauthbearer.token.command': 'echo abc'}],
  ["Strimzi's option", {'sasl.jaas.config': jaas('oauth.access.token="abc"')}],
])('a token can be given directly: %s', async (_, properties) =>
  expect(await said(properties)).toBe('n,,\x01auth=Bearer abc\x01\x01'),
)

test('a token can be in a file, with a file: address', async () => {
  const file = join(folder, 'a token')
  writeFileSync(file, 'abc\n')
  const url = pathToFileURL(file).href
  expect(await said({'sasl.oauthbearer.token.endpoint.url': url})).toBe('n,,\x01auth=Bearer abc\x01\x01')
})

test("unsecured tokens are made as by Java's callback handler", async () => {
  const options =
    'unsecuredLoginStringClaim_sub="ops" unsecuredLoginNumberClaim_n="3" unsecuredLoginListClaim_scope="|a|b" unsecuredLoginLifetimeSeconds="60" unsecuredLoginExtension_traceId="t"'
  const {claims, rest} = parts(await said({'sasl.jaas.config': jaas(options)}))
  expect(claims).toMatchObject({sub: 'ops', n: 3, scope: ['a', 'b']})
  const {iat, exp} = claims as {iat: number; exp: number}
  expect(exp - iat).toBeCloseTo(60)
  expect(rest).toEqual(['traceId=t'])
})

describe('an identity provider gives tokens', () => {
  const byNames = {
    "KIP-768's options": (url: string) => ({
      'sasl.oauthbearer.token.endpoint.url': url,
      'sasl.jaas.config': jaas('clientId="ops" clientSecret="secret" scope="kafka" extension_pool="p"'),
    }),
    "Kafka 4.1's properties": (url: string) => ({
      'sasl.oauthbearer.token.endpoint.url': url,
      'sasl.oauthbearer.client.credentials.client.id': 'ops',
      'sasl.oauthbearer.client.credentials.client.secret': 'secret',
      'sasl.oauthbearer.scope': 'kafka',
      'sasl.jaas.config': jaas('extension_pool="p"'),
    }),
    "Strimzi's options": (url: string) => ({
      'sasl.jaas.config': jaas(
        `oauth.token.endpoint.uri="${url}" oauth.client.id="ops" oauth.client.secret="secret" oauth.scope="kafka" extension_pool="p"`,
      ),
    }),
  }
  test.each(Object.entries(byNames))('%s', async (_, properties) => {
    await using provider = await identityProvider({clients: {ops: 'secret'}})
    const {claims, rest} = parts(await said(properties(provider.url)))
    expect(claims).toMatchObject({sub: 'ops'})
    expect(rest).toEqual(['pool=p'])
    expect(provider.requests).toMatchObject([{grant_type: 'client_credentials', scope: 'kafka'}])
  })
})

test("Amazon MSK's callback handler is supported", async () => {
  const region = process.env['AWS_REGION']
  const keys = {AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'ID', AWS_SECRET_ACCESS_KEY: 'SECRET'}
  const before = Object.keys(keys).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, keys)
  try {
    const handler = 'software.amazon.msk.auth.iam.IAMOAuthBearerLoginCallbackHandler'
    const token = (await said({'sasl.login.callback.handler.class': handler})).split('\x01')[1] ?? ''
    expect(Buffer.from(token.replace('auth=Bearer ', ''), 'base64url').toString()).toMatch(
      /^https:\/\/kafka\.eu-west-1\.amazonaws\.com\/\?Action=kafka-cluster%3AConnect&.*X-Amz-Credential=ID%2F/,
    )
  } finally {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    expect(process.env['AWS_REGION']).toBe(region)
  }
})

test.each([
  [{}, 'sasl.mechanism OAUTHBEARER needs a token'],
  [{'sasl.oauthbearer.token.endpoint.url': 'login'}, "'login' is not an http:, https: or file: address"],
  [{'sasl.oauthbearer.token.endpoint.url': 'https://login'}, 'needs sasl.oauthbearer.client.credentials.client.id'],
  [{'sasl.jaas.config': jaas('unsecuredLoginStringClaim_x="y"')}, 'needs unsecuredLoginStringClaim_sub'],
  [
    {'sasl.jaas.config': jaas('unsecuredLoginStringClaim_sub="y" unsecuredLoginLifetimeSeconds="soon"')},
    'unsecuredLoginLifetimeSeconds is not a number of seconds',
  ],
  [
    {
      'sasl.oauthbearer.token.endpoint.url': 'https://login',
      'sasl.oauthbearer.assertion.private.key.file': '/nowhere/key.pem',
    },
    'sasl.oauthbearer.assertion.private.key.file: cannot read /nowhere/key.pem: there is no such file',
  ],
  [
    {
      'sasl.oauthbearer.token.endpoint.url': 'https://login',
      'sasl.oauthbearer.jwt.retriever.class': 'org.apache.kafka.common.security.oauthbearer.JwtBearerJwtRetriever',
    },
    'JwtBearerJwtRetriever needs sasl.oauthbearer.assertion.private.key.file or sasl.oauthbearer.assertion.file',
  ],
  [{'kafkit.sasl.oauthbearer.token': 'a b'}, 'the token is not a bearer token'],
] as [Record<string, string>, string][])('%o is refused', async (properties, why) =>
  expect(said(properties)).rejects.toThrow(why),
)
