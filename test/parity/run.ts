// npm run parity: Apache's tools and ours with the same command lines on the same real cluster. README.md has the options.
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {parseArgs} from 'node:util'
import {dropInNames} from '../../scripts/drop-in-tools.ts'
import {loadCases} from './case-file.ts'
import {ParityCluster} from './cluster.ts'
import {prepare} from './fixture.ts'
import {generate} from './generate.ts'
import {gistOf} from './gist.ts'
import {inProcess} from './in-process.ts'
import {apacheJava} from './java.ts'
import {Oracle} from './oracle.ts'
import {Placeholders} from './placeholders.ts'
import {recordCases, recordGenerated} from './record.ts'
import {runCases, type CaseReport} from './runner.ts'
import {ourSide} from './side.ts'
import {vocabularies} from './vocabularies.ts'

const root = join(import.meta.dirname, '../..')
const {values: flags} = parseArgs({
  options: {
    tool: {type: 'string', multiple: true},
    case: {type: 'string', multiple: true},
    kind: {type: 'string'},
    bin: {type: 'string', default: join(root, 'bin')},
    self: {type: 'boolean', default: false},
    show: {type: 'boolean', default: false},
    record: {type: 'boolean', default: false},
    generated: {type: 'string'},
    live: {type: 'boolean', default: false},
    seed: {type: 'string', default: '1'},
    keep: {type: 'string'},
    state: {type: 'string'},
    broker: {type: 'string'},
    ports: {type: 'string'},
    jobs: {type: 'string', default: '4'},
  },
})
const tools = flags.tool ?? dropInNames()
const cases = loadCases(join(import.meta.dirname, 'cases')).filter(
  ({id, kind, tool}) =>
    tools.includes(tool) &&
    (!flags.case || flags.case.some((part) => id.includes(part))) &&
    (flags.kind === undefined || kind === flags.kind) &&
    (!flags.record || kind === 'local') &&
    flags.generated === undefined,
)
const folder = mkdtempSync(join(tmpdir(), 'parity-'))
mkdirSync(join(folder, 'work'))
const java = await apacheJava((text) => console.error(text))
const needsCluster = flags.live || flags.keep !== undefined || cases.some(({kind}) => kind !== 'local')
const closers: (() => Promise<void>)[] = []
try {
  process.exitCode = await main()
} finally {
  for (const close of closers.toReversed()) await close()
  rmSync(folder, {recursive: true, force: true})
}

async function main(): Promise<number> {
  const oracle = await Oracle.start({...java, folder: join(folder, 'work'), log: join(folder, 'oracle.log')})
  closers.push(() => oracle.close())
  const placeholders = needsCluster ? await findCluster(oracle) : new Placeholders({})
  if (flags.keep !== undefined) return keep(flags.keep, oracle, placeholders)
  if (flags.generated !== undefined)
    return runGenerated(oracle, Number(flags.generated), Number(flags.seed), placeholders)
  const second = flags.self
    ? await Oracle.start({...java, folder: join(folder, 'work'), log: join(folder, 'oracle-b.log')})
    : undefined
  if (second) closers.push(() => second.close())
  const reports = await runCases(cases, {
    oracle,
    ours: second ?? ourSide(resolve(flags.bin), join(folder, 'work')),
    placeholders,
    folder: join(folder, 'work'),
    jobs: Number(flags.jobs),
    done: tell,
  })
  if (flags.record) {
    recordCases(reports)
    if (!flags.case) for (const tool of tools) if (vocabularies.has(tool)) await recordGenerated(tool, oracle)
  }
  return count(reports.length, reports.filter(({differences}) => differences.length > 0).length)
}

/** What another run needs to know to use this one's cluster. */
interface State {
  readonly v: Record<string, string>
  readonly topic_ids: Record<string, string>
  readonly bootstrap: string
}

async function findCluster(oracle: Oracle): Promise<Placeholders> {
  if (flags.broker !== undefined) {
    oracle.bootstrap = flags.broker
    return new Placeholders(Object.fromEntries(['BS', 'BS1', 'BS2', 'BS3'].map((name) => [name, flags.broker ?? ''])))
  }
  if (flags.state === undefined) return startCluster(oracle)
  const {v, topic_ids: ids, bootstrap} = JSON.parse(readFileSync(flags.state, 'utf8')) as State
  oracle.bootstrap = bootstrap
  oracle.sasl = v['SASL'] ?? ''
  const placeholders = new Placeholders(v)
  for (const [name, id] of Object.entries(ids)) placeholders.topicIds.set(name, id)
  return placeholders
}

/** Leaves the cluster there until stdin is closed. */
async function keep(file: string, {bootstrap}: Oracle, {values, topicIds}: Placeholders): Promise<number> {
  const state: State = {v: Object.fromEntries(values), topic_ids: Object.fromEntries(topicIds), bootstrap}
  writeFileSync(file, JSON.stringify(state, null, 1))
  console.log(`ready; --state ${file} uses it; it ends with this command's stdin`)
  for await (const _ of process.stdin);
  return 0
}

async function startCluster(oracle: Oracle): Promise<Placeholders> {
  const started = Date.now()
  const firstPort = flags.ports === undefined ? undefined : Number(flags.ports)
  const cluster = await ParityCluster.start({...java, folder, firstPort})
  closers.push(() => cluster.stop())
  const placeholders = await prepare(cluster, oracle)
  console.error(`cluster and fixture ready after ${((Date.now() - started) / 1000).toFixed(1)} s`)
  return placeholders
}

function tell({one, differences, apache}: CaseReport) {
  if (differences.length > 0) console.log(`FAIL ${one.id} (${one.at})\n${differences.join('\n')}`)
  if (!flags.show) return
  for (const {stdout, stderr, exit} of [...(apache?.runs ?? []), ...(apache?.observes ?? [])])
    console.log(`--- ${one.id} exit=${exit}\n${stdout}\n--- stderr\n${stderr.slice(0, 1500)}`)
}

/** Random command lines: those that need no cluster, or with --live those that change nothing on it. */
async function runGenerated(oracle: Oracle, many: number, seed: number, placeholders: Placeholders): Promise<number> {
  let failed = 0
  let passed = 0
  for (const tool of tools) {
    const file = vocabularies.get(tool)
    const vocabulary = flags.live ? file?.liveVocabulary : file?.vocabulary
    if (!vocabulary) continue
    const connection = flags.live ? ['--bootstrap-server', placeholders.values.get('BS') ?? ''] : []
    for (const words of generate(vocabulary, many, seed)) {
      const argv = file?.connectionLast ? [...words, ...connection] : [...connection, ...words]
      const theirs = JSON.stringify(gistOf(await oracle.tool({words: [tool, ...argv]}), file), null, 1)
      const ours = JSON.stringify(gistOf(await inProcess.tool({words: [tool, ...argv]}), file), null, 1)
      if (theirs === ours) passed++
      else {
        failed++
        console.log(`FAIL ${tool} ${argv.map((word) => `'${word}'`).join(' ')}\n- ${theirs}\n+ ${ours}`)
      }
    }
  }
  return count(passed + failed, failed)
}

function count(all: number, failed: number): number {
  console.log(`${all - failed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}
