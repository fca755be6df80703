import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, expect, test} from 'vitest'
import {
  findSandbox,
  sandboxStatus,
  startBroker,
  startSandbox,
  stopBroker,
  stopSandbox,
} from '../../src/lib/sandbox/sandbox.ts'
import {identify, isRunning} from '../../src/lib/sandbox/processes.ts'
import {fakeKafka, type FakeKafka} from '../support/fake-kafka.ts'

let fake: FakeKafka
beforeEach(() => {
  fake = fakeKafka()
})
afterEach(() => fake.restore())

const room = join(import.meta.dirname, '..', '..', 'src', 'lib', 'sandbox', 'sandbox.ts')

/** Starts a sandbox in a process of its own, restarts one of its brokers, prints the record, and then `then`. */
async function otherProcess(then: string, options = '') {
  const program = `
    import {startBroker, startSandbox, stopBroker} from '${room}'
    let sandbox = await startSandbox({detached: false, classData: false, brokers: 2${options}})
    await stopBroker(sandbox, 2, 'SIGKILL')
    sandbox = await startBroker(sandbox, 2)
    process.stdout.write(JSON.stringify(sandbox) + '\\n', () => { ${then} })`
  const file = join(fake.folder, 'program.mts')
  writeFileSync(file, program)
  const child = spawn(process.execPath, [file], {stdio: ['ignore', 'pipe', 'inherit']})
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  return {sandbox: JSON.parse(text) as Awaited<ReturnType<typeof startSandbox>>, how: signal ?? code}
}

test.each([
  ['ends by itself', '', 0],
  ['throws', `throw new Error('as planned in this test')`, 1],
  ['is killed', `process.kill(process.pid, 'SIGKILL')`, 'SIGKILL'],
])('an undetached sandbox ends and is deleted when its starter %s', async (_, then, how) => {
  const ended = await otherProcess(then)
  expect(ended.how).toBe(how)
  const {dir, brokers} = ended.sandbox
  await expect.poll(() => brokers.some(isRunning), {timeout: 10_000}).toBe(false)
  await expect.poll(() => existsSync(dir), {timeout: 10_000}).toBe(false)
})

test('a folder that was given is kept', async () => {
  const dir = join(fake.folder, 'mine')
  const {sandbox} = await otherProcess('', `, dir: '${dir}'`)
  await expect.poll(() => sandbox.brokers.some(isRunning), {timeout: 10_000}).toBe(false)
  expect(await findSandbox({dir})).toMatchObject({name: 'mine', clusterId: sandbox.clusterId})
})

test('a detached sandbox keeps running when its starter ends', async () => {
  const {sandbox} = await otherProcess('', `, detached: true, name: 'stays'`)
  expect((await sandboxStatus('stays'))?.state).toBe('running')
  await stopSandbox(sandbox, {removeData: true})
})

test('an undetached sandbox can be stopped by hand, together with its watchdog', async () => {
  const sandbox = await startSandbox({detached: false, classData: false})
  const {watchdog} = sandbox
  expect(watchdog && isRunning(watchdog)).toBe(true)
  await stopSandbox(sandbox, {removeData: true})
  expect(existsSync(sandbox.dir)).toBe(false)
  await expect.poll(() => watchdog && isRunning(watchdog)).toBe(false)
})

test('the watchdog spares a process that now has the pid of a broker', async () => {
  const stranger = spawn('/bin/sh', ['-c', 'exec sleep 60'])
  const identity = identify(stranger.pid ?? 0)
  const {sandbox} = await otherProcess(
    `require('node:fs').writeFileSync(sandbox.dir + '/pids', '${stranger.pid}\\n' + sandbox.brokers.map((b) => b.pid).join('\\n'))`.replace(
      'require',
      `process.getBuiltinModule`,
    ),
  )
  await expect.poll(() => existsSync(sandbox.dir), {timeout: 10_000}).toBe(false)
  expect(identity && isRunning(identity)).toBe(true)
  stranger.kill('SIGKILL')
})

test('the watchdog deletes only its own temporary folder', async () => {
  const before = mkdtempSync(join(tmpdir(), 'kafkit-sandbox-'))
  const sandbox = await startSandbox({detached: false, classData: false})
  expect(sandbox.dir).not.toBe(before)
  await stopBroker(sandbox, 1)
  await startBroker(sandbox, 1)
  await stopSandbox(sandbox, {removeData: true})
  expect(existsSync(before)).toBe(true)
  rmSync(before, {recursive: true})
})
