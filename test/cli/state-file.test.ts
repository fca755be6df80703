import {tmpdir} from 'node:os'
import {expect, test} from 'vitest'
import {readState} from '../../src/lib/cli/state-file.ts'

test.skipIf(process.platform === 'win32').each([
  ['/dev/full', 'a device'],
  ['/dev/null', 'a device'],
  [tmpdir(), 'a folder'],
])('--stuck-file %s is refused, and its endless content does not fill the memory', async (file, what) => {
  await expect(readState(file)).rejects.toThrow(`${file} is ${what}: name a file, in which kafkit can keep its state`)
})
