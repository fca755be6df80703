import {spawn, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {afterEach, expect, test} from 'vitest'
import {identify, isRunning, signal} from '../../src/lib/sandbox/processes.ts'

const children: ChildProcess[] = []
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')))

function sleeper(command = 'sleep 60'): ChildProcess & {pid: number} {
  const child = spawn('/bin/sh', ['-c', command])
  children.push(child)
  return child as ChildProcess & {pid: number}
}

test('a process keeps its identity while it runs, and no longer', async () => {
  const child = sleeper('exec sleep 60')
  const recorded = identify(child.pid)
  expect(recorded?.pid).toBe(child.pid)
  expect(identify(child.pid)).toEqual(recorded)
  expect(recorded && isRunning(recorded)).toBe(true)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(identify(child.pid)).toBeUndefined()
  expect(recorded && isRunning(recorded)).toBe(false)
})

test('two processes differ even with the same pid', async () => {
  const [first, second] = [sleeper(), sleeper()]
  await new Promise((resolve) => setTimeout(resolve, 20)) // the kernel counts in hundredths of a second
  const third = sleeper()
  expect(identify(third.pid)?.startTime).not.toBe(identify(first.pid)?.startTime)
  expect(identify(second.pid)?.pid).not.toBe(first.pid)
})

test('a signal reaches the process recorded', async () => {
  const child = sleeper()
  const recorded = identify(child.pid)
  expect(recorded && signal(recorded, 'SIGTERM')).toBe(true)
  expect(await once(child, 'exit')).toEqual([null, 'SIGTERM'])
  expect(recorded && signal(recorded, 'SIGTERM')).toBe(false)
})

test('a signal never reaches another process that now has the pid', () => {
  const child = sleeper()
  const recorded = {pid: child.pid, startTime: `${identify(child.pid)?.startTime}0`}
  expect(signal(recorded, 'SIGKILL')).toBe(false)
  expect(child.exitCode).toBeNull()
  expect(identify(child.pid)).toBeDefined()
})

test.each([0, -1, 2 ** 22 + 1])('pid %i is not a running process', (pid) => {
  expect(isRunning({pid, startTime: identify(process.pid)?.startTime ?? ''})).toBe(false)
})

test.runIf(process.platform === 'linux')('a process that ended but was not waited for is not running', async () => {
  // The shell starts a child that ends, and then becomes a program that never waits for it.
  const parent = sleeper('sleep 0 & echo $!; exec sleep 60')
  const [line] = (await once(parent.stdout as NodeJS.ReadableStream, 'data')) as [Buffer]
  const zombie = Number(line.toString())
  await expect.poll(() => identify(zombie)).toBeUndefined()
  expect(process.kill(zombie, 0)).toBe(true) // to the kernel it is still there
})
