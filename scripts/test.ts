// Everything that must hold, in the order of what it costs: types, style, arrows, build, tests. The last line counts.
//   npm test [-- vitest arguments]     arguments run only the tests that they select
import {spawn, spawnSync} from 'node:child_process'
import {closeSync, mkdtempSync, openSync, readFileSync, rmSync} from 'node:fs'
import {availableParallelism, tmpdir} from 'node:os'
import {join} from 'node:path'

const selected = process.argv.slice(2)
const results = mkdtempSync(join(tmpdir(), 'kafkit-test-'))
let passed = 0
let failed = 0

function step(title: string, command: string): boolean {
  console.log(`\n> ${command}   (${title})`)
  const started = performance.now()
  const {status} = spawnSync(command, {stdio: 'inherit', shell: true})
  console.log(`${status === 0 ? 'ok' : 'FAILED'}: ${title}, ${((performance.now() - started) / 1000).toFixed(1)} s`)
  return status === 0
}
function check(title: string, command: string): boolean {
  const ok = step(title, command)
  if (ok) passed++
  else failed++
  return ok
}

if (selected.length === 0) {
  check('types', 'tsc --noEmit -p .')
  check('lint rules', 'oxlint --type-aware --deny-warnings')
  check('format', 'prettier --check --log-level warn .')
  check('room arrows and import cycles', 'node scripts/check-arrows.ts')
}
if (check('build: bundles, manifest, man pages', 'node scripts/build.ts')) {
  const runs = selected.length === 0 ? await bothProjects() : [vitest('vitest', selected)]
  for (const {ok, report} of runs) {
    const counts = readCounts(report)
    passed += counts.passed
    failed += counts.failed
    // A file that cannot be loaded has no tests that could fail.
    if (!ok && counts.failed === 0) failed++
    if (counts.skipped > 0) console.log(`\n${counts.skipped} tests were skipped: see above for the reasons`)
    if (counts.passed + counts.failed === 0) failed++
  }
} else console.log('\nThe tests were not run: they need the build.')
rmSync(results, {recursive: true, force: true})
console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1

interface Run {
  readonly ok: boolean
  /** vitest's own, as JSON. */
  readonly report: string
}

function vitest(name: string, args: readonly string[]): Run {
  const {command, report} = vitestCommand(name, args)
  return {ok: step('tests', command), report}
}

/**
 * Tests with a real cluster mostly wait for it, one file after the other; meanwhile the unit tests run beside them and
 * leave one core alone. What those print comes at their end.
 */
async function bothProjects(): Promise<Run[]> {
  const workers = Math.max(1, availableParallelism() - 1)
  const unit = vitestCommand('unit', ['--project', 'unit', `--maxWorkers=${workers}`])
  const log = join(results, 'unit.log')
  const out = openSync(log, 'w')
  const beside = spawn(unit.command, {stdio: ['ignore', out, out], shell: true})
  const ended = new Promise<boolean>((resolve) => beside.once('close', (status) => resolve(status === 0)))
  const real = vitestCommand('real', ['--project', 'real'])
  console.log(`\n> ${real.command}   (tests that start Apache Kafka on loopback and fetch its jars once)`)
  const live = spawn(real.command, {stdio: 'inherit', shell: true})
  const realOk = await new Promise<boolean>((resolve) => live.once('close', (status) => resolve(status === 0)))
  console.log(`${realOk ? 'ok' : 'FAILED'}: tests with a real cluster\n\n> ${unit.command}   (unit tests)`)
  const unitOk = await ended
  closeSync(out)
  process.stdout.write(readFileSync(log))
  console.log(`${unitOk ? 'ok' : 'FAILED'}: unit tests`)
  return [
    {ok: unitOk, report: unit.report},
    {ok: realOk, report: real.report},
  ]
}

function vitestCommand(name: string, args: readonly string[]): {command: string; report: string} {
  const report = join(results, `${name}.json`)
  const command = ['vitest run --reporter=default --reporter=json', `--outputFile.json=${report}`, ...args].join(' ')
  return {command, report}
}

function readCounts(report: string): {passed: number; failed: number; skipped: number} {
  try {
    const {numPassedTests, numFailedTests, numPendingTests} = JSON.parse(readFileSync(report, 'utf8')) as Record<
      string,
      number
    >
    return {passed: numPassedTests ?? 0, failed: numFailedTests ?? 0, skipped: numPendingTests ?? 0}
  } catch {
    return {passed: 0, failed: 0, skipped: 0}
  }
}
