import {expect, test} from 'vitest'
import {visible, visibleInLine} from '../../src/lib/cli/visible.ts'

test("control characters in a broker's text are written out, so that they cannot steer the terminal", () => {
  expect(visible('a\u001b[2Jb\tc\n\u009bd')).toBe('a\\x1b[2Jb\tc\n\\x9bd')
  expect(visibleInLine('a\tb\nc')).toBe('a\\x09b\\x0ac')
})
