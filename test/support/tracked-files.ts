// The files of the repository, as git sees them.
import {execFileSync} from 'node:child_process'
import {existsSync} from 'node:fs'
import {join} from 'node:path'
import {root} from '../../scripts/command-files.ts'

/** Paths from the root of all files that git tracks or would add, and that exist. */
export const trackedFiles = (): string[] =>
  execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {cwd: root, encoding: 'utf8'})
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(root, path)))
