// Starts something new with the files that it needs, and enters it in all lists, so that types, lint, arrows, build
// and its test pass from the start. Each kind is a file of scripts/new/, whose first comment describes its usage.
//   npm run new                   lists the kinds
//   npm run new -- KIND WORDS
import {spawnSync} from 'node:child_process'
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'

const folder = join(import.meta.dirname, 'new')
const kinds = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.slice(0, -3))

const [kind = '', ...words] = process.argv.slice(2)
if (kinds.includes(kind)) {
  process.exitCode = spawnSync(process.execPath, [join(folder, `${kind}.ts`), ...words], {stdio: 'inherit'}).status ?? 1
} else {
  const usage = kinds.flatMap((each) =>
    readFileSync(join(folder, `${each}.ts`), 'utf8')
      .split('\n')
      .filter((line) => /^\/\/ {3}(npm run new|--)/.test(line))
      .map((line) => line.slice(2)),
  )
  console.error(['usage:', ...usage].join('\n'))
  process.exitCode = kind === '' ? 0 : 2
}
