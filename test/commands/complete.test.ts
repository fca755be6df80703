// What the TAB key gets: names, or nothing at all and soon.
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {kafkit} from '../support/cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-complete-'))
let broker: PracticeBroker
const names = (kind: string, line: string, more: Record<string, string> = {}) =>
  kafkit(['complete', kind, line], {
    env: {KAFKIT_BOOTSTRAP_SERVERS: broker.bootstrapServers, KAFKIT_CACHE_DIR: folder, ...more},
  })

beforeAll(async () => {
  broker = await startPracticeBroker()
  const at = ['-b', broker.bootstrapServers]
  for (const topic of ['orders', 'orders-dlq', 'billing']) await kafkit(['topics', 'create', topic, ...at])
  const line = ['--topic', 'orders', '--to-earliest', '--execute', '--yes']
  for (const group of ['reports', 'evil\nname']) await kafkit(['groups', 'reset-offsets', group, ...line, ...at])
})
afterAll(async () => {
  await broker.close()
  rmSync(folder, {recursive: true})
})

test.each([
  ['topics', 'kafkit topics describe ord', 'orders\norders-dlq\n'],
  ['topics', 'kafkit groups lag x --topic=billing,or', '--topic=billing,orders\n--topic=billing,orders-dlq\n'],
  ['topics', 'kafkit topics describe __', '__consumer_offsets\n'],
  ['groups', 'kafkit groups describe ', 'reports\n'],
  ['brokers', 'kafkit brokers describe ', '1\n'],
  ['topic-configs', 'kafkit topics create x --config cleanup', 'cleanup.policy=\n'],
  ['config-resources', 'kafkit configs set topic/b', 'topic/billing\n'],
])('%s: %s', async (kind, line, out) => {
  expect(await names(kind, line)).toEqual({out, err: '', code: 0})
})

test('the line says which cluster it is; where that is away, nothing is said', async () => {
  const silence = {out: '', err: '', code: 1}
  expect(await names('topics', 'kafkit topics describe -b 127.0.0.1:1 ord')).toEqual(silence)
  expect(await names('topics', 'kafkit topics describe --bootstrap-server=127.0.0.1:1 ord')).toEqual(silence)
  expect(await names('topics', 'kafkit topics describe -p nowhere ord')).toEqual(silence)
  expect(await names('nonsense', 'kafkit topics describe ord')).toEqual(silence)
  const elsewhere = {KAFKIT_BOOTSTRAP_SERVERS: '127.0.0.1:1'}
  expect((await names('topics', `kafkit topics describe -b ${broker.bootstrapServers} bil`, elsewhere)).out).toBe(
    'billing\n',
  )
})

test('names are kept for a few seconds, not longer', async () => {
  const cache = {KAFKIT_CACHE_DIR: join(folder, 'kept')}
  const ask = (now: number) =>
    kafkit(['complete', 'topics', 'kafkit consume new'], {
      env: {KAFKIT_BOOTSTRAP_SERVERS: broker.bootstrapServers, ...cache},
      now,
    })
  expect((await ask(Date.now())).out).toBe('')
  await kafkit(['topics', 'create', 'newest', '-b', broker.bootstrapServers])
  expect((await ask(Date.now())).out).toBe('')
  expect((await ask(Date.now() + 60_000)).out).toBe('newest\n')
})
