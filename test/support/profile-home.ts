// A home and a project with profile files, for one test file.
import {mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import {afterAll, beforeEach} from 'vitest'
import {shown, type CliOptions} from './cli.ts'

/** Empty before each test, and deleted after the last one. */
export function profileHome() {
  const root = mkdtempSync(join(tmpdir(), 'kafkit-profile-'))
  const file = join(root, 'kafkit', 'config.yaml')
  const project = join(root, 'project', '.kafkit.yaml')
  beforeEach(() => {
    rmSync(dirname(file), {recursive: true, force: true})
    rmSync(dirname(project), {recursive: true, force: true})
  })
  afterAll(() => rmSync(root, {recursive: true}))
  return {
    root,
    /** The user's own file. */
    file,
    project,
    /** A folder in the project. */
    below: join(root, 'project', 'a', 'b'),
    write(path: string, ...lines: string[]) {
      mkdirSync(dirname(path), {recursive: true})
      writeFileSync(path, `${lines.join('\n')}\n`, {mode: 0o600})
    },
    /**
     * Everything that a user sees, with `~` for the root and two blanks between columns; words with blanks are
     * quoted.
     */
    async run(line: string, {env = {}, ...options}: CliOptions = {}): Promise<string> {
      const argv = line.match(/'[^']*'|\S+/g)?.map((word) => word.replaceAll("'", '')) ?? []
      const text = await shown(argv, {columns: 400, ...options, env: {XDG_CONFIG_HOME: root, ...env}})
      return text.replaceAll(root, '~').replaceAll(/ {2,}/g, '  ')
    },
    mode: (path: string) => (statSync(path).mode & 0o777).toString(8),
  }
}
