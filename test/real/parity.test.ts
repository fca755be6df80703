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
const cases = loadCases(join(import.meta.dirname, '../parity/cases')).filter(
  ({kind, tool, one}) => kind !== 'local' && dropIns.includes(tool) && (isFull || one('full') === undefined),
)

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
