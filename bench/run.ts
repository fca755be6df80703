// npm run bench: measures kafkit beside kcat (and Apache's tools) on a broker of its own, interleaved, and checks
// every result.
import {existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {cpus, loadavg, tmpdir, totalmem} from 'node:os'
import {join, resolve} from 'node:path'
import {parseArgs} from 'node:util'
import {build} from 'esbuild'
import {commonjs} from '../scripts/bundle-program.ts'
import {parseAddresses} from '../src/lib/cluster/address.ts'
import {openCluster, type Cluster} from '../src/lib/cluster/cluster.ts'
import {alterConfigs} from '../src/lib/configs/alter.ts'
import {consumeRecords} from '../src/lib/records/consume/consume.ts'
import {templateFormat} from '../src/lib/records/formats/template-format.ts'
import {fileOutput} from '../src/lib/records/output.ts'
import {startSandbox, stopSandbox} from '../src/lib/sandbox/sandbox.ts'
import {deleteTopics} from '../src/lib/topics/delete.ts'
import {apacheCommand} from './apache.ts'
import {cases, shareRecords, type Case, type Filling, type Tool} from './cases.ts'
import {
  countRecords,
  createTopic,
  fill,
  fillAcls,
  fillGroups,
  fillTopics,
  fingerprint,
  outputFile,
  writeLines,
  type Print,
} from './data.ts'
import {fillEncoded, writeSchemas} from './encoded.ts'
import {declare, deleteNew, fillMany, fillReplicated, startThree} from './provisioning.ts'
import {isInstalled, measure, type Measured} from './meter.ts'
import {securedListeners} from './secured.ts'
import {missedGoals, writeRows, type Summary} from './report.ts'
import {openSync, closeSync} from 'node:fs'
import {setTimeout as sleep} from 'node:timers/promises'

/**
 * How often a new broker is asked before a question counts. Until the JVM has compiled what it answers with, an answer
 * takes several milliseconds more than in a broker that runs for days, which is much of a short command.
 */
const firstQuestions = 40

const {values: flags} = parseArgs({
  options: {
    cases: {type: 'string', default: ''},
    tools: {type: 'string', default: ''},
    runs: {type: 'string', default: '5'},
    records: {type: 'string', default: '1000000'},
    apache: {type: 'boolean', default: false},
    beside: {type: 'string', multiple: true, default: []},
    json: {type: 'string'},
    write: {type: 'boolean', default: false},
    check: {type: 'string'},
    help: {type: 'boolean', default: false},
  },
})
if (flags.help) {
  console.log(`npm run bench -- [--cases a,b] [--tools kafkit,kcat] [--runs 5] [--records 1000000] [--apache] [--json FILE] [--write] [--check NOISE] [--beside NAME=FILE ...]
--write puts the figures into docs/performance.md
--check 0.15 fails where a goal is missed by more than 15 %
--beside measures another kafkit too: the one executable (also KAFKIT_BIN=FILE), or the folder bin/ of another build
cases: ${cases.map(({name, about, extra}) => `\n  ${name.padEnd(14)} ${about}${extra ? ' (only when named)' : ''}`).join('')}`)
  process.exit(0)
}

const noise = Number(flags.check ?? 0)
if (!(noise >= 0)) throw new Error(`--check ${flags.check}: a number such as 0.15 is wanted`)
const records = Number(flags.records)
const runs = Number(flags.runs)
// In the order of the cases, whose topics are left behind: 2,000 of them would be listed by a case after that one.
const named = flags.cases?.split(',')
const unknown = named?.find((name) => !cases.some((one) => one.name === name))
if (unknown !== undefined)
  throw new Error(`there is no case '${unknown}'; there are ${cases.map(({name}) => name).join(', ')}`)
const wanted = cases.filter(({name, extra}) => (named ? named.includes(name) : !extra))
const root = resolve(import.meta.dirname, '..')
if (!existsSync(join(root, 'dist/kafkit.cjs'))) throw new Error('nothing is built yet: npm run build')

// Outputs go to memory if possible, so that the disk slows no tool down.
const scratch = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'kafkit-bench-'))
const inputs = join(tmpdir(), `kafkit-bench-${records}`)
mkdirSync(inputs, {recursive: true})
const file = (kind: 'values' | 'keyed') => join(inputs, kind)
/** The first of the values, for cases with fewer records. */
const shortFile = join(inputs, `values-${shareRecords}`)
const schemaFiles = await writeSchemas(inputs)

/** `program`: the words that start kafkit or a drop-in. */
const others = [...flags.beside, ...(process.env['KAFKIT_BIN'] ? [`compiled=${process.env['KAFKIT_BIN']}`] : [])].map(
  (words) => {
    const [name = '', path = ''] = words.split(/=(.*)/s)
    const file = resolve(path)
    if (!existsSync(file)) throw new Error(`${file} does not exist: --beside NAME=FILE`)
    const program = statSync(file).isDirectory()
      ? (word: string) => `{NODE} ${join(file, word)}`
      : (word: string) => (word === 'kafkit' ? file : `${file} ${word}`)
    return {name, program}
  },
)
const say = (text: string) => console.error(text)
say(`inputs: ${records} lines of 100 bytes in ${inputs}`)
await writeLines(file('values'), records, false)
await writeLines(file('keyed'), records, true)
await writeLines(shortFile, shareRecords, false)
const prints = {
  values: await fingerprint(file('values')),
  keyed: await fingerprint(file('keyed')),
  short: await fingerprint(shortFile),
}
// Bundled like the drop-ins, because loading the sources would take longer than the loop.
const floor = join(scratch, 'share-floor.cjs')
await build({...commonjs, entryPoints: [join(root, 'bench/share-floor.ts')], outfile: floor})

say('starting a broker')
const secured = await securedListeners(scratch)
// Cases on three brokers run without the others, so that the machine is not full of brokers.
const onThreeBrokers: readonly (string | undefined)[] = ['three', 'many', 'replicated']
const isOnThree = ({needs}: (typeof wanted)[number]) => onThreeBrokers.includes(needs)
const onThree = wanted.every(isOnThree)
if (!onThree && wanted.some(isOnThree)) throw new Error('cases on three brokers are run by themselves')
const sandbox = onThree
  ? await startThree()
  : await startSandbox({
      detached: false,
      ...secured.options,
      properties: {'log.retention.check.interval.ms': 3_600_000, ...secured.options.properties},
      // The sandbox saves start-up time with only the smaller compiler; brokers in production have both.
      jvmArguments: ['-XX:TieredStopAtLevel=4', '-Xmx1g'],
    })
const listeners = sandbox.brokers[0]?.listeners ?? {}
const cluster = openCluster({bootstrap: parseAddresses(sandbox.bootstrapServers)})
const java = flags.apache ? await apacheCommand() : []
const declared = onThree ? declare(scratch, sandbox.bootstrapServers, java) : undefined
const summaries: Summary[] = []
const answers = new Map<string, Print>()
const done = new Set<string>()
try {
  for (const each of wanted) summaries.push(await runCase(each))
} finally {
  cluster.close()
  await stopSandbox(sandbox, {removeData: true})
  rmSync(scratch, {recursive: true, force: true})
}
const [cpu] = cpus()
const machine = `${cpus().length} cores, ${cpu?.model ?? '?'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`
if (flags.json) writeFileSync(flags.json, `${JSON.stringify({machine, records, runs, cases: summaries}, null, 1)}\n`)
if (flags.write) writeRows(join(root, 'docs/performance.md'), summaries)
console.log(machine)
const missed = flags.check === undefined ? [] : missedGoals(summaries, noise)
for (const line of missed) say(`goal missed: ${line}`)
process.exitCode = missed.length > 0 || summaries.some(({tools}) => tools.some(({wrong}) => wrong.length > 0)) ? 1 : 0

/**
 * Waits, at most half a minute, until the machine does little: a broker that has just started or been filled is still
 * compiling and flushing, on a core that a short command with threads of its own would use.
 */
async function calm() {
  const work = () => {
    const all = cpus().map(({times}) => times)
    const sum = (some: readonly number[]) => some.reduce((a, b) => a + b, 0)
    return {idle: sum(all.map(({idle}) => idle)), all: sum(all.flatMap((times) => Object.values(times)))}
  }
  for (let look = 0; look < 60; look++) {
    const before = work()
    await sleep(500)
    const after = work()
    if (after.idle - before.idle > 0.95 * (after.all - before.all)) return
  }
}

async function runCase(each: Case): Promise<Summary> {
  const {does, topic, partitions, factor = 1, needs: data} = each
  if (data) await filled(data)
  if ((does === 'consume' || does === 'share') && topic) await prepare(topic, partitions, factor)
  const chosen = flags.tools ? flags.tools.split(',') : undefined
  const tools = each.tools.flatMap(withOthers).filter(({name, needs}) => {
    if (chosen && !chosen.includes(name)) return false
    if (needs === 'java') return flags.apache
    return !needs || isInstalled(needs)
  })
  const measured = new Map<string, (Measured & {wrong: string | undefined; load: number})[]>(
    tools.map(({name}) => [name, []]),
  )
  const [first] = tools
  if (does === 'ask' && first) for (let ask = 0; ask < firstQuestions; ask++) await runOnce(each, first, 0)
  if (does === 'ask' || does === 'start') await calm()
  // The first round warms up the page cache; after that, the order is reversed in every round.
  for (let run = 0; run <= runs; run++)
    for (const tool of run % 2 ? tools : tools.toReversed()) {
      const result = await runOnce(each, tool, run)
      if (run > 0 || result.wrong) measured.get(tool.name)?.push(result)
    }
  const summary: Summary = {
    name: each.name,
    about: each.about,
    tools: tools.map(({name}) => {
      const all = measured.get(name) ?? []
      const of = (pick: (one: Measured & {load: number}) => number) => median(all.map(pick))
      return {
        name,
        wallMs: of((one) => one.wallMs),
        bestMs: Math.min(...all.map(({wallMs}) => wallMs)),
        cpuMs: of((one) => one.cpuMs),
        peakMiB: of((one) => one.peakMiB),
        load: of((one) => one.load),
        wrong: all.flatMap(({wrong}) => wrong ?? []),
      }
    }),
    limits: [],
  }
  const ours = summary.tools.find(({name}) => name === 'kafkit')
  summary.limits = each.limits.flatMap(({of = 'kafkit', than, times, plusMs = 0, cpu = false}) => {
    const whose = summary.tools.find(({name}) => name === of)
    const other = summary.tools.find(({name}) => name === than)
    if (!whose || !other) return []
    const text = `${of === 'kafkit' ? '' : `${of}: `}${times} times ${cpu ? 'the CPU time of ' : ''}${than}${plusMs > 0 ? ` and ${plusMs} ms` : ''}`
    // Short times are disturbed most by other work on the machine, so the fastest runs say more.
    const time = cpu ? 'cpuMs' : does === 'start' || does === 'ask' ? 'bestMs' : 'wallMs'
    return [{than: text, goalMs: times * other[time] + plusMs, measuredMs: whose[time]}]
  })
  for (const {name, maxMiB} of each.tools) {
    const found = summary.tools.find((one) => one.name === name)
    if (found && maxMiB !== undefined && found.peakMiB > maxMiB) found.wrong.push(`${found.peakMiB.toFixed(0)} MiB`)
  }
  if (ours && each.maxMiB !== undefined && ours.peakMiB > each.maxMiB) ours.wrong.push(`${ours.peakMiB.toFixed(0)} MiB`)
  show(summary)
  return summary
}

/** A tool of kafkit's is also measured with each other build. */
function withOthers(tool: Tool): Tool[] {
  if (!/^\{(?:KAFKIT|BIN)\}/.test(tool.command)) return [tool]
  return [
    tool,
    ...others.map(({name, program}) => ({
      ...tool,
      name: `${tool.name} ${name}`,
      command: tool.command
        .replace(/^\{KAFKIT\}/, program('kafkit'))
        .replace(/^\{BIN\}\/(\S+)/, (_, word: string) => program(word)),
    })),
  ]
}

async function prepare(topic: string, partitions: number, factor: number) {
  const [found] = await cluster.topics([topic], {refresh: true})
  if (found?.errorCode === 0) return
  say(`filling topic ${topic}`)
  await createTopic(cluster, topic, partitions)
  if (topic === 'share') return fill(cluster, topic, shortFile, {batchBytes: 65_536})
  if (topic === 'avro' || topic === 'proto') return fillEncoded(cluster, topic, schemaFiles[topic], records)
  const compression = topic === 'lz4' || topic === 'zstd' ? topic : 'none'
  // In batches like those of most producers.
  for (let at = 0; at < factor; at++) await fill(cluster, topic, file('values'), {compression, batchBytes: 65_536})
}

async function runOnce(each: Case, tool: Tool, run: number) {
  const {does, partitions, input, factor = 1} = each
  const topic = does === 'produce' ? `${each.name}-${run}-${tool.name.replaceAll(' ', '-')}` : (each.topic ?? '')
  const ownName = `${each.name}-${tool.name}-${run}`
  if (does === 'produce') await createTopic(cluster, topic, partitions)
  if (does === 'share')
    await alterConfigs(cluster, {type: 'GROUP', name: ownName}, {set: {'share.auto.offset.reset': 'earliest'}})
  const words = tool.command.split(' ').flatMap((word): string[] => {
    if (word === '{KAFKIT}') return [process.execPath, join(root, 'bin/kafkit')]
    if (word === '{NODE}') return [process.execPath]
    if (word.startsWith('{BIN}')) return [process.execPath, word.replace('{BIN}', join(root, 'bin'))]
    if (word === '{JAVA}') return java
    if (word === '{TEN_NAMES}') return declared?.tenNames.split(' ') ?? []
    if (word === '{NEW_NAMES}') return declared?.newNames.split(' ') ?? []
    return [
      word
        .replaceAll('{MANY_FOLDER}', declared?.manyFolder ?? '')
        .replaceAll('{MANY_FILE}', declared?.manyFile ?? '')
        .replaceAll('{TEN_FILE}', declared?.tenFile ?? '')
        .replaceAll('{NEW_FILE}', declared?.newFile ?? '')
        .replaceAll('{NEW_200}', declared?.newTwoHundred ?? '')
        .replaceAll('{LOOP}', declared?.loop ?? '')
        .replaceAll('{TOOLS_OF_HEALTH}', declared?.toolsOfHealth ?? '')
        .replaceAll('{B}', sandbox.bootstrapServers)
        .replaceAll('{R}', ownName)
        .replaceAll('{T}', topic)
        .replaceAll('{N}', String(does === 'share' ? shareRecords : records * factor))
        .replaceAll('{FLOOR}', floor)
        .replaceAll('{TLS}', listeners['TLS'] ?? '')
        .replaceAll('{LOGIN}', listeners['LOGIN'] ?? '')
        .replaceAll('{CA}', secured.authority)
        .replaceAll('{LOGIN_FILE}', secured.loginFile)
        .replaceAll('{AVSC}', schemaFiles.avro)
        .replaceAll('{PROTO}', schemaFiles.proto)
        .replaceAll('{TAB}', '\t'),
    ]
  })
  const stdout = does === 'consume' || does === 'share' || does === 'ask' ? outputFile(scratch) : undefined
  const result = await measure(words, {
    scratch,
    stdin: does === 'produce' ? file(input ?? 'values') : undefined,
    stdout,
    timeoutMs: 300_000,
  })
  const isFine = result.exitCode === (tool.name === 'node -e 0' ? 0 : (each.exitCode ?? 0))
  let wrong = isFine
    ? await check(each, tool, topic, stdout, run)
    : `exit code ${result.exitCode} (${result.complaint})`
  if (tool.creates !== undefined) {
    const count = await deleteNew(cluster, tool.creates)
    if (count !== tool.creates) wrong ??= `${count} topics, not ${tool.creates}`
  }
  if (does === 'produce') await deleteTopics(cluster, [topic])
  return {...result, wrong, load: loadavg()[0] ?? NaN}
}

/** Returns what is wrong with the result. */
async function check(
  each: Case,
  tool: Tool,
  topic: string,
  output: string | undefined,
  run: number,
): Promise<string | undefined> {
  if (tool.ownLayout && output) {
    const {lines: wanted} = tool.ownLayout
    const {lines} = await fingerprint(output)
    return wanted === undefined || lines === wanted ? undefined : `${lines} lines, not ${wanted}`
  }
  if (each.lines !== undefined && output) {
    if (tool.name === 'Apache') return undefined
    const {lines} = await fingerprint(output)
    return lines === each.lines ? undefined : `${lines} lines, not ${each.lines}`
  }
  if (each.does === 'ask' && output) return tool.name === 'node -e 0' ? undefined : checkSame(each, run, output)
  const {factor = 1, partitions, input = 'values'} = each
  if (each.does === 'share' && output)
    return tool.name === 'floor' ? undefined : differs(await fingerprint(output), prints.short, 1, true)
  if (output) {
    const got = await fingerprint(output)
    if (got.lines !== records * factor) return `${got.lines} lines`
    return each.name.endsWith('-json') || topic === 'avro' || topic === 'proto'
      ? undefined
      : differs(got, prints.values, factor, partitions === 1)
  }
  if (each.does !== 'produce') return undefined
  const count = await countRecords(cluster, topic)
  if (count !== records) return `${count} records`
  if (run > 0) return undefined // the content needs to be checked only once
  const copy = outputFile(scratch)
  await readBack(cluster, topic, copy, input)
  return differs(await fingerprint(copy), prints[input], 1, partitions === 1)
}

/** The first answer of a round is compared with the others, in any order. */
async function checkSame({name}: Case, run: number, output: string): Promise<string | undefined> {
  // What was just created may not be known yet when the first tool asks.
  if (run === 0) return undefined
  const got = await fingerprint(output)
  const first = answers.get(`${name} ${run}`)
  answers.set(`${name} ${run}`, first ?? got)
  return first && (first.sum !== got.sum || first.lines !== got.lines) ? 'other lines' : undefined
}

async function filled(data: Filling) {
  if (done.has(data)) return
  if (data === 'more-groups') await filled('groups')
  if (data === 'more-acls') await filled('acl')
  done.add(data)
  say(`filling the cluster with ${data}`)
  await {
    three: async () => {},
    // Where there is none, kafkit asks once more, whether it may see topics.
    'a-topic': () => createTopic(cluster, 'listed', 1),
    many: () => fillMany(cluster),
    replicated: () => fillReplicated(cluster),
    topics: () => fillTopics(cluster),
    groups: () => fillGroups(cluster, 0),
    'more-groups': () => fillGroups(cluster, 500),
    acl: () => fillAcls(cluster, 0, 1),
    'more-acls': () => fillAcls(cluster, 1, 10_000),
  }[data]()
}

function differs(got: Print, expected: Print, factor: number, ordered: boolean): string | undefined {
  if (got.sum !== (expected.sum * factor) % 2 ** 48) return 'other content'
  return ordered && factor === 1 && got.md5 !== expected.md5 ? 'another order' : undefined
}

async function readBack(from: Cluster, topic: string, to: string, input: 'values' | 'keyed') {
  const fd = openSync(to, 'w')
  const format = templateFormat(input === 'keyed' ? '%k\\t%v\\n' : '%v\\n')
  await consumeRecords(from, {
    topics: [topic],
    start: {from: 'beginning'},
    untilEnd: true,
    format,
    output: fileOutput(fd),
  })
  closeSync(fd)
}

function show({name, about, tools, limits}: Summary) {
  const ours = tools.find((tool) => tool.name === 'kafkit') ?? tools[0]
  const ratio = (value: number | undefined, to: number) =>
    (value === undefined ? '' : (value / to).toFixed(2)).padStart(9)
  console.log(`\n${name}: ${about}`)
  console.log(`             wall s   best s    cpu s  peak MiB  ${ours?.name.padStart(7)}/it: wall     best      cpu`)
  for (const tool of tools)
    console.log(
      [
        tool.name.padEnd(11),
        (tool.wallMs / 1000).toFixed(3).padStart(7),
        (tool.bestMs / 1000).toFixed(3).padStart(8),
        (tool.cpuMs / 1000).toFixed(3).padStart(8),
        tool.peakMiB.toFixed(0).padStart(9),
        tool === ours
          ? ''
          : `       ${ratio(ours?.wallMs, tool.wallMs)}${ratio(ours?.bestMs, tool.bestMs)}${ratio(ours?.cpuMs, tool.cpuMs)}`,
        tool.wrong.length > 0 ? `  WRONG: ${[...new Set(tool.wrong)].join(', ')}` : '',
        `  load ${tool.load.toFixed(0)}`,
      ].join(' '),
    )
  for (const {than, goalMs, measuredMs} of limits) {
    const holds = measuredMs <= goalMs ? 'holds' : 'DOES NOT HOLD'
    console.log(`at most ${than}, ${goalMs.toFixed(0)} ms: ${measuredMs.toFixed(0)} ms, ${holds}`)
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
}
