// Writes bin/kafkit, and bin/NAME and bin/NAME.sh of each drop-in with their lines in package.json. `npm run build`
// does so, with the drop-ins that it finds by their tool.ts.
import {chmodSync, globSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {basename, join} from 'node:path'
import {format, resolveConfig} from 'prettier'
import {classNames} from '../src/lib/apache/command-line/class-names.ts'
import type {Tool} from '../src/lib/apache/command-line/tool.ts'
import {root} from './command-files.ts'
import {isOfConfluent, loadDropIns} from './drop-in-tools.ts'
import {shellLines} from './shell-lines.ts'

/** The names of a drop-in's executables, both of which are used in scripts. Confluent's have one name only. */
export const executableNames = (name: string): string[] => (isOfConfluent(name) ? [name] : [name, `${name}.sh`])

/** The text of a tool's executable. The words are an argument, so that no list has to be read at the start. */
export async function executableText(file: string, {name, actions}: Pick<Tool, 'name' | 'actions'>): Promise<string> {
  return formatted(`${shellLines(file)}
// Written by npm run build, from src/lib/apache/${name}/tool.ts.
require('./start-drop-in.js')(${JSON.stringify(name)}, ${JSON.stringify(actions)})
`)
}

/** The name of `kafka-run-class`, which runs the drop-ins by their classes. */
export const runClass = 'kafka-run-class'

async function runClassText(file: string, tools: readonly Pick<Tool, 'name' | 'actions'>[]): Promise<string> {
  const classes = Object.fromEntries(
    tools.flatMap(({name, actions}) => (classNames[name] ?? []).map((each) => [each, [name, actions]])),
  )
  return formatted(`${shellLines(file)}
// Written by npm run build, from src/lib/apache/command-line/class-names.ts.
require('./run-class.js')(${JSON.stringify(classes)})
`)
}

const kafkit = `${shellLines('kafkit')}
// Written by npm run build. The syntax is old enough for a Node that is too old to report that it is.
var version = process.versions.node.split('.')
if (+version[0] < 22 || (+version[0] === 22 && +version[1] < 15)) {
  console.error(
    'kafkit needs Node 22.15 or newer, but this is Node ' + process.versions.node + ' (' + process.execPath + ')',
  )
  process.exit(1)
}
require('./start.js')
`

const formatted = async (code: string) => format(code, {...(await resolveConfig(join(root, 'bin'))), parser: 'babel'})

/** The `bin` of package.json for these drop-ins. */
export function packageBin(names: readonly string[]): Record<string, string> {
  const executables = [...names, runClass].toSorted().flatMap(executableNames)
  return Object.fromEntries(['kafkit', ...executables].map((name) => [name, `bin/${name}`]))
}

/** Also removes the executables of tools that no longer exist. Files that are already right are not touched. */
export async function writeExecutables(tools: readonly Pick<Tool, 'name' | 'actions'>[], project = root) {
  const names = tools.map(({name}) => name)
  const texts = new Map([['kafkit', await formatted(kafkit)]])
  for (const tool of tools)
    for (const name of executableNames(tool.name)) texts.set(name, await executableText(name, tool))
  for (const name of executableNames(runClass)) texts.set(name, await runClassText(name, tools))
  for (const file of globSync('bin/kafka-*', {cwd: project}))
    if (!texts.has(basename(file))) rmSync(join(project, file))
  for (const [name, text] of texts) {
    const file = join(project, 'bin', name)
    writeIfNew(file, text)
    chmodSync(file, 0o755)
  }
  const bin = packageBin(names)
  writeJson(join(project, 'package.json'), (json) => ({...json, bin}))
  // npm keeps a sorted copy.
  const sorted = Object.fromEntries(Object.entries(bin).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  writeJson(join(project, 'package-lock.json'), (json) => {
    const packages = json['packages'] as Record<string, object>
    return {...json, packages: {...packages, '': {...packages[''], bin: sorted}}}
  })
}

function writeJson(file: string, change: (json: Record<string, unknown>) => object) {
  const json = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  writeIfNew(file, `${JSON.stringify(change(json), null, 2)}\n`)
}

function writeIfNew(file: string, text: string) {
  try {
    if (readFileSync(file, 'utf8') === text) return
  } catch {
    // There is none yet.
  }
  writeFileSync(file, text)
}

if (import.meta.main) await writeExecutables(await loadDropIns())
