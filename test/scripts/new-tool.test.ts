// What `npm run new -- tool NAME` writes is a drop-in that passes all checks and starts.
import {execFile} from 'node:child_process'
import {cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {basename, join} from 'node:path'
import {promisify} from 'node:util'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {root} from '../../scripts/command-files.ts'
import {buildDropIns} from '../../scripts/drop-ins.ts'
import newTool from '../../scripts/new/tool.ts'

const name = 'kafka-e2e-metrics'
/** A project of links to this one, with a new tool and without the others. */
const project = mkdtempSync(join(tmpdir(), 'new-tool-'))
afterAll(() => rmSync(project, {recursive: true}))

const link = (path: string) => symlinkSync(join(root, path), join(project, path))
const linkAll = (folder: string, wanted: (name: string) => boolean) => {
  mkdirSync(join(project, folder), {recursive: true})
  for (const each of readdirSync(join(root, folder))) if (wanted(each)) link(join(folder, each))
}
const cliSupport = `import type {Io} from '../../src/lib/cli/io.ts'
export declare function testIo(): {io: Io; text(): {out: string; err: string}}
`
const written = [`src/lib/apache/${name}`, 'test/apache', 'test/parity/vocabularies']

beforeAll(async () => {
  for (const file of ['package.json', 'package-lock.json', '.oxlintrc.json', '.prettierrc.json'])
    cpSync(join(root, file), join(project, file))
  link('node_modules')
  linkAll('src/lib', (folder) => folder !== 'apache')
  linkAll('src/lib/apache', (folder) => !folder.startsWith('kafka-'))
  // The real one would bring the whole program along. What it says of testIo is checked in scripts/new/tool/.
  mkdirSync(join(project, 'test/support'), {recursive: true})
  writeFileSync(join(project, 'test/support/cli.ts'), cliSupport)
  linkAll('test/parity', (file) => file === 'generate.ts' || file === 'values.ts')
  // Not links: they look for dist/ beside themselves.
  cpSync(join(root, 'bin'), join(project, 'bin'), {
    recursive: true,
    filter: (file) => !basename(file).includes('kafka-'),
  })
  const extended = {extends: join(root, 'tsconfig.json'), include: written}
  writeFileSync(join(project, 'tsconfig.json'), `${JSON.stringify(extended, null, 2)}\n`)
  await newTool.write([name], project)
})

const run = async (script: string, ...args: string[]) => {
  const failed = (error: {code?: unknown; stdout?: string; stderr?: string}) => error
  const {stdout, stderr} = await promisify(execFile)(process.execPath, [script, ...args], {cwd: project}).catch(failed)
  return `${stdout}${stderr}`
}
const tool = (script: string) => join(root, 'node_modules', script)

test('types, lint and format are right', async () => {
  const [types, lint, format] = await Promise.all([
    run(tool('typescript/bin/tsc'), '--noEmit', '-p', '.'),
    run(tool('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings', ...written),
    run(tool('prettier/bin/prettier.cjs'), '--check', ...written, 'package.json'),
  ])
  expect(types).toBe('')
  expect(lint).toContain('Found 0 warnings and 0 errors')
  expect(format).toContain('All matched files use Prettier code style!')
}, 60_000)

test('it is bundled, and its executable starts it', async () => {
  await buildDropIns({dist: join(project, 'dist'), project})
  expect(await run(`bin/${name}.sh`, '--version')).toBe('4.3.1\n')
  expect(await run(`bin/${name}`, '--list')).toMatch(/^Missing required argument "\[bootstrap-server\]"\n/)
  expect(readFileSync(join(project, 'package.json'), 'utf8')).toContain(`"${name}.sh": "bin/${name}.sh"`)
})

test.each([[[]], [['topics']], [['kafka-Topics']], [['kafka-a', 'b']], [[name]]])('%j is refused', async (words) => {
  await expect(newTool.write(words, project)).rejects.toThrow(/is not a name for a tool|exists/)
})
