// npm run mutate [-- FILE-PART …] [--every N]: which small wrong changes no test notices. On demand: each takes a test run.
import {spawn} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {parseArgs} from 'node:util'
import {root} from '../../scripts/command-files.ts'
import {mutantsOf, type Mutant} from './mutants.ts'
import {rooms} from './rooms.ts'

/** A mutant that makes a test wait for ever is found too. */
const longestRunMs = 120_000

function run(tests: readonly string[], file: string, mutant: Mutant | undefined): Promise<boolean> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const config = join(root, 'test/mutation/vitest.config.ts')
  const child = spawn(process.execPath, [vitest, 'run', '--config', config, ...tests], {
    cwd: root,
    stdio: 'ignore',
    env: {
      ...process.env,
      ...(mutant && {
        MUTANT_FILE: file,
        MUTANT_START: String(mutant.start),
        MUTANT_END: String(mutant.end),
        MUTANT_TEXT: mutant.replacement,
      }),
    },
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), longestRunMs)
  return new Promise((resolve) => {
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve(code === 0)
    })
  })
}

const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {every: {type: 'string', default: '1'}, at: {type: 'string', default: '0'}},
})
const [every, at] = [Number(values.every), Number(values.at)]
let [all, found] = [0, 0]
for (const {file, tests} of rooms) {
  if (positionals.length > 0 && !positionals.some((part) => file.includes(part))) continue
  const mutants = mutantsOf(file, readFileSync(join(root, file), 'utf8')).filter((_, i) => i % every === at)
  if (!(await run(tests, file, undefined))) throw new Error(`${file}: its tests fail without a mutant`)
  let foundHere = 0
  for (const mutant of mutants) {
    const survives = await run(tests, file, mutant)
    if (survives) console.log(`${file}:${mutant.line}: ${mutant.was.replaceAll(/\s+/g, ' ')} → ${mutant.replacement}`)
    else foundHere++
  }
  all += mutants.length
  found += foundHere
  console.log(`${file}: ${foundHere} of ${mutants.length} found`)
}
console.log(`${found} of ${all} found (${((100 * found) / Math.max(1, all)).toFixed(1)} %)`)
