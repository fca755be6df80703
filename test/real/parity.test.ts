// The drop-ins beside Apache's tools on a real cluster; test/parity/README.md says how. Without a JDK, replay.test.ts of
// that folder is what there is.
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {dropInNames} from '../../scripts/drop-in-tools.ts'
import {loadCases} from '../parity/case-file.ts'
import {ParityCluster} from '../parity/cluster.ts'
import {prepare} from '../parity/fixture.ts'
import {apacheJava} from '../parity/java.ts'
import {Oracle} from '../parity/oracle.ts'
import {runCases, type CaseReport} from '../parity/runner.ts'
import {ourSide} from '../parity/side.ts'

const java = await apacheJava().catch((error: Error) => error)
if (java instanceof Error) console.warn(`SKIPPED, parity on a live cluster: ${java.message}`)

const dropIns = dropInNames()
const isFull = process.env['KAFKIT_TESTS'] === 'full'
/** So many of a tool's cases, spread over all of them, are in the ordinary run. */
const sampleSize = 12
const all = loadCases(join(import.meta.dirname, '../parity/cases')).filter(
  ({kind, tool}) => kind !== 'local' && dropIns.includes(tool),
)
const cases = isFull
  ? all
  : [...Map.groupBy(all, ({tool}) => tool).values()].flatMap((those) =>
      spread(
        those.filter(({one}) => one('full') === undefined),
        sampleSize,
      ),
    )
if (!isFull)
  console.info(`parity on a live cluster: ${cases.length} of ${all.length} cases; KAFKIT_TESTS=full runs all`)

function spread<T>(items: readonly T[], count: number): T[] {
  const step = Math.max(1, items.length / count)
  return items.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step))
}

describe.skipIf(java instanceof Error)('drop-ins beside Apache', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parity-'))
  const closers: (() => Promise<void>)[] = []
  let reports: ReadonlyMap<string, CaseReport>

  beforeAll(async () => {
    if (java instanceof Error) throw java
    const work = join(folder, 'work')
    mkdirSync(work)
    const cluster = await ParityCluster.start({...java, folder})
    closers.push(() => cluster.stop())
    const oracle = await Oracle.start({...java, folder: work, log: join(folder, 'oracle.log')})
    closers.push(() => oracle.close())
    const placeholders = await prepare(cluster, oracle)
    const ours = ourSide(join(import.meta.dirname, '../../bin'), work)
    const done = await runCases(cases, {oracle, ours, placeholders, folder: work})
    reports = new Map(done.map((report) => [report.one.id, report]))
  }, 900_000)

  afterAll(async () => {
    for (const close of closers.toReversed()) await close()
    rmSync(folder, {recursive: true, force: true})
  })

  test.each(cases.map(({id}) => id))('%s', (id) => {
    expect(reports.get(id)?.differences).toEqual([])
  })
})
