// GSSAPI as RFC 4752 has it, over a stand-in for the package kerberos that plays a script.
import {expect, test} from 'vitest'
import {gssapi, type Kerberos} from '../../../src/lib/cluster/sasl/gssapi.ts'

const broker = {host: 'broker.example', port: 9092}
const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64')

interface Script {
  /** What each step says, by the challenge it was given. */
  readonly steps: readonly (readonly [challenge: string, token: string | null])[]
  /** Unwrapped from the broker's offer. */
  readonly offer?: Buffer
  readonly failure?: string
}

function library({steps, offer = Buffer.from([1, 0, 16, 0]), failure}: Script) {
  const made: {service: string; options: object}[] = []
  const challenges: string[] = []
  const wrapped: Buffer[] = []
  const remaining = [...steps]
  const kerberos: Kerberos = {
    GSS_MECH_OID_KRB5: 9,
    GSS_C_MUTUAL_FLAG: 2,
    GSS_C_SEQUENCE_FLAG: 8,
    async initializeClient(service, options) {
      made.push({service, options})
      if (failure !== undefined) throw new Error(failure)
      return {
        get contextComplete() {
          return remaining.length === 0
        },
        async step(challenge) {
          challenges.push(Buffer.from(challenge, 'base64').toString())
          const [expected, token] = remaining.shift() ?? ['', null]
          expect(challenges.at(-1)).toBe(expected)
          return token === null ? null : base64(token)
        },
        unwrap: async (challenge) => {
          expect(Buffer.from(challenge, 'base64').toString()).toBe('wrapped offer')
          return base64(offer)
        },
        wrap: async (message) => {
          wrapped.push(Buffer.from(message, 'base64'))
          return base64('wrapped answer')
        },
      }
    },
  }
  return {kerberos, made, wrapped}
}

const mechanism = (kerberos: Kerberos, principal?: string) =>
  gssapi({service: 'kafka', principal, load: async () => kerberos})

test('tickets are exchanged, then no security layer is chosen', async () => {
  const {kerberos, made, wrapped} = library({
    steps: [
      ['', 'ticket'],
      ['mutual', null],
    ],
  })
  const conversation = mechanism(kerberos, 'ops@EXAMPLE').converse(broker)
  expect(String((await conversation.next()).value)).toBe('ticket')
  // Nothing is left to say, and the broker waits for that.
  expect(String((await conversation.next(Buffer.from('mutual'))).value)).toBe('')
  expect(String((await conversation.next(Buffer.from('wrapped offer'))).value)).toBe('wrapped answer')
  expect(await conversation.next(Buffer.alloc(0))).toMatchObject({done: true})
  expect(made).toEqual([
    {service: 'kafka@broker.example', options: {mechOID: 9, gssFlags: 10, principal: 'ops@EXAMPLE'}},
  ])
  expect(wrapped).toEqual([Buffer.from([1, 0, 0, 0])])
})

test('a broker that requires a security layer is refused', async () => {
  const {kerberos} = library({steps: [['', 'ticket']], offer: Buffer.from([4, 0, 16, 0])})
  const conversation = mechanism(kerberos).converse(broker)
  await conversation.next()
  await expect(conversation.next(Buffer.from('wrapped offer'))).rejects.toThrow(
    'it insists on a Kerberos security layer, which Kafka clients do not have',
  )
})

test.each([
  ['No Kerberos credentials available', '; run kinit, or name a keyTab in sasl.jaas.config'],
  ['Ticket expired', '; run kinit again'],
  ['Server kafka/broker not found in Kerberos database', '; is sasl.kerberos.service.name right'],
])('the error of Kerberos is reported: %s', async (failure, hint) => {
  const {kerberos} = library({steps: [], failure})
  await expect(mechanism(kerberos).converse(broker).next()).rejects.toThrow(`Kerberos says: ${failure}${hint}`)
})

test('the missing package is named, with how to install it', async () => {
  const missing = gssapi({
    service: 'kafka',
    load: async () => {
      throw Object.assign(new Error("Cannot find module 'kerberos'"), {code: 'MODULE_NOT_FOUND'})
    },
  })
  await expect(missing.converse(broker).next()).rejects.toThrow(
    'sasl.mechanism GSSAPI needs the package kerberos, which is not installed: npm install kerberos (it is compiled; libkrb5-dev must be there)',
  )
  const broken = gssapi({
    service: 'kafka',
    load: async () => {
      throw new Error('libgssapi_krb5.so.2: cannot open shared object file')
    },
  })
  await expect(broken.converse(broker).next()).rejects.toThrow('the package kerberos cannot be loaded: libgssapi_krb5')
})
