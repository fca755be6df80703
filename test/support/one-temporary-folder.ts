// All temporary files of a test run are in one folder, which is removed at its end. Files of tests cannot do that
// themselves: vitest ends the processes in which they run without letting these end.
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

export default function setup(): () => void {
  const before = process.env['TMPDIR']
  const folder = mkdtempSync(join(tmpdir(), 'kafkit-tests-'))
  process.env['TMPDIR'] = folder
  return () => {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
    rmSync(folder, {recursive: true, force: true})
  }
}
