import {expect, test} from 'vitest'
import {colourWanted, coloursFor, noColours} from '../../src/lib/cli/colour.ts'
import {screenText} from '../../src/lib/cli/visible.ts'

const wanted = (env: Record<string, string>, terminal: boolean, flag?: boolean) =>
  colourWanted({env, terminal: {stdin: false, stdout: terminal, stderr: false}}, 'stdout', flag)

test.each([
  [{}, true, undefined, true],
  [{}, false, undefined, false],
  [{NO_COLOR: '1'}, true, undefined, false],
  [{NO_COLOR: ''}, true, undefined, true],
  [{FORCE_COLOR: '1'}, false, undefined, true],
  [{FORCE_COLOR: '0'}, true, undefined, false],
  [{NO_COLOR: '1', FORCE_COLOR: '1'}, true, undefined, false],
  [{TERM: 'dumb'}, true, undefined, false],
  [{NO_COLOR: '1'}, false, true, true],
  [{FORCE_COLOR: '1'}, true, false, false],
])('%o, terminal %s, flag %s: %s', (env, terminal, flag, result) => expect(wanted(env, terminal, flag)).toBe(result))

test('stdout may be a terminal while stderr is none', () => {
  const io = {env: {}, terminal: {stdin: false, stdout: true, stderr: false}}
  expect([colourWanted(io, 'stdout'), colourWanted(io, 'stderr')]).toEqual([true, false])
})

test('without colours nothing is added, with them the text is whole', async () => {
  expect(await coloursFor(false)).toBe(noColours)
  const colours = await coloursFor(true)
  // As an array method calls it: with more arguments than one.
  expect(['x'].map(colours.bad).map(screenText)).toEqual(['\u001b[31mx\u001b[39m'])
})
