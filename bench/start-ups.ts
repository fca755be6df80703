// Measures how long each drop-in takes to start: `NAME --help` as a whole process, alternating with an empty Node
// program.
//   node bench/start-ups.ts [--runs 15] [--write]
//     --write puts the figures into docs/drop-ins.md
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {loadavg, tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {parseArgs} from 'node:util'
import {format, resolveConfig} from 'prettier'
import {dropInNames, isOfConfluent} from '../scripts/drop-in-tools.ts'
import {measure} from './meter.ts'

const {values: flags} = parseArgs({
  options: {runs: {type: 'string', default: '15'}, write: {type: 'boolean', default: false}},
})
const root = resolve(import.meta.dirname, '..')
const page = join(root, 'docs/drop-ins.md')
const heading = 'start, ms'

const empty = 'node -e 0'
const helpOf = (name: string, ...words: string[]) => [process.execPath, join(root, 'bin', name), ...words, '--help']
const commands = new Map([
  [empty, [process.execPath, '-e', '0']],
  ...dropInNames()
    .filter((name) => !isOfConfluent(name))
    .map((name) => [name, helpOf(name)] as const),
  ['kafka-run-class', helpOf('kafka-run-class', 'kafka.admin.TopicCommand')],
])

const scratch = mkdtempSync(join(tmpdir(), 'kafkit-starts-'))
const times = new Map([...commands.keys()].map((name) => [name, [] as number[]]))
// The first round warms up.
for (let run = 0; run <= Number(flags.runs); run++)
  for (const [name, command] of commands) {
    const {wallMs} = await measure(command, {scratch, timeoutMs: 10_000})
    if (run > 0) times.get(name)?.push(wallMs)
  }
rmSync(scratch, {recursive: true})

const medianOf = (name: string) => {
  const sorted = (times.get(name) ?? []).toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? NaN
}
for (const name of commands.keys()) console.log(`${medianOf(name).toFixed(0).padStart(4)} ms  ${name}`)
console.log(`load ${(loadavg()[0] ?? NaN).toFixed(1)}`)
if (flags.write) await write()

/** Writes the times into the last column of the table that names the drop-in. */
async function write() {
  const text = readFileSync(page, 'utf8').split('\n').map(withTime).join('\n')
  writeFileSync(page, await format(text, {...(await resolveConfig(page)), filepath: page}))
}

function withTime(line: string, at: number, lines: readonly string[]): string {
  const isOurs = (text = '') => times.has(/^\| `([^`]+)` /.exec(text)?.[1] ?? '')
  const cells = line.split('|').slice(1, 3)
  if (isOurs(line)) return `|${cells.join('|')}| ${medianOf(/`([^`]+)`/.exec(line)?.[1] ?? '').toFixed(0)} |`
  if (line.startsWith('| --') && isOurs(lines[at + 1])) return `|${cells.join('|')}| --: |`
  if (line.startsWith('| executable') && isOurs(lines[at + 2])) return `|${cells.join('|')}| ${heading} |`
  return line
}
