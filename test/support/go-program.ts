// Go programs in the folders here, built once per machine if Go is installed.
import {execFile} from 'node:child_process'
import {createHash} from 'node:crypto'
import {existsSync, readFileSync} from 'node:fs'
import {mkdir, mkdtemp, rename, rm} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {promisify} from 'node:util'
import {cacheRoot} from '../../src/lib/sandbox/folders.ts'

const run = promisify(execFile)

export const hasGo = await run('go', ['version']).then(
  () => true,
  () => false,
)

/** The executable of the folder with this name. */
export async function goProgram(name: string): Promise<string> {
  const source = join(import.meta.dirname, name)
  const hash = createHash('sha256')
  for (const file of ['go.mod', 'go.sum', 'main.go']) hash.update(readFileSync(join(source, file)))
  const target = join(cacheRoot(), `test-${name}-${hash.digest('hex').slice(0, 12)}`, name)
  if (existsSync(target)) return target
  await mkdir(dirname(dirname(target)), {recursive: true})
  const scratch = await mkdtemp(`${dirname(target)}.`)
  const env = {...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly'}
  // Not optimised, because that takes half of the time of a first build.
  const flags = ['-gcflags=all=-N -l', '-ldflags=-s -w']
  await run('go', ['build', ...flags, '-o', join(scratch, name), '.'], {cwd: source, env})
  await rename(scratch, dirname(target)).catch((error: NodeJS.ErrnoException) => {
    // Another test process was faster.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    return rm(scratch, {recursive: true})
  })
  return target
}
