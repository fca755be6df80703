import {afterAll, beforeAll, expect, test} from 'vitest'
import {startPracticeBroker, type PracticeBroker} from '../../../src/lib/practice-broker/start.ts'
import {kafkit} from '../../support/cli.ts'
import {profileHome} from '../../support/profile-home.ts'

const {root, file, write, run} = profileHome()
let broker: PracticeBroker
beforeAll(async () => {
  broker = await startPracticeBroker({clusterId: 'practice-cluster-id-00'})
})
afterAll(() => broker.close())

test('profile test connects with the profile alone, and checks the cluster id', async () => {
  write(
    file,
    'profiles:',
    `  good: {brokers: "${broker.bootstrapServers}", cluster-id: practice-cluster-id-00}`,
    `  other: {brokers: "${broker.bootstrapServers}", cluster-id: another}`,
    '  gone: {brokers: "localhost:1"}',
    '  broken: {brokers: "localhost:1", properties: {acks: 9}}',
  )
  const env = {KAFKIT_BOOTSTRAP_SERVERS: 'localhost:2', KAFKIT_ACKS: 'nonsense'}
  expect((await run('profile test good', {env})).replace(/\d+\n/, 'MS\n')).toMatchInlineSnapshot(`
    "PROFILE  STATUS  CLUSTER-ID  BROKERS  MS
    good  ok  practice-cluster-id-00  1  MS
    exit 0"
  `)
  const {out, code} = await kafkit(['profile', 'test', '--all', '-o', 'json'], {env: {XDG_CONFIG_HOME: root}})
  expect(code).toBe(1)
  const all = JSON.parse(out) as {name: string; status: string; brokers: number; error: {message: string} | null}[]
  expect(all.map(({name, status, brokers, error}) => [name, status, brokers, error?.message])).toEqual([
    ['good', 'ok', 1, undefined],
    ['other', 'failed', 1, `it is for cluster another (${file}:3), but these brokers belong to practice-cluster-id-00`],
    ['gone', 'failed', null, 'localhost:1 refused the connection; is the broker running, and is this its port?'],
    ['broken', 'failed', null, `profile broken (${file}:5): acks: '9' is not one of all, -1, 0, 1`],
  ])
  expect(await run('profile test')).toMatchInlineSnapshot(`
    "! kafkit: no profile is in use: name one (see kafkit profile list) or use --all
    exit 2"
  `)
})
