import {expect, test} from 'vitest'
import {progressLine} from '../../src/lib/cli/progress.ts'
import {testIo} from '../support/cli.ts'

test('nothing where stderr is no terminal', () => {
  const {io, text} = testIo({terminal: {stdout: true}})
  const line = progressLine(io)
  line.show(() => 'working')
  line.clear()
  expect(text()).toEqual({out: '', err: ''})
})

test('one line that changes ten times a second at most, and is gone in the end', () => {
  const {io, text} = testIo({terminal: {stderr: true}, columns: 12})
  let now = 0
  const line = progressLine({...io, now: () => now})
  line.show(() => 'one')
  now = 50
  line.show(() => 'too early')
  now = 100
  line.show(() => 'cut at the edge')
  line.clear()
  line.clear()
  expect(text().err).toBe('\r\u001b[Kone\r\u001b[Kcut at the \r\u001b[K')
})
