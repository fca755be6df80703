// Compiled code kept from run to run: it must never decide what a command does.
import {spawnSync} from 'node:child_process'
import {once} from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import {createServer, type AddressInfo} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest'
import {root} from '../../scripts/command-files.ts'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {runKafkit} from '../support/built-kafkit.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-code-cache-'))
afterAll(() => rmSync(folder, {recursive: true}))

const code = join(folder, 'cache/code', `${process.version}-${process.arch}`)
const listed = join(code, 'apache.kafka-topics.cjs@--version')

const run = (words: readonly string[], from = root, env: Readonly<Record<string, string>> = {}) => {
  const [program = '', ...args] = words
  const {status, stdout, stderr} = spawnSync(process.execPath, [join(from, 'bin', program), ...args], {
    encoding: 'utf8',
    timeout: 30_000,
    env: {...process.env, KAFKIT_CACHE_DIR: join(folder, 'cache'), ...env},
  })
  return {status, stdout, stderr}
}
const version = ['kafka-topics', '--version']
const fine = {status: 0, stdout: '4.3.1\n', stderr: ''}

/** The one executable has its code in it. */
const isCompiled = process.env['KAFKIT_BIN'] !== undefined

describe.runIf(existsSync(join(root, 'dist/kafkit.cjs')) && !isCompiled)('compiled code', () => {
  let broker: PracticeBroker
  beforeAll(async () => {
    broker = await startPracticeBroker()
  })
  afterAll(() => broker.close())

  beforeEach(() => rmSync(join(folder, 'cache'), {recursive: true, force: true}))

  test('is written by the first run, for each action, for its owner alone', () => {
    expect(run(version)).toEqual(fine)
    expect(readdirSync(code)).toEqual(['apache.kafka-topics.cjs@--version'])
    expect(statSync(listed).mode & 0o777).toBe(0o600)
    const first = readFileSync(listed)
    // Also by those that look whether they called more.
    for (let i = 0; i < 16; i++) expect(run(version)).toEqual(fine)
    expect(readFileSync(listed).equals(first)).toBe(true)
    expect(run(['kafkit', 'topics', 'list', '--help']).status).toBe(0)
    expect(readdirSync(code)).toContain('kafkit.cjs@topics.list')
  })

  test('is written again for a run with an option that was not given before, once', () => {
    const bits = () => readFileSync(listed).readInt32LE(20)
    const withTopic = [...version, '--topic', 'any']
    run(version)
    const before = bits()
    expect(run(withTopic)).toEqual(fine)
    const after = bits()
    expect(after & before).toBe(before)
    expect(after).not.toBe(before)
    const written = statSync(listed).ino
    for (let i = 0; i < 3; i++) for (const words of [version, withTopic]) expect(run(words)).toEqual(fine)
    expect(statSync(listed).ino).toBe(written)
  })

  test('of a run that went on for a while is as good: V8 is told to compile differently meanwhile', () => {
    const slow = join(folder, 'slow.cjs')
    writeFileSync(slow, 'const {exit} = process; process.exit = (code) => void setTimeout(exit, 200, code)')
    expect(run(version, root, {NODE_OPTIONS: `--require=${slow}`})).toEqual(fine)
    const written = statSync(listed).ino
    expect(run(version)).toEqual(fine)
    expect(statSync(listed).ino).toBe(written)
  })

  test('of a run that waited for a broker is as good: V8 is told to optimize later meanwhile', async () => {
    // It accepts connections and says nothing.
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const {port} = silent.address() as AddressInfo
    const list = () => {
      const words = ['kafkit', 'topics', 'list', '-b', `127.0.0.1:${port}`, '--timeout', '150ms']
      expect(run(words, root, {NODE_OPTIONS: ''})).toMatchObject({status: 1, stdout: ''})
      return statSync(join(code, 'kafkit.cjs@failed')).ino
    }
    const written = list()
    expect([list(), list()]).toEqual([written, written])
    silent.close()
  })

  test('is written again when a later run calls much more', async () => {
    const size = () => statSync(join(code, 'kafkit.cjs@topics.list')).size
    const list = (...more: string[]) =>
      runKafkit(['topics', 'list', ...more], {
        bootstrapServers: broker.bootstrapServers,
        env: {KAFKIT_CACHE_DIR: join(folder, 'cache')},
      })
    await list('--help')
    const before = size()
    // One in eight looks.
    for (let i = 0; i < 100 && size() === before; i++) expect((await list()).code).toBe(0)
    expect(size()).toBeGreaterThan(before * 1.05)
  })

  test('of a run that failed serves until there is a better one, and then stays', () => {
    const refused = run(['kafka-topics', '--bogus'])
    expect(refused.status).toBe(1)
    expect(readdirSync(code)).toEqual(['apache.kafka-topics.cjs@failed'])
    const before = readFileSync(join(code, 'apache.kafka-topics.cjs@failed'))
    expect(run(['kafka-topics', '--bogus'])).toEqual(refused)
    expect(run(version)).toEqual(fine)
    expect(readdirSync(code).toSorted()).toEqual([
      'apache.kafka-topics.cjs@--version',
      'apache.kafka-topics.cjs@failed',
    ])
    expect(readFileSync(join(code, 'apache.kafka-topics.cjs@failed')).equals(before)).toBe(true)
  })

  test.each([
    ['empty', () => Buffer.alloc(0)],
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['zeros behind the head', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 32), Buffer.alloc(bytes.length)])],
    ['text', () => Buffer.from('not code at all\n'.repeat(100))],
  ])('that is %s is not used, and written again', (_, damage) => {
    run(version)
    const whole = readFileSync(listed)
    writeFileSync(listed, damage(whole))
    expect(run(version)).toEqual(fine)
    expect(readFileSync(listed).length).toBeGreaterThan(whole.length * 0.9)
  })

  test('of another build is not used', () => {
    const other = join(folder, 'other')
    mkdirSync(other)
    for (const part of ['bin', 'dist', 'package.json']) cpSync(join(root, part), join(other, part), {recursive: true})
    symlinkSync(join(root, 'node_modules'), join(other, 'node_modules'))
    const bundle = join(other, 'dist/apache/kafka-topics.cjs')
    const text = readFileSync(bundle, 'latin1')
    // As long as before: V8 itself looks at nothing else.
    const changed = text.replaceAll('4.3.1', '9.9.9').replace(/[^\n]{16}$/, '0123456789abcdef')
    writeFileSync(bundle, changed)
    expect(changed.length).toBe(text.length)
    for (const [from, stdout] of [
      [root, '4.3.1\n'],
      [other, '9.9.9\n'],
      [root, '4.3.1\n'],
    ] as const)
      expect(run(version, from)).toEqual({...fine, stdout})
  })

  test('that cannot be kept costs nothing but time', () => {
    writeFileSync(join(folder, 'cache'), 'a file where the folder should be')
    expect(run(version)).toEqual(fine)
    rmSync(join(folder, 'cache'))
    mkdirSync(code, {recursive: true})
    chmodSync(code, 0o500)
    expect(run(version)).toEqual(fine)
    chmodSync(code, 0o700)
    // Says ENOENT of a folder in a folder that exists: Node's recursive mkdir goes on for ever.
    expect(run(version, root, {KAFKIT_CACHE_DIR: '/proc/nope'})).toEqual(fine)
    const nowhere = join(folder, 'nobody')
    expect(run(version, root, {KAFKIT_CACHE_DIR: '', XDG_CACHE_HOME: '', HOME: nowhere})).toEqual(fine)
    expect(existsSync(nowhere)).toBe(false)
  })
})
