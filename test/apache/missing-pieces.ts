// What a drop-in consists of outside its folder. Most of it is written by `npm run build`; the rest by hand.
import {globSync, readFileSync} from 'node:fs'
import {basename, join} from 'node:path'
import {executableNames, executableText, packageBin, runClass} from '../../scripts/drop-in-executables.ts'
import {isOfConfluent} from '../../scripts/drop-in-tools.ts'
import type {Tool} from '../../src/lib/apache/command-line/tool.ts'
import {parseCases} from '../parity/case-file.ts'
import {toolClasses} from '../parity/tool-classes.ts'

/** A project's files by their paths in it. */
export interface ProjectFiles {
  /** Undefined: there is no such file. */
  read(path: string): string | undefined
  list(pattern: string): readonly string[]
}

export const filesOf = (project: string): ProjectFiles => ({
  read(path) {
    try {
      return readFileSync(join(project, path), 'utf8')
    } catch {
      return undefined
    }
  },
  list: (pattern) => globSync(pattern, {cwd: project}),
})

/** One line a gap, `kafka-acls: bin/kafka-acls.sh is missing`; and one for each piece of a tool that does not exist. */
export async function missingPieces(tools: ReadonlyMap<string, Tool>, files: ProjectFiles): Promise<string[]> {
  const cases = files.list('test/parity/cases/*.cases').flatMap((path) => parseCases(files.read(path) ?? '', path))
  const withCases = new Set(cases.map(({tool}) => tool))
  const gaps = await Promise.all(
    [...tools].map(async ([folder, tool]) => [
      ...(await ofTheTool(folder, tool, tools, files)),
      ...(withCases.has(folder) || isOfConfluent(folder)
        ? []
        : [`${folder}: no file of test/parity/cases has a case of it`]),
    ]),
  )
  return [...gaps.flat(), ...strays([...tools.keys()], files)]
}

async function ofTheTool(
  folder: string,
  tool: Tool,
  tools: ReadonlyMap<string, Tool>,
  files: ProjectFiles,
): Promise<string[]> {
  const problems: string[] = []
  const complain = (problem: string) => void problems.push(`${folder}: ${problem}`)
  const need = (path: string, from?: string) => {
    const text = files.read(path)
    if (text === undefined) complain(`${path} is missing${from === undefined ? '' : ` (${from})`}`)
    return text
  }
  if (tool.name !== folder) complain(`its tool.ts says that its name is ${tool.name}`)
  for (const name of executableNames(folder)) {
    const text = need(`bin/${name}`, built)
    if (text !== undefined && text !== (await executableText(name, tool)))
      complain(`bin/${name} is not what tool.ts says (${built})`)
    if (binOf(files)[name] !== `bin/${name}`) complain(`bin of package.json lacks ${name} (${built})`)
  }
  need(`man/${folder}.1`, built)
  const {related} = (await tool.manual()).default
  for (const name of related) if (!tools.has(name)) complain(`its manual.ts refers to ${name}, which does not exist`)
  // Confluent's jars cannot be had, so its tools have tests of their own (test/apache/confluent).
  if (!isOfConfluent(folder)) {
    need(`test/parity/vocabularies/${folder}.ts`)
    need(`test/parity/recorded/generated-${folder}.json`, `npm run parity -- --record --tool ${folder}`)
    if (!(folder in toolClasses)) complain('test/parity/tool-classes.ts has no class for it')
  }
  if (!files.read('docs/drop-ins.md')?.includes(`\`${folder}\``)) complain('docs/drop-ins.md does not name it')
  return problems
}

const built = 'npm run build'

const binOf = (files: ProjectFiles) =>
  (JSON.parse(files.read('package.json') ?? '{}') as {readonly bin?: Readonly<Record<string, string>>}).bin ?? {}

/** What is left of tools that are gone. */
function strays(tools: readonly string[], files: ProjectFiles): string[] {
  const bin = packageBin(tools)
  const pieces: readonly (readonly [pattern: string, tool: (name: string) => string])[] = [
    ['bin/kafka-*', (name) => name.replace(/\.sh$/, '')],
    ['man/kafka-*.1', (name) => name.replace(/\.1$/, '')],
    ['test/parity/vocabularies/*.ts', (name) => name.replace(/\.ts$/, '')],
    ['test/parity/recorded/generated-*.json', (name) => name.replace(/^generated-(.*)\.json$/, '$1')],
  ]
  return [
    ...pieces.flatMap(([pattern, tool]) =>
      files
        .list(pattern)
        .filter((path) => !tools.includes(tool(basename(path))) && tool(basename(path)) !== runClass)
        .map((path) => `${path}: there is no such tool`),
    ),
    ...Object.keys(binOf(files))
      .filter((name) => bin[name] === undefined)
      .map((name) => `bin of package.json, ${name}: there is no such tool`),
  ]
}
