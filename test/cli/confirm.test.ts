import {expect, test} from 'vitest'
import {confirm} from '../../src/lib/cli/confirm.ts'
import {ctrlC, testIo} from '../support/cli.ts'

const question = {text: 'Delete topic orders for good', yes: undefined, flag: '--yes'}

test('a user who said yes on the command line is not asked', async () => {
  const {io, text} = testIo()
  expect(await confirm(io, {...question, yes: true})).toBe(true)
  expect(text().err).toBe('')
})

test.each([
  ['y\n', true],
  ['yes\n', true],
  ['n\n', false],
  ['\n', false],
])('%j on a terminal', async (stdin, answer) => {
  const {io, text} = testIo({terminal: true, stdin})
  expect(await confirm(io, question)).toBe(answer)
  expect(text().out).toBe('')
  expect(text().err).toContain('Delete topic orders for good? (y/N)')
})

test.each([{stdin: false}, {stderr: false}])('there is no terminal to ask on: %o', async (missing) => {
  const {io} = testIo({terminal: {stdin: true, stdout: true, stderr: true, ...missing}, stdin: 'y\n'})
  await expect(confirm(io, question)).rejects.toThrow(
    'Delete topic orders for good? There is no terminal to ask on; use --yes to confirm',
  )
})

test('Ctrl-C is no answer', async () => {
  const {signal, press} = ctrlC()
  const onErr = (text: string) => text.includes(question.text) && press()
  const {io} = testIo({terminal: true, interrupt: signal, onErr})
  await expect(confirm(io, question)).rejects.toMatchObject({cause: {name: 'Interrupted'}})
})

test.each(['\u0004', 'y\u0004'])(
  'Ctrl-D is no answer either, and does not leave the question hanging: %j',
  async (stdin) => {
    const {io} = testIo({terminal: true, stdin})
    await expect(confirm(io, question)).rejects.toMatchObject({cause: {name: 'Interrupted', exitCode: 130}})
  },
)
