// What the built program makes Node load of itself: its crypto takes 4 ms of a start, its TLS 8.
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {runKafkit} from '../support/built-kafkit.ts'

const folder = mkdtempSync(join(tmpdir(), 'kafkit-loaded-at-start-'))
const list = join(folder, 'list')
const hook = join(folder, 'hook.cjs')
let broker: PracticeBroker
beforeAll(async () => {
  writeFileSync(
    hook,
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(list)}, process.moduleLoadList.join('\\n')))`,
  )
  broker = await startPracticeBroker()
})
afterAll(async () => {
  await broker.close()
  rmSync(folder, {recursive: true})
})

test
  .skipIf(process.env['KAFKIT_BIN'])
  .each([
    ['topics create orders'],
    ['topics list'],
    ['produce orders --value x -q'],
    ['consume orders -q --from-beginning --until-end'],
    ['groups list'],
    ['groups lag --all-groups'],
    ['topics describe'],
    ['brokers list'],
    ['health'],
  ])('kafkit %s without TLS loads nothing of crypto, TLS, HTTP, readline or other processes', async (line) => {
  const env = {NODE_OPTIONS: `--require ${hook}`, KAFKIT_SANDBOX_DIR: '/nowhere', XDG_CONFIG_HOME: folder}
  const {code, stderr} = await runKafkit(line.split(' '), {bootstrapServers: broker.bootstrapServers, env})
  expect(code, stderr).toBeLessThan(4)
  const loaded = readFileSync(list, 'utf8').split('\n')
  expect(loaded).toContain('NativeModule events') // Node still tells
  expect(
    loaded.filter((name) => /^NativeModule (?:crypto|tls|https?|readline|child_process|worker_threads)$/.test(name)),
  ).toEqual([])
  rmSync(list)
})
