// npm run new, in a copy of the project: what it writes has the types, the style and the arrows of everything else.
import {execFile} from 'node:child_process'
import {cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {root} from '../../scripts/command-files.ts'
import {kafkaClientsJar} from '../support/kafka-clients-jar.ts'

const copy = mkdtempSync(join(tmpdir(), 'kafkit-new-'))
afterAll(() => rmSync(copy, {recursive: true, force: true}))

/** What a program prints; the promise is rejected, with that in its message, unless it ends with 0. */
async function run(program: string, ...args: readonly string[]): Promise<string> {
  const PATH = `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`
  const done = promisify(execFile)(program, args, {cwd: copy, env: {...process.env, PATH}})
  const {stdout} = await done.catch((error: {code?: unknown; stdout?: string; stderr?: string}) => {
    throw new Error(`${program} ${args.join(' ')}: ${String(error.code)}\n${error.stdout ?? ''}${error.stderr ?? ''}`)
  })
  return stdout
}
const begin = (...words: readonly string[]) => run(process.execPath, 'scripts/new.ts', ...words)

const written: string[] = []
const note = (said: string) => {
  for (const [, file = ''] of said.matchAll(/^(?:wrote|changed) (.*)$/gm)) written.push(file)
}
const text = (file: string) => readFileSync(join(copy, file), 'utf8')

const hasJar = await kafkaClientsJar('4.3.1').then(
  () => true,
  (error: unknown) => {
    console.warn(`SKIPPED: beginning an API table: ${String(error)}`)
    return false
  },
)

beforeAll(async () => {
  const folders = ['src', 'scripts', 'test/support', 'test/records/support', 'test/apis', 'test/commands']
  const files = ['package.json', 'tsconfig.json', '.oxlintrc.json', '.prettierrc.json', '.prettierignore']
  for (const each of [...folders, ...files, '.dependency-cruiser.cjs']) {
    cpSync(join(root, each), join(copy, each), {recursive: true})
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  // Names that nothing has, now or later.
  note(await begin('command', 'pigeons', 'list'))
  note(await begin('command', 'pigeons', 'send-home', '--changing', 'AlterPigeons'))
  note(await begin('command', 'topics', 'pigeons'))
  if (hasJar) {
    rmSync(join(copy, 'src/lib/apis/delete-groups.ts'))
    note(await begin('api', 'DeleteGroups'))
    note(await begin('api', 'PushTelemetry'))
    note(await begin('api', 'GetTelemetrySubscriptions'))
  }
}, 120_000)

test('a command comes with its operation and its test, and is entered where it has to be known', () => {
  expect(written).toEqual(
    expect.arrayContaining([
      'src/commands/pigeons/send-home.ts',
      'src/lib/pigeons/send-home.ts',
      'test/commands/pigeons/send-home.test.ts',
      'src/lib/topics/pigeons.ts',
    ]),
  )
  expect(text('src/lib/pigeons/list.ts')).toContain('export async function listPigeons(')
  expect(text('src/lib/pigeons/send-home.ts')).toContain('export function sendHome(')
  expect(JSON.parse(text('package.json'))).toHaveProperty('oclif.topics.pigeons.description')
  expect(text('.dependency-cruiser.cjs')).toContain('  pigeons: [],\n  provisioning: [\n')
  expect(text('test/support/changing-commands.ts')).toContain(
    "-n 1',\n  'pigeons send-home': 'pigeons send-home example --yes',\n  produce:",
  )
  expect(text('test/commands/audit.test.ts')).toContain("',\n    'pigeons send-home': 'AlterPigeons',\n    produce:")
})

test.skipIf(!hasJar)('an API comes as a table, and one that only reads is entered among the readers', () => {
  expect(text('src/lib/apis/delete-groups.ts')).toContain('changes: {audit: ({groupsNames}) => ({groupsNames})},')
  expect(text('src/lib/apis/push-telemetry.ts')).toContain('export const PushTelemetry = api({\n')
  expect(text('src/lib/apis/get-telemetry-subscriptions.ts')).not.toContain('changes:')
  expect(text('test/apis/changes.test.ts')).toContain("  'FindCoordinator',\n  'GetTelemetrySubscriptions',\n")
})

test('types, lint rules, format and arrows hold for what was written', {timeout: 120_000}, async () => {
  const files = [...new Set(written)]
  const typed = files.filter((file) => file.endsWith('.ts'))
  expect(typed.length).toBeGreaterThan(9)
  writeFileSync(
    join(copy, 'tsconfig.new.json'),
    JSON.stringify({extends: './tsconfig.json', include: [], files: typed}),
  )
  await Promise.all([
    run('tsc', '--noEmit', '-p', 'tsconfig.new.json'),
    run('oxlint', '--type-aware', '--deny-warnings', ...typed),
    run('prettier', '--check', ...files),
    run(process.execPath, 'scripts/check-arrows.ts'),
  ])
})

test('nothing is overwritten, and what cannot be begun is said in a sentence', async () => {
  await expect(begin('command', 'topics', 'list')).rejects.toThrow(
    '2\nnothing was written, already there: src/commands/topics/list.ts, src/lib/topics/list.ts, test/commands/topics/list.test.ts\n',
  )
  await expect(begin('command', 'Topics', 'list')).rejects.toThrow('2\nusage: npm run new -- command GROUP NAME')
  await expect(begin('gizmo')).rejects.toThrow(
    /^.*: 2\nusage:\n {3}npm run new -- api DescribeProducers .*\n(.*\n)* {3}npm run new -- command acls list /,
  )
})
