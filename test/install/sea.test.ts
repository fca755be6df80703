// Plan B: the one executable with Node inside. `npm run test:install` makes it first.
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import packageJson from '../../package.json' with {type: 'json'}
import {seaFile} from '../../scripts/compile/sea.ts'
import {doTheJob, runProgram, type Start} from './job.ts'

const work = mkdtempSync(join(tmpdir(), 'kafkit-sea-'))
afterAll(() => rmSync(work, {recursive: true, force: true}))
const env = {PATH: process.env['PATH'] ?? '', KAFKIT_SANDBOX_DIR: join(work, 'sandboxes')}
const kafkit: Start = (words, stdin) => runProgram([seaFile, ...words], {env, stdin})

test('it says that it is Node, with help, schemas and all drop-ins in it', async () => {
  expect((await kafkit(['--version'])).out).toMatch(new RegExp(`^kafkit ${packageJson.version} \\(Node v`))
  expect((await kafkit(['topics', 'list', '--help'])).out).toContain('$ kafkit topics list [TOPIC...] [FLAGS]')
  const schema = await kafkit(['output-schema', 'topics', 'list'])
  expect(JSON.parse(schema.out)).toMatchObject({title: 'kafkit topics list'})
  expect((await kafkit(['output-schema'])).out).toContain('groups lag\n')
  const listed = JSON.parse((await kafkit(['drop-ins', 'list', '-o', 'json'])).out) as {name: string}[]
  expect(listed.map(({name}) => name)).toEqual(Object.keys(packageJson.bin).filter((name) => name !== 'kafkit'))
})

test('a day of work, and a drop-in by its own name', async () => {
  const names = join(work, 'names')
  expect(await kafkit(['drop-ins', 'link', names])).toMatchObject({code: 0})
  await doTheJob(kafkit, (words, stdin) => runProgram([join(names, 'kafka-topics'), ...words], {env, stdin}))
})

test('a failure has its exit code, and its sentence', async () => {
  expect(await kafkit(['topics', 'list', '-b', '127.0.0.1:1', '--timeout', '1s'])).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('127.0.0.1:1') as string,
  })
})
