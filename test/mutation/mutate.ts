// npm run mutate [-- FILE-PART …] [--every N] [--at M] [--line N …]: which small wrong changes no test notices. On demand.
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {parseArgs} from 'node:util'
import {root} from '../../scripts/command-files.ts'
import {explained} from './explained.ts'
import {switched} from './mutants.ts'
import {rooms} from './rooms.ts'
import {startRuns} from './runs.ts'

const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {
    every: {type: 'string', default: '1'},
    at: {type: 'string', default: '0'},
    line: {type: 'string', multiple: true},
    workers: {type: 'string', default: '1'},
  },
})
const unknown = positionals.find((part) => !rooms.some(({file}) => file.includes(part)))
if (unknown !== undefined) {
  console.error(
    `no file of test/mutation/rooms.ts has ${unknown} in its name: add it there, with the tests that should notice`,
  )
  process.exit(2)
}
const [every, at] = [Number(values.every), Number(values.at)]
let [all, found, known] = [0, 0, 0]
for (const {file, tests} of rooms) {
  if (positionals.length > 0 && !positionals.some((part) => file.includes(part))) continue
  const started = performance.now()
  const text = readFileSync(join(root, file), 'utf8')
  const {source, mutants} = switched(file, text)
  const lines = text.split('\n')
  await using runs = await startRuns(file, source, tests, Number(values.workers))
  if (runs.idle.length > 0) console.log(`${file}: nothing of it runs in ${runs.idle.join(', ')}`)
  const chosen = mutants
    .map((mutant, number) => ({...mutant, number}))
    .filter(({line, number}) => number % every === at && (values.line?.includes(String(line)) ?? true))
  let [foundHere, knownHere] = [0, 0]
  for (const {number, line, was, becomes} of chosen) {
    if (await runs.finds(number)) {
      foundHere++
      continue
    }
    const why = explained(file, {text: lines[line - 1]?.trim() ?? '', was, becomes})
    if (why !== undefined) knownHere++
    const reach = runs.reach(number)
    const reached = reach === 0 ? 'no test comes here' : `${reach} ${reach === 1 ? 'test comes' : 'tests come'} here`
    console.log(`${file}:${line}: ${was} → ${becomes} (${why === undefined ? reached : `known: ${why}`})`)
  }
  all += chosen.length
  found += foundHere
  known += knownHere
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(`${file}: ${foundHere} of ${chosen.length} found, ${knownHere} explained (${seconds} s)`)
}
console.log(`${found} of ${all} found (${((100 * found) / Math.max(1, all)).toFixed(1)} %), ${known} explained`)
// vitest says by its exit code that tests failed, which they are meant to.
process.exitCode = 0
