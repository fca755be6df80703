// Checks the room arrows and import cycles of .dependency-cruiser.cjs; types count as imports. It also checks what a
// cruiser does not report: whether it read anything at all (one that finds no modules reports success), whether the
// arrows themselves form a cycle, and whether each arrow is still needed.
//   npm run arrows [-- --write]
//     --write: copies the arrows into src/lib/README.md
import {cruise, type ICruiseResult} from 'dependency-cruiser'
import extractDepcruiseConfig from 'dependency-cruiser/config-utl/extract-depcruise-config'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'
import {arrows, cycleIn, everySubject, writeArrows} from './room-arrows.ts'

if (process.argv.includes('--write')) writeArrows()

const fewestModules = 60
const config = await extractDepcruiseConfig('./.dependency-cruiser.cjs')
const {output} = await cruise(['src'], {ruleSet: config, ...config.options, validate: true}, undefined, {
  tsConfig: extractTSConfig('./tsconfig.json'),
})
const {summary, modules} = output as ICruiseResult
// A rule about arrows says nothing about a room without files.
const rooms = config.forbidden?.find(({name}) => name === 'every-file-has-a-room')?.from.pathNot
if (!Array.isArray(rooms)) throw new Error('the rule every-file-has-a-room is gone')
const homeless = modules
  .map(({source}) => source)
  .filter((source) => source.startsWith('src/') && !rooms.some((room) => new RegExp(room).test(source)))
const problems = homeless.map((file) => `every-file-has-a-room: ${file}`)
const cycle = cycleIn(arrows)
if (cycle) problems.push(`no-cycles-of-rooms: ${cycle.join(' → ')}`)

const pathOf = (place: string) =>
  ['entry', 'one-file', 'main', 'commands'].includes(place) ? `src/${place}` : `src/lib/${place}`
const isIn = (source: string, place: string) =>
  source === `${pathOf(place)}.ts` || source.startsWith(`${pathOf(place)}/`)
const imports = modules.flatMap(({source, dependencies}) =>
  dependencies.map(({resolved}) => [source, resolved] as const),
)
for (const [room, targets] of Object.entries(arrows)) {
  // Every room may import the ground floors, and commands may use every subject, so these arrows are kept even if
  // unused.
  const kept = [
    'cluster',
    'apis',
    'wire',
    'text',
    ...(['commands', 'apache', 'views'].includes(room) ? everySubject : []),
  ]
  const unused = targets.filter(
    (target) => !kept.includes(target) && !imports.some(([from, to]) => isIn(from, room) && isIn(to, target)),
  )
  for (const target of unused) problems.push(`no-unused-arrow: nothing in ${room} imports ${target}`)
}

for (const problem of problems) console.log(`error ${problem}`)
for (const {rule, from, to, cycle: around} of summary.violations) {
  const way = around ? around.map(({name}) => name).join(' → ') : to
  console.log(`${rule.severity} ${rule.name}: ${from} → ${way}`)
}
const read = summary.totalCruised >= fewestModules
if (!read) console.log(`only ${summary.totalCruised} modules were read: the check itself is broken`)
const wrong = summary.error + problems.length
if (read) console.log(`${summary.totalCruised} modules, ${summary.totalDependenciesCruised} imports, ${wrong} wrong`)
process.exitCode = read && wrong === 0 ? 0 : 1
