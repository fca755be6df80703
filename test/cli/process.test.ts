// The built program as a process: signals, pipes that close, an old Node. `npm test` builds first.
import {spawn, spawnSync} from 'node:child_process'
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {text} from 'node:stream/consumers'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {root} from '../../scripts/command-files.ts'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {kafkitCommand, programFolder, runKafkit} from '../support/built-kafkit.ts'

const bin = join(root, 'bin/kafkit')
const folder = mkdtempSync(join(tmpdir(), 'kafkit-process-'))
afterAll(() => rmSync(folder, {recursive: true}))

describe.runIf(existsSync(join(root, 'dist/kafkit.cjs')))('the built program', () => {
  let broker: PracticeBroker
  beforeAll(async () => {
    broker = await startPracticeBroker()
    const lines = Array.from({length: 200_000}, (_, i) => `line ${i}`).join('\n')
    const at = {bootstrapServers: broker.bootstrapServers}
    expect((await runKafkit(['topics', 'create', 'many'], at)).code).toBe(0)
    expect((await runKafkit(['produce', 'many'], {...at, stdin: lines})).code).toBe(0)
  })
  afterAll(() => broker.close())
  const shell = (line: string) => {
    const env = {
      ...process.env,
      KAFKIT_BOOTSTRAP_SERVERS: broker.bootstrapServers,
      PATH: `${programFolder()}:${process.env['PATH'] ?? ''}`,
    }
    const child = spawn('bash', ['-c', `set -o pipefail; ${line}; echo "exit \${PIPESTATUS[*]}" >&2`], {
      env,
      cwd: folder,
    })
    child.stdin.end()
    return Promise.all([text(child.stdout), text(child.stderr)])
  }

  test('| head takes what it wants; no failure, no complaint', async () => {
    const [out, err] = await shell('kafkit consume many --from-beginning -q | head -n 2')
    expect({out, err}).toEqual({out: 'line 0\nline 1\n', err: 'exit 0 0\n'})
    expect((await shell('kafkit topics describe many | head -n 0'))[1]).toBe('exit 0 0\n')
    expect((await shell('kafkit topics list --help | head -n 1'))[1]).toBe('exit 0 0\n')
  })

  test('a pipe gets everything before the end, also from a slow reader', async () => {
    const [out] = await shell('kafkit consume many --from-beginning --until-end -q | (sleep 0.5; wc -l)')
    expect(out.trim()).toBe('200000')
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends with %d', async (signal, code) => {
    const [program, ...first] = kafkitCommand
    const child = spawn(program, [...first, 'consume', 'many', '--from-beginning'], {
      env: {...process.env, KAFKIT_BOOTSTRAP_SERVERS: broker.bootstrapServers},
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    child.stdout.once('data', () => child.kill(signal))
    child.stdout.resume()
    const ended = await new Promise((resolve) => child.once('close', (status, by) => resolve(status ?? by)))
    expect(ended).toBe(code)
  })

  test('produce: Ctrl-C sends what was read', async () => {
    const at = {bootstrapServers: broker.bootstrapServers}
    await runKafkit(['topics', 'create', 'cut'], at)
    const [program, ...first] = kafkitCommand
    const child = spawn(program, [...first, 'produce', 'cut'], {
      env: {...process.env, KAFKIT_BOOTSTRAP_SERVERS: broker.bootstrapServers},
    })
    child.stdin.write('one\ntwo\n')
    const said = text(child.stderr)
    // The records have arrived when they can be read back.
    while ((await runKafkit(['consume', 'cut', '--from-beginning', '--until-end', '-q'], at)).stdout !== 'one\ntwo\n');
    child.kill('SIGINT')
    expect(await new Promise((resolve) => child.once('close', resolve))).toBe(130)
    expect(await said).toContain('2 records acknowledged')
  })

  test('wrong flags, help and version, as built', async () => {
    expect(await runKafkit(['topics', 'list', '--ouptut', 'json'])).toEqual({
      stdout: '',
      stderr: 'kafkit: there is no flag --ouptut; did you mean --output? (see kafkit topics list --help)\n',
      code: 2,
    })
    expect((await runKafkit(['topics', 'create', '--help'])).stdout).toContain('EXAMPLES')
    expect((await runKafkit([])).stdout).toContain('FIRST STEPS')
    expect((await runKafkit(['--version'])).stdout).toMatch(/^kafkit \d/)
    expect((await runKafkit(['completion', 'fish'])).stdout).toContain('reset-offsets')
  })

  test('a bug shows its stack and what to do with it', async () => {
    const file = join(folder, 'broken.cjs')
    writeFileSync(
      file,
      `const {modules} = require(${JSON.stringify(join(root, 'dist/kafkit.cjs'))});
       modules['src/lib/config/connection.ts']();
       process.env.KAFKIT_SANDBOX_DIR = '/nowhere';
       Object.defineProperty(process.env, 'KAFKIT_BOOTSTRAP_SERVERS', {value: '127.0.0.1:1', configurable: true, enumerable: true, writable: true});
       require('node:net').connect = () => { throw new TypeError('not a function') };
       require(${JSON.stringify(join(root, 'dist/kafkit.cjs'))}).start(['topics', 'list'])`,
    )
    const {status, stderr} = spawnSync(process.execPath, [file], {encoding: 'utf8'})
    expect(status).toBe(1)
    expect(stderr).toMatch(/this is a bug in kafkit\. Please report it.*TypeError: not a function\n +at /s)
  })
})

test('a Node that is too old gets one line', () => {
  const pretend = join(folder, 'old.cjs')
  writeFileSync(pretend, "Object.defineProperty(process.versions, 'node', {value: '16.20.2'})")
  const {status, stderr, stdout} = spawnSync(process.execPath, ['-r', pretend, bin, 'topics', 'list'], {
    encoding: 'utf8',
  })
  expect({status, stdout}).toEqual({status: 1, stdout: ''})
  expect(stderr).toBe(`kafkit needs Node 22.15 or newer, but this is Node 16.20.2 (${process.execPath})\n`)
})
