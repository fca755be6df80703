// All checks, the cheapest first: types, style, arrows, build, tests. The last line is the result.
//   npm test [-- vitest arguments]     with arguments, only the tests that they select are run
import {spawn, spawnSync} from 'node:child_process'
import {closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync} from 'node:fs'
import {availableParallelism, tmpdir} from 'node:os'
import {join} from 'node:path'
import type {Counts} from './count-tests.ts'

/**
 * The slowest tests with a real cluster, in this order. If they were started last, one of them would run alone at the
 * end.
 */
const slowest = [
  'parity',
  'faults',
  'rebalance',
  'missing-rights',
  'groups',
  'share',
  'lag',
  'killed-brokers',
  'security',
]

const selected = process.argv.slice(2)
const results = mkdtempSync(join(tmpdir(), 'kafkit-test-'))
let passed = 0
let skipped = 0
/** What failed, told at the end: whoever sees only the last lines of a long log knows what it was. */
const failures: string[] = []

function step(title: string, line: string): boolean {
  console.log(`\n> ${line}   (${title})`)
  const started = performance.now()
  const {status} = spawnSync(line, {stdio: 'inherit', shell: true})
  console.log(`${status === 0 ? 'ok' : 'FAILED'}: ${title}, ${((performance.now() - started) / 1000).toFixed(1)} s`)
  return status === 0
}
function check(title: string, line: string): boolean {
  const ok = step(title, line)
  count(title, ok)
  return ok
}
function count(title: string, ok: boolean) {
  if (ok) passed++
  else failures.push(title)
}

if (selected.length === 0) {
  // In parallel, because each is busy on one core or waits for the disk. oxlint's type-aware part includes
  // TypeScript's compiler.
  const checks = {
    'types and lint rules': 'oxlint --type-aware --type-check --deny-warnings',
    format: 'prettier --check --log-level warn .',
    'room arrows and import cycles': 'node scripts/check-arrows.ts',
  }
  await Promise.all(Object.entries(checks).map(async ([title, line]) => count(title, await command(title, line))))
}
// If there is no bun for this machine, or no registry, the tests in bun report that they were skipped.
step('a bun to test in (50 MB, once)', 'node scripts/compile/runtimes.ts')
if (check('build: bundles, manifest, man pages', 'node scripts/build.ts')) {
  const runs = selected.length === 0 ? await bothProjects() : [vitest('vitest', selected)]
  for (const {name, ok, report} of runs) {
    const counts = readCounts(report)
    passed += counts.passed
    skipped += counts.skipped
    failures.push(...counts.failures)
    if (!ok && counts.failures.length === 0) count(`${name}: ended with an error outside of its tests`, false)
    // No tests at all is not a success. A file whose tests are all skipped, as without Java, has said why.
    else if (counts.passed + counts.failures.length + counts.skipped === 0) count(`${name}: no tests`, false)
  }
  if (skipped > 0) console.log(`\n${skipped} tests were skipped: see above for the reasons`)
} else console.log('\nThe tests were not run: they need the build.')
rmSync(results, {recursive: true, force: true})
if (failures.length > 0) console.log(`\nFailed:\n${failures.join('\n')}`)
console.log(`\n${passed} passed, ${failures.length} failed`)
process.exitCode = failures.length === 0 ? 0 : 1

interface Run {
  readonly name: string
  readonly ok: boolean
  /** The file with its counts. */
  readonly report: string
}

function vitest(name: string, args: readonly string[]): Run {
  const {line, report} = vitestCommand(name, args)
  return {name, ok: step('tests', line), report}
}

/**
 * The unit tests wait for something half of the time, so the tests with a real cluster run beside them, one file
 * after the other because brokers take memory and both cores. When the unit tests are done, a second lane takes files
 * from the same list. The output of a run is printed at its end.
 */
async function bothProjects(): Promise<Run[]> {
  const folder = join('test', 'real')
  const rankOf = (file: string) => {
    const at = slowest.indexOf(file.replace('.test.ts', ''))
    return at < 0 ? slowest.length : at
  }
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.test.ts'))
    .toSorted((a, b) => rankOf(a) - rankOf(b))
  const runs: Run[] = []
  const lane = async () => {
    for (let file = files.shift(); file !== undefined; file = files.shift())
      runs.push(await whole(`real-${file}`, ['--project', 'real', join(folder, file)]))
  }
  const unit = whole('unit', ['--project', 'unit', `--maxWorkers=${availableParallelism()}`])
  await Promise.all([lane(), unit.then((run) => runs.push(run)).then(lane)])
  return runs
}

async function whole(name: string, args: readonly string[]): Promise<Run> {
  const {line, report} = vitestCommand(name, args)
  return {name, ok: await command(name, line), report}
}

/** Runs a command and prints its output when it has ended, so that several can run in parallel. */
async function command(title: string, line: string): Promise<boolean> {
  const log = join(results, `${title.replaceAll(' ', '-')}.log`)
  const out = openSync(log, 'w')
  const started = performance.now()
  const child = spawn(line, {stdio: ['ignore', out, out], shell: true})
  const ok = await new Promise<boolean>((resolve) => child.once('close', (status) => resolve(status === 0)))
  closeSync(out)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  process.stdout.write(`\n> ${line}\n${readFileSync(log, 'utf8')}${ok ? 'ok' : 'FAILED'}: ${title}, ${seconds} s\n`)
  return ok
}

function vitestCommand(name: string, args: readonly string[]): {line: string; report: string} {
  const report = join(results, `${name}.json`)
  const reporters = '--reporter=default --reporter=./scripts/count-tests.ts'
  return {line: [`KAFKIT_TEST_COUNTS=${report} vitest run ${reporters}`, ...args].join(' '), report}
}

function readCounts(report: string): Counts {
  try {
    return JSON.parse(readFileSync(report, 'utf8')) as Counts
  } catch {
    return {passed: 0, failures: [], skipped: 0}
  }
}
