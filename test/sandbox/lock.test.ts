import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, expect, test} from 'vitest'
import {withLock} from '../../src/lib/sandbox/lock.ts'
import {identify} from '../../src/lib/sandbox/processes.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kafkit-lock-'))
})
afterEach(() => rmSync(dir, {recursive: true}))

test('is held by one process at a time and released, even after a failure', async () => {
  let free: () => void = () => undefined
  const first = withLock(dir, () => new Promise<void>((resolve) => (free = resolve)))
  await expect.poll(() => existsSync(join(dir, 'lock'))).toBe(true)
  await expect(withLock(dir, async () => 'never')).rejects.toThrow(
    `process ${process.pid} is starting or stopping the sandbox in ${dir}; try again when it is done`,
  )
  const patient = withLock(dir, async () => 'at last', {waitMs: 20_000})
  free()
  await first
  expect(await patient).toBe('at last')
  await expect(withLock(dir, () => Promise.reject(new Error('work failed')))).rejects.toThrow('work failed')
  expect(await withLock(dir, async () => 'again')).toBe('again')
})

test('of a process that died is taken over', async () => {
  const child = spawn('/bin/sh', ['-c', 'exec sleep 60'])
  const holder = identify(child.pid ?? 0)
  child.kill('SIGKILL')
  await once(child, 'exit')
  for (const left of [JSON.stringify(holder), '', 'undefined', '{}']) {
    writeFileSync(join(dir, 'lock'), left)
    expect(await withLock(dir, async () => 'mine')).toBe('mine')
  }
})
