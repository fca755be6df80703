import {describe, expect, test} from 'vitest'
import {noColours} from '../../src/lib/cli/colour.ts'
import {describeFailure, failureLine} from '../../src/lib/cli/exit.ts'
import {Interrupted} from '../../src/lib/cli/io.ts'
import {ConnectionError, KafkaError, UnsupportedApi, UsageError} from '../../src/lib/cluster/errors.ts'
import {ResetProblem} from '../../src/lib/groups/execute-reset.ts'
import {NoCommittedOffset} from '../../src/lib/records/consume/start.ts'
import {OutputFailed} from '../../src/lib/errors/output-failed.ts'
import {SandboxError} from '../../src/lib/sandbox/errors.ts'
import {CorruptData} from '../../src/lib/wire/corrupt-data.ts'

const told = (error: unknown, debug = false) => describeFailure(error, noColours, debug)

test.each([
  [new UsageError('no such flag'), 2],
  [new KafkaError(3, 'describe topic x'), 1],
  [new ConnectionError('a:1', 'refused', 'a:1 refused the connection', {advice: 'does it run?'}), 1],
  [new UnsupportedApi('too old'), 1],
  [new SandboxError('no Java'), 1],
  [new CorruptData('a length beyond the end', 'topics'), 1],
  [new NoCommittedOffset('no offset is committed'), 1],
  [new OutputFailed('the disk is full'), 1],
  [new ResetProblem('the group has members'), 1],
  [Object.assign(new Error("EACCES: permission denied, open '/x'"), {code: 'EACCES', syscall: 'open', path: '/x'}), 1],
])('%s is one sentence', (error, exitCode) => expect(told(error)).toEqual({text: `kafkit: ${error.message}`, exitCode}))

describe('interruptions', () => {
  test('an interruption says nothing', () => expect(told(new Interrupted('SIGINT'))).toEqual({text: '', exitCode: 130}))
  test('the interruption of a supervisor has its own exit code', () =>
    expect(told(new Interrupted('SIGTERM')).exitCode).toBe(143))
  test('an interruption is found below the failure that it caused', () =>
    expect(told(new ConnectionError('a:1', 'closed', 'closed', {cause: new Interrupted('SIGINT')}))).toEqual({
      text: '',
      exitCode: 130,
    }))
  test('an interruption in a prompt is one as well', () => {
    const error = Object.assign(new Error('User force closed the prompt'), {name: 'ExitPromptError'})
    expect(told(error)).toEqual({text: '', exitCode: 130})
  })
})

test('anything else is a bug: stack, cause, and what to do with them', () => {
  const {text, exitCode} = told(new TypeError('x is undefined', {cause: new Error('deeper')}))
  expect(exitCode).toBe(1)
  expect(text).toMatch(/^kafkit: this is a bug in kafkit\. Please report it with the command line, Node v\d+/)
  expect(text).toMatch(/TypeError: x is undefined\n +at .*exit\.test/)
  expect(text).toContain('caused by: Error: deeper')
})

test('what is thrown without being an error is told too', () =>
  expect(told('just text').text).toMatch(/this is a bug.*just text$/s))

test('debugging shows where an expected failure arose', () => {
  const {text} = told(new UsageError('no such flag', {cause: new Error('deeper')}), true)
  expect(text).toMatch(/^kafkit: no such flag\nUsageError: no such flag\n +at .*caused by: Error: deeper/s)
})

test('last lines of a log follow the sentence', () =>
  expect(told(new SandboxError('broker 1 ended', {log: ['FATAL one', 'two']})).text).toBe(
    'kafkit: broker 1 ended\n  FATAL one\n  two',
  ))

test("a broker's words cannot steer the terminal", () =>
  expect(failureLine(new KafkaError(42, 'create', 'bad \u001b[2J name'), noColours)).toBe(
    'kafkit: create: bad \\x1b[2J name (INVALID_REQUEST)\n',
  ))
