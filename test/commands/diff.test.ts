// kafkit diff of two profiles, against two practice clusters.
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {kafkit} from '../support/cli.ts'
import {freePorts} from '../../src/lib/sandbox/ports.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-diff-'))
const env = {XDG_CONFIG_HOME: folder}
let prod: PracticeBroker
let staging: PracticeBroker

beforeAll(async () => {
  ;[prod, staging] = await Promise.all([startPracticeBroker(), startPracticeBroker()])
  mkdirSync(join(folder, 'kafkit'))
  const profile = (name: string, servers: string) => `  ${name}: {bootstrap-servers: '${servers}'}\n`
  writeFileSync(
    join(folder, 'kafkit', 'config.yaml'),
    `profiles:\n${profile('prod', prod.bootstrapServers)}${profile('staging', staging.bootstrapServers)}${profile('gone', `127.0.0.1:${(await freePorts(1)).join('')}`)}`,
    {mode: 0o600},
  )
})
afterAll(async () => {
  await Promise.all([prod.close(), staging.close()])
  rmSync(folder, {recursive: true})
})
const run = (line: string) => kafkit(line.split(' '), {env})

test('scenario 47: diff prod staging shows only what differs, and ends with 3; a side that cannot be read is 1', async () => {
  for (const name of ['prod', 'staging']) await run(`topics create same --partitions 2 --config retention.ms=1000000 -p ${name}`) // prettier-ignore
  expect(await run('diff prod staging topics')).toMatchObject({
    code: 0,
    out: '',
    err: expect.stringContaining('no difference between prod and staging: 1 thing compared'),
  })
  await run('topics create more -p prod --partitions 3')
  await run('topics create more -p staging --partitions 4 --config segment.ms=3600000')
  await run('topics create only -p staging')
  const {out, code} = await run('diff prod staging topics -o csv --no-headers')
  expect(code).toBe(3)
  expect(out.trim().split(/\r?\n/)).toEqual([
    'topic,more,partitions,3,4',
    'topic,more,segment.ms,,3600000 (1h)',
    'topic,only,,,there',
  ])
  expect((await run('diff prod staging topics --match same')).code).toBe(0)
  expect((await run('diff prod staging topics --match more --ignore partitions,segment.*')).code).toBe(0)
  expect(await run('diff prod gone topics')).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('127.0.0.1'),
  })
  // Not known is not the same: what the practice broker does not have.
  const all = await run('diff prod staging users --match same')
  expect(all).toMatchObject({code: 1, err: expect.stringContaining('DescribeUserScramCredentials')})
})
