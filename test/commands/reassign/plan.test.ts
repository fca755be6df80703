// What a plan says of topics that this user may not describe: brokers leave them out of lists without a word.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import {kafkit} from '../../support/cli.ts'
import {fakeOperations, operations, topic} from '../../support/fake-operations.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-plan-'))
afterAll(() => rmSync(folder, {recursive: true}))

async function run(...words: string[]) {
  const state = operations()
  state.topics['secret'] = {...topic(['3|3,1|3,1']), hidden: 'forbidden'}
  await using fake = await fakeOperations(state)
  return await kafkit(['reassign', ...words, '-b', fake.bootstrapServers], {env: {KAFKIT_STATE_DIR: folder}})
}

test('a drain of all topics is no plan while there are some that may not be described', async () => {
  const {err, code} = await run('plan', '--drain', '3')
  expect(err).toContain('describe topic secret: Topic authorization failed')
  expect(code).toBe(1)
})

test('others may be hidden where topics are named', async () => {
  const {out, err, code} = await run('plan', '--rf', '2', '--topics', 'orders', '-o', 'csv', '--columns', 'topic,to')
  expect(code, err).toBe(0)
  expect(out.trim().split(/\r?\n/).slice(1)).toHaveLength(3)
})

test('a topic that may not be described is not called missing', async () => {
  const named = await run('plan', '--rf', '1', '--topics', 'secret')
  expect(named.err).toContain('describe topic secret: Topic authorization failed')
  expect(named.err).not.toContain('there is no')
  expect(named.code).toBe(1)
  const file = join(folder, 'plan.json')
  writeFileSync(file, '{"version":1,"partitions":[{"topic":"secret","partition":0,"replicas":[1,2]}]}')
  const started = await run('start', file, '--no-throttle', '--yes')
  expect(started.err).toContain('describe topic secret: Topic authorization failed')
  expect(started.err).not.toContain('there is no')
  expect(started.code).toBe(1)
  const absent = await run('plan', '--rf', '1', '--topics', 'absent')
  expect(absent.err).toContain('there is no topic absent')
  expect(absent.code).toBe(2)
})
