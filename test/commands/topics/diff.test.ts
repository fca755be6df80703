import {afterAll, beforeAll, expect, test} from 'vitest'
import {startPracticeBroker, type PracticeBroker} from '../../../src/lib/practice-broker/start.ts'
import {commandsAt} from '../../support/commands-at.ts'
import {profileHome} from '../../support/profile-home.ts'

let broker: PracticeBroker
let other: PracticeBroker
beforeAll(async () => {
  broker = await startPracticeBroker({brokers: 3})
  other = await startPracticeBroker({properties: {'log.retention.ms': 86_400_000}})
})
afterAll(() => Promise.all([broker.close(), other.close()]))
const {run, screen} = commandsAt(() => broker.bootstrapServers)
const home = profileHome()

test('topics diff shows only what differs and ends with 3', async () => {
  await run('topics create left --partitions 2 --config retention.ms=1d')
  await run('topics create right --partitions 3 --config cleanup.policy=compact')
  expect(await screen('topics diff left right')).toMatchInlineSnapshot(`
    "PROPERTY        A                     B                        STATUS
    partitions      2                     3                        different
    cleanup.policy  delete, default       compact, topic           different
    retention.ms    86400000 (1d), topic  604800000 (7d), default  different
    exit 3"
  `)
  expect(await screen('topics diff left right --overridden --ignore partitions,retention.*')).toMatchInlineSnapshot(`
    "PROPERTY        A                B               STATUS
    cleanup.policy  delete, default  compact, topic  different
    exit 3"
  `)
})

test('topics diff of equal topics ends with 0', async () => {
  await run('topics create same-1 --partitions 2')
  await run('topics create same-2 --partitions 2')
  const {out, code, err} = await run('topics diff same-1 same-2 -o json')
  expect({code, value: JSON.parse(out) as unknown}).toEqual({
    code: 0,
    value: {a: 'same-1', b: 'same-2', profileB: null, properties: []},
  })
  expect(err).toMatch(/^kafkit: no difference in partitions, replicas and \d+ configs\n$/)
})

test('scenario 47: topics diff --profile-b compares with another cluster; a side that cannot be read is 1', async () => {
  home.write(home.file, 'profiles:', '  staging:', `    bootstrap-servers: ${other.bootstrapServers}`)
  const env = {XDG_CONFIG_HOME: home.root}
  await run('topics create shared --partitions 2')
  expect((await run('topics diff shared --profile-b staging', {env})).code).toBe(1)
  const there = commandsAt(() => other.bootstrapServers)
  await there.run('topics create shared --partitions 2')
  const {out, code} = await run('topics diff shared --profile-b staging -o csv', {env})
  expect(code).toBe(3)
  expect(out).toContain('replicationFactor,3,1,,,different')
  expect(out).toContain('retention.ms,604800000,86400000,DEFAULT_CONFIG,STATIC_BROKER_CONFIG,different')
})

test('topics diff needs something to compare with', async () => {
  expect(await screen('topics diff orders')).toContain('with what?')
  expect(await screen('topics diff orders orders')).toContain('compared with itself')
})
