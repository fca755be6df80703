import {expect, test} from 'vitest'
import {coloursFor} from '../../src/lib/cli/colour.ts'
import {pipeText, screenText, visible, visibleInLine} from '../../src/lib/cli/visible.ts'

test("control characters in a broker's text are written out, so that they cannot steer the terminal", () => {
  expect(visible('a\u001b[2Jb\tc\n\u009bd')).toBe('a\\x1b[2Jb\tc\n\\x9bd')
  expect(visibleInLine('a\tb\nc')).toBe('a\\x09b\\x0ac')
})

test('a name with ESC, BEL and colours of its own is written out on a terminal, also where we colour it', async () => {
  const colours = await coloursFor(true)
  const name = 'a\u001b[31mred\u0007\u001b]0;title\u0007'
  const seen = 'a\\x1b[31mred\\x07\\x1b]0;title\\x07'
  expect(screenText(`${colours.bad('kafkit:')} no ${name}\n`)).toBe(`\u001b[31mkafkit:\u001b[39m no ${seen}\n`)
  expect(screenText(colours.faint(`${colours.name(name)}!`))).toBe(`\u001b[2m\u001b[36m${seen}\u001b[39m!\u001b[22m`)
})

test('a name goes into a pipe as it is', async () => {
  const {bad} = await coloursFor(true)
  expect(pipeText(`a\u001b[2Jb ${bad('x')}`)).toBe('a\u001b[2Jb \u001b[31mx\u001b[39m')
})
