// Runs the built program.
const {existsSync} = require('node:fs')
const {join} = require('node:path')
const {load} = require('./code-cache.js')

if (process.env.KAFKIT_IGNORED_SIGNALS || /(?:^|\/)nohup$/.test(process.env._)) require('./ignored-signals.js')

const dist = join(__dirname, '../dist')
const words = process.argv.slice(2, 4)
const kind = [words, words.slice(0, 1)].map((some) => some.join('.')).find(isCommand) ?? 'other'

let start
try {
  ;({start} = load('kafkit.cjs', kind))
} catch (error) {
  if (error.code !== 'ENOENT' || !/dist.kafkit/.test(error.path)) throw error
  console.error('kafkit: the program is not built, run: npm run build')
  process.exit(1)
}
void start(process.argv.slice(2))

function isCommand(id) {
  return /^[a-z-]+(\.[a-z-]+)?$/.test(id) && existsSync(join(dist, 'commands', `${id.replace('.', '/')}.cjs`))
}
