import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import type {PerfDocument} from '../../../src/lib/perf/measured.ts'
import {startPracticeBroker, type PracticeBroker} from '../../../src/lib/practice-broker/start.ts'
import {ctrlC, kafkit, type CliOptions} from '../../support/cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-perf-'))
let broker: PracticeBroker
beforeAll(async () => {
  broker = await startPracticeBroker()
})
afterAll(async () => {
  await broker.close()
  rmSync(folder, {recursive: true, force: true})
})

const run = (line: string, options: CliOptions = {}) =>
  kafkit([...line.split(' '), '-b', broker.bootstrapServers], options)
const topics = async () => (await run('topics list -o name')).out
const documentOf = (out: string) => JSON.parse(out) as PerfDocument

test.each([
  ['produce', 'perf produce -n 500 --record-size 100 --partitions 3 --warmup 100', 400, 40_000],
  ['consume', 'perf consume -n 300 --record-size 50', 300, 15_000],
  ['e2e', 'perf e2e -n 20 --warmup 5 --record-size 64', 20, 20 * 64],
])('%s counts what it was told to, and its topic goes away', async (kind, line, records, bytes) => {
  const {out, err, code} = await run(line)
  expect(code, err).toBe(0)
  const document = documentOf(out)
  expect(document).toMatchObject({kafkitPerf: 1, kind, records, failed: 0, bytes, stoppedBy: 'done', comparison: null})
  expect(document.recordsPerSecond).toBeGreaterThan(0)
  if (kind !== 'consume') {
    const {p50 = 0, p90 = 0, p99 = 0, p999 = 0, max = 0} = document.latencyMs ?? {}
    expect([p50, p90, p99, p999, max]).toEqual([p50, p90, p99, p999, max].toSorted((a, b) => a - b))
    expect(p50).toBeGreaterThan(0)
    expect(document.histogram.reduce((sum, {count}) => sum + count, 0)).toBe(records)
  }
  expect(await topics()).not.toContain('kafkit-perf-')
})

test('a topic that is named is used and stays', async () => {
  await run('topics create named')
  expect((await run('perf produce --topic named -n 50 --record-size 30')).code).toBe(0)
  expect((await run('perf e2e --topic named -n 3 --warmup 0 --record-size 30')).code).toBe(0)
  expect(documentOf((await run('perf consume --topic named')).out)).toMatchObject({records: 53, bytes: 53 * 30})
  expect(await topics()).toContain('named')
})

test('after Ctrl-C the document has the results so far, the topic is deleted, and the exit code is 130', async () => {
  const interrupt = ctrlC()
  const {out, err, code} = await run('perf produce --for 1h --rate 200 --interval 1ms --record-size 10', {
    interrupt: interrupt.signal,
    onErr: (text) => {
      if (text.includes(' records, ')) interrupt.press()
    },
  })
  expect(code, err).toBe(130)
  expect(documentOf(out)).toMatchObject({stoppedBy: 'signal', failed: 0})
  expect(await topics()).not.toContain('kafkit-perf-')
})

test('--compare ends with 3 where the run is worse, and refuses another run', async () => {
  const line = 'perf produce -n 200 --record-size 10'
  const document = documentOf((await run(line)).out)
  const file = (name: string, changes: Partial<PerfDocument>) => {
    const path = join(folder, name)
    writeFileSync(path, JSON.stringify({...document, ...changes}))
    return path
  }
  const {latencyMs} = document
  if (!latencyMs) throw new Error('no latency was measured')
  const times = (factor: number) => ({
    recordsPerSecond: (document.recordsPerSecond ?? 0) / factor,
    latencyMs: {...latencyMs, p50: latencyMs.p50 * factor, p99: latencyMs.p99 * factor},
  })
  const worse = await run(`${line} --compare ${file('fast.json', times(1e-6))}`)
  expect(worse.code, worse.err).toBe(3)
  expect(worse.err).toMatch(/recordsPerSecond: .* worse by/)
  const better = await run(`${line} --compare ${file('slow.json', times(1e6))}`)
  expect(better.code, better.err).toBe(0)
  const other = await run(`perf produce -n 100 --record-size 10 --compare ${file('old.json', {})}`)
  expect(other.err).toContain('records was 200, but is 100')
  expect(other.code).toBe(2)
  expect((await run(`${line} --compare ${folder}/absent`)).code).toBe(2)
  expect(await topics()).not.toContain('kafkit-perf-')
})

test('what cannot be measured is a failure, never a figure', async () => {
  expect((await run('perf produce --topic nowhere -n 5')).err).toMatch(/there is no such topic/)
  expect((await run('perf produce --topic nowhere -n 5')).code).toBe(1)
  await run('topics create empty')
  const {err, code} = await run('perf consume --topic empty')
  expect(err).toContain('nothing was measured')
  expect(code).toBe(1)
  expect((await run('perf e2e --record-size 5')).err).toContain('it needs at least 24 bytes')
})

test('where no broker answers, no topic is said to be still there, and the reason is said once', async () => {
  const {err, code} = await kafkit(['perf', 'produce', '-n', '5', '-b', '127.0.0.1:1', '--timeout', '300ms'])
  expect(code).toBe(1)
  expect(err.match(/refused the connection/g)).toHaveLength(1)
  expect(err).toMatch(/topic kafkit-perf-\w+ may exist: delete it with kafkit topics delete/)
})
