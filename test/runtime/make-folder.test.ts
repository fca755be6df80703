import {globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, afterEach, describe, expect, test, vi} from 'vitest'
import {root} from '../../scripts/command-files.ts'
import kafkaStorage from '../../src/lib/apache/kafka-storage/tool.ts'
import {makeFolder} from '../../src/lib/runtime/make-folder.ts'
import {shown, testIo} from '../support/cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-make-folder-'))
afterAll(() => rmSync(folder, {recursive: true}))
afterEach(() => vi.unstubAllEnvs())

test('a folder is created with its parents, for its user alone if requested', async () => {
  await makeFolder(join(folder, 'a/b/c'), {mode: 0o700})
  expect(statSync(join(folder, 'a/b/c')).isDirectory()).toBe(true)
  expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o700)
  await makeFolder(join(folder, 'a/b/c'))
  await Promise.all(['x', 'x', 'y'].map((name) => makeFolder(join(folder, 'race', name, 'z'))))
})

test('an existing path that is not a folder is an error', async () => {
  writeFileSync(join(folder, 'file'), '')
  await expect(makeFolder(join(folder, 'file'))).rejects.toMatchObject({code: 'EEXIST'})
  await expect(makeFolder(join(folder, 'file/below'))).rejects.toMatchObject({code: 'ENOTDIR'})
})

describe.skipIf(process.platform !== 'linux')('below /proc, where no folder can be created', () => {
  test('a folder is an error, and not waited for', async () => {
    await expect(makeFolder('/proc/nosuch/folder')).rejects.toMatchObject({code: 'ENOENT'})
  })

  test('profile add says that it cannot write there', async () => {
    expect(await shown(['profile', 'add', 'dev', '-b', 'b:1'], {env: {XDG_CONFIG_HOME: '/proc/nosuch'}}))
      .toMatchInlineSnapshot(`
      "! kafkit: cannot write /proc/nosuch/kafkit/config.yaml: ENOENT: no such file or directory, mkdir '/proc/nosuch'
      exit 2"
    `)
  })

  test('sandbox start says that it cannot write there', async () => {
    // In this process, and in the one executable, if that is what is tested.
    const env = {KAFKIT_SANDBOX_DIR: '/proc/nosuch/sandboxes'}
    vi.stubEnv('KAFKIT_SANDBOX_DIR', env.KAFKIT_SANDBOX_DIR)
    expect(await shown(['sandbox', 'start', '--engine', 'memory'], {env})).toMatchInlineSnapshot(`
      "! kafkit: cannot make the sandbox's folder: ENOENT: no such file or directory, mkdir '/proc/nosuch'; set KAFKIT_SANDBOX_DIR to another place
      exit 1"
    `)
  })

  test('kafka-storage format says that it cannot write there', async () => {
    const file = join(folder, 'server.properties')
    const lines = [
      'process.roles=broker,controller',
      'node.id=1',
      'controller.quorum.voters=1@localhost:9093',
      'controller.listener.names=CONTROLLER',
      'listeners=PLAINTEXT://:9092,CONTROLLER://:9093',
      'log.dirs=/proc/nosuch/data',
    ]
    writeFileSync(file, lines.join('\n'))
    const {io, text} = testIo()
    const code = await kafkaStorage.run(['format', '-c', file, '-t', 'CdVT_5xUQV2aARhfI5j6fw'], io)
    expect({code, err: text().err}).toMatchInlineSnapshot(`
      {
        "code": 1,
        "err": "Error while writing meta.properties file /proc/nosuch/data: java.io.IOException: ENOENT: no such file or directory, mkdir '/proc/nosuch'
      ",
      }
    `)
  })
})

test('no part of the program creates folders in the way that may never return', () => {
  const files = globSync('src/**/*.ts', {cwd: root})
  expect(files.length).toBeGreaterThan(500)
  const recursive = /mkdir(Sync)?\([^)]*(\([^)]*\)[^)]*)*recursive/
  expect('mkdirSync(dirname(target), {recursive: true, mode: 0o700})').toMatch(recursive)
  expect(files.filter((file) => recursive.test(readFileSync(join(root, file), 'utf8')))).toEqual([])
})
