// OAUTHBEARER as RFC 7628 has it on the wire.
import {expect, test} from 'vitest'
import {oauthBearer} from '../../../src/lib/cluster/sasl/oauthbearer.ts'

const broker = {host: 'b', port: 1}

test('the token is sent, followed by the extensions (KIP-342)', async () => {
  const token = {value: 'abc', extensions: {logicalCluster: 'lkc-1', identityPoolId: 'pool-2'}}
  const mechanism = oauthBearer(async () => token, Date.now)
  const {value} = await mechanism.converse(broker).next()
  expect(value?.toString()).toBe('n,,\x01auth=Bearer abc\x01logicalCluster=lkc-1\x01identityPoolId=pool-2\x01\x01')
  const bare = await oauthBearer(async () => ({value: 'abc'}), Date.now)
    .converse(broker)
    .next()
  expect(bare.value?.toString()).toBe('n,,\x01auth=Bearer abc\x01\x01')
})

test('each login asks the source for a token', async () => {
  let asked = 0
  const mechanism = oauthBearer(async () => ({value: `token-${++asked}`}), Date.now)
  const first = await mechanism.converse(broker).next()
  const second = await mechanism.converse(broker).next()
  expect([first, second].map(({value}) => value?.toString())).toEqual([
    'n,,\x01auth=Bearer token-1\x01\x01',
    'n,,\x01auth=Bearer token-2\x01\x01',
  ])
})

const jwt = (exp: number) => `e30.${Buffer.from(JSON.stringify({exp})).toString('base64url')}.sig`
test.each([
  [
    jwt(1_600_000_000),
    '{"status":"invalid_token"}',
    'it does not accept the token (invalid_token); the token expired on 2020-09-13 12:26:40 UTC; get a new one',
  ],
  [
    jwt(1_900_000_000),
    '{"status":"invalid_token","scope":"kafka"}',
    'it does not accept the token (invalid_token, it wants the scope kafka); is it meant for this cluster (issuer, audience, scope), and do the clocks agree?',
  ],
  ['opaque', 'no', 'it does not accept the token (no); is it meant for this cluster'],
])('a refusal arrives as JSON without an error code: %#', async (token, answer, sentence) => {
  const conversation = oauthBearer(
    async () => ({value: token}),
    () => 1_700_000_000_000,
  ).converse(broker)
  await conversation.next()
  await expect(conversation.next(Buffer.from(answer))).rejects.toThrow(sentence)
})
