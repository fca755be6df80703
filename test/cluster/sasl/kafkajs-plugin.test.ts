// Mechanisms packaged for kafkajs: whatever passes between such a plugin and a broker under kafkajs passes under kafkit.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import kafkajs from 'kafkajs'
import {afterAll, describe, expect, test} from 'vitest'
import {ListGroups} from '../../../src/lib/apis/list-groups.ts'
import {SaslAuthenticate} from '../../../src/lib/apis/sasl-authenticate.ts'
import {SaslHandshake} from '../../../src/lib/apis/sasl-handshake.ts'
import {Connection} from '../../../src/lib/cluster/connection.ts'
import {fromKafkajs, type KafkajsMechanism} from '../../../src/lib/cluster/sasl/kafkajs-plugin.ts'
import {pluginMechanism} from '../../../src/lib/config/sasl-plugin.ts'
import {fakeCluster, on} from '../../support/fake-cluster.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-plugin-'))
afterAll(() => rmSync(folder, {recursive: true}))

/** Two questions and answers, as a challenge-response mechanism has; what it heard. */
function twoSteps(heard: string[]): KafkajsMechanism {
  const request = (text: string) => ({
    encode() {
      const length = Buffer.alloc(4)
      length.writeInt32BE(text.length)
      return Buffer.concat([length, Buffer.from(text)])
    },
  })
  const response = {
    decode: (raw: Buffer) => raw.subarray(4, 4 + raw.readInt32BE()).toString(),
    parse: (text: unknown) => `parsed ${String(text)}`,
  }
  return {
    mechanism: 'two-steps',
    authenticationProvider: ({host, port, logger, saslAuthenticate: ask}) => ({
      async authenticate() {
        logger.debug('begins')
        heard.push(String(await ask({request: request(`${host}:${typeof port}`), response})))
        heard.push(String(await ask({request: request('second'), response})))
      },
    }),
  }
}

const server = () => [
  on(SaslHandshake, ({mechanism}) => ({mechanisms: ['TWO-STEPS'], errorCode: mechanism === 'TWO-STEPS' ? 0 : 33})),
  on(SaslAuthenticate, ({authBytes}) => ({authBytes: Buffer.from(`re: ${authBytes.toString()}`)})),
  on(ListGroups, () => ({groups: []})),
]
const conversation = ['parsed re: 127.0.0.1:number', 'parsed re: second']

test('a plugin receives and sends the same under kafkajs and under kafkit', async () => {
  const byKafkajs: string[] = []
  const plugin = twoSteps(byKafkajs)
  await using fake = await fakeCluster(...server())
  const client = new kafkajs.Kafka({
    brokers: [fake.bootstrapServers],
    sasl: plugin as never,
    logLevel: kafkajs.logLevel.NOTHING,
    retry: {retries: 0},
  })
  const admin = client.admin()
  await admin.connect()
  await admin.disconnect()
  expect(byKafkajs.slice(0, 2)).toEqual(conversation)

  const byKafkit: string[] = []
  const [port = 0] = fake.ports
  const before = fake.asked(SaslAuthenticate).length
  const connection = await Connection.open({host: '127.0.0.1', port}, {sasl: fromKafkajs(twoSteps(byKafkit))})
  connection.close()
  expect(byKafkit).toEqual(conversation)
  const texts = fake.asked(SaslAuthenticate).map(({authBytes}) => authBytes.toString())
  expect(texts.slice(before)).toEqual(['127.0.0.1:number', 'second'])
})

test('a plugin that fails before or after it has asked is reported', async () => {
  await using fake = await fakeCluster(...server())
  const [port = 0] = fake.ports
  const failing = (asks: boolean): KafkajsMechanism => ({
    mechanism: 'two-steps',
    authenticationProvider: ({saslAuthenticate: ask}) => ({
      async authenticate() {
        if (asks) await ask({request: {encode: () => Buffer.from('x')}})
        throw new Error('no ticket')
      },
    }),
  })
  for (const asks of [false, true])
    await expect(Connection.open({host: '127.0.0.1', port}, {sasl: fromKafkajs(failing(asks))})).rejects.toThrow(
      'the two-steps plugin failed: no ticket',
    )
})

describe('kafkit.sasl.plugin', () => {
  const provider = `({host, saslAuthenticate}) => ({authenticate: async () => {}})`
  const load = (code: string, properties: Record<string, string> = {}, ending = 'cjs') => {
    const file = join(folder, `${Math.random()}.${ending}`)
    writeFileSync(file, code)
    return pluginMechanism(file, (name) => properties[name])
  }

  test.each([
    ['the mechanism itself', `module.exports = {mechanism: 'a', authenticationProvider: ${provider}}`, {}, 'cjs'],
    ['a function for options', `module.exports = (o) => ({mechanism: o.name, authenticationProvider: ${provider}})`, {'kafkit.sasl.plugin.options': '{"name": "a"}'}, 'cjs'],
    ['createMechanism', `exports.Other = class {}; exports.createMechanism = () => ({mechanism: 'a', authenticationProvider: ${provider}})`, {}, 'cjs'],
    ['one of several', `exports.b = {mechanism: 'b', authenticationProvider: ${provider}}; exports.a = {mechanism: 'a', authenticationProvider: ${provider}}`, {'kafkit.sasl.plugin.export': 'a'}, 'cjs'],
    ['an ECMAScript module', `export default {mechanism: 'a', authenticationProvider: ${provider}}`, {}, 'mjs'],
    ['the older form: the provider alone', `exports.createProvider = () => ${provider}`, {'sasl.mechanism': 'a', 'kafkit.sasl.plugin.export': 'createProvider'}, 'cjs'],
  ])('%s', async (_, code, properties, ending) => {
    expect((await load(code, properties, ending)).name).toBe('A')
  }) // prettier-ignore

  test.each([
    ['exports.x = 5', {}, 'has no mechanism for kafkajs'],
    ['exports.make = () => 5', {}, 'gave no {mechanism, authenticationProvider}; see kafkit.sasl.plugin.export'],
    ['exports.make = () => 5', {'kafkit.sasl.plugin.options': '{name'}, 'kafkit.sasl.plugin.options is not JSON'],
    ['exports.make = () => 5', {'kafkit.sasl.plugin.export': 'other'}, 'has no mechanism for kafkajs as other'],
    ['throw new Error("broken")', {}, 'cannot be loaded: broken'],
  ])('%s is refused', async (code, properties, why) => expect(load(code, properties)).rejects.toThrow(why))

  test('a package that is not installed is an error', async () =>
    expect(pluginMechanism('no-such-mechanism', () => undefined)).rejects.toThrow(
      "kafkit.sasl.plugin: no-such-mechanism cannot be loaded: Cannot find module 'no-such-mechanism'",
    ))
})
