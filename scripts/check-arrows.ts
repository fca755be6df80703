// The room arrows and import cycles of .dependency-cruiser.cjs, with a look at whether anything was read at all: a
// cruiser that finds no modules reports success.
import {cruise, type ICruiseResult} from 'dependency-cruiser'
import extractDepcruiseConfig from 'dependency-cruiser/config-utl/extract-depcruise-config'
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config'

const fewestModules = 60
const config = await extractDepcruiseConfig('./.dependency-cruiser.cjs')
const {output} = await cruise(['src'], {ruleSet: config, ...config.options, validate: true}, undefined, {
  tsConfig: extractTSConfig('./tsconfig.json'),
})
const {summary, modules} = output as ICruiseResult
// A rule about arrows says nothing of a file without any.
const rooms = config.forbidden?.find(({name}) => name === 'every-file-has-a-room')?.from.pathNot
if (!Array.isArray(rooms)) throw new Error('the rule every-file-has-a-room is gone')
const homeless = modules
  .map(({source}) => source)
  .filter((source) => source.startsWith('src/') && !rooms.some((room) => new RegExp(room).test(source)))
for (const file of homeless) console.log(`error every-file-has-a-room: ${file}`)
for (const {rule, from, to} of summary.violations) console.log(`${rule.severity} ${rule.name}: ${from} → ${to}`)
const read = summary.totalCruised >= fewestModules
if (!read) console.log(`only ${summary.totalCruised} modules were read: the check itself is broken`)
else console.log(`${summary.totalCruised} modules, ${summary.totalDependenciesCruised} imports, ${summary.error} wrong`)
process.exitCode = read && summary.error === 0 && homeless.length === 0 ? 0 : 1
