// Writes a drop-in with one action, which works and reports what is still missing.
//   npm run new -- tool kafka-NAME
// The texts are the files of ./tool/, a tool named kafka-new-tool, so types, lint and format are checked there like
// everywhere.
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {format, resolveConfig} from 'prettier'
import {root} from '../command-files.ts'
import {executableNames, writeExecutables} from '../drop-in-executables.ts'
import {loadDropIns} from '../drop-in-tools.ts'
import {begin, CannotBegin} from '../new-files.ts'

const templates = join(import.meta.dirname, 'tool')

/** The path to which each template goes. */
const targets: Readonly<Record<string, (name: string) => string>> = {
  'tool.ts': (name) => `src/lib/apache/${name}/tool.ts`,
  'options.ts': (name) => `src/lib/apache/${name}/options.ts`,
  'checks.ts': (name) => `src/lib/apache/${name}/checks.ts`,
  'manual.ts': (name) => `src/lib/apache/${name}/manual.ts`,
  'tool.test.ts': (name) => `test/apache/${name}/tool.test.ts`,
  'vocabulary.ts': (name) => `test/parity/vocabularies/${name}.ts`,
}

interface Written {
  /** Paths in the project. */
  readonly files: readonly string[]
  /** What is left to do, one sentence each. */
  readonly next: readonly string[]
}

const newTool = {
  /** Throws CannotBegin, with the reason, if the words are wrong. `project`: another folder than this one. */
  async write([name = '', ...more]: readonly string[], project = root): Promise<Written> {
    if (!/^kafka(-[a-z][a-z0-9]*)+$/.test(name) || more.length > 0)
      throw new CannotBegin(`'${name}' is not a name for a tool: npm run new -- tool kafka-NAME`)
    if (existsSync(join(project, 'src/lib/apache', name))) throw new CannotBegin(`src/lib/apache/${name} exists`)
    const files: string[] = []
    for (const [template, target] of Object.entries(targets)) {
      const path = target(name)
      const file = join(project, path)
      mkdirSync(dirname(file), {recursive: true})
      const text = adapted(readFileSync(join(templates, template), 'utf8'), name, path)
      writeFileSync(file, await format(text, {...(await resolveConfig(templates)), filepath: file}))
      files.push(path)
    }
    await writeExecutables(await loadDropIns(project), project)
    return {
      files: [...files, ...executableNames(name).map((each) => `bin/${each}`), 'package.json'],
      next: [
        'npm run build: the program and its man page',
        `replace the action by those of Apache's ${name}, with its options, checks and messages`,
        `test/parity/cases/${name}.cases: what it must do; then npm run parity -- --record --tool ${name}`,
        `docs/drop-ins.md and CHANGELOG.md: name it`,
        'vitest run --project unit test/apache/every-tool.test.ts: what is missing, piece by piece',
      ],
    }
  },
}

/** The template's text for another name and another path. */
function adapted(text: string, name: string, path: string): string {
  const words = name.split('-').slice(1)
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  const camel = pascal.charAt(0).toLowerCase() + pascal.slice(1)
  return text
    .replaceAll('kafka-new-tool', name)
    .replaceAll('kafkaNewTool', `kafka${pascal}`)
    .replaceAll('NewTool', pascal)
    .replaceAll('newTool', camel)
    .replaceAll(/(?<=from '|import\(')(\.[^']*)/g, (from: string) => relocated(from, name, path))
}

/** An import of the template, as it must be in its new place. */
function relocated(from: string, name: string, path: string): string {
  if (path.startsWith('test/apache/'))
    return from.replace('../../../test/', '../../').replace(/^\.\//, `../../../src/lib/apache/${name}/`)
  if (path.startsWith('test/parity/')) return from.replace('../../../test/parity/', '../')
  return from.replace('../../../src/lib/apache/', '../').replace('../../../src/lib/', '../../')
}

export default newTool

if (import.meta.main) {
  await begin(async () => {
    const {files, next} = await newTool.write(process.argv.slice(2))
    for (const file of files) console.log(`wrote ${file}`)
    for (const step of next) console.log(`next: ${step}`)
  })
}
