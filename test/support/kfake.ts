// franz-go's kfake: Kafka's protocol by people who did not write Apache's. Built once per machine where there is Go.
import {execFile, spawn} from 'node:child_process'
import {createHash} from 'node:crypto'
import {existsSync, readFileSync} from 'node:fs'
import {mkdir, mkdtemp, rename, rm} from 'node:fs/promises'
import {once} from 'node:events'
import {dirname, join} from 'node:path'
import {promisify} from 'node:util'
import {describe} from 'vitest'
import {cacheRoot} from '../../src/lib/sandbox/folders.ts'

const run = promisify(execFile)
const source = join(import.meta.dirname, 'kfake')

const go = await run('go', ['version']).then(
  () => true,
  () => false,
)
if (!go) console.warn('SKIPPED, what runs against kfake: there is no Go on this machine to build it with')

/** `describe`, or a loud skip on a machine without Go. */
export const describeWithKfake = describe.skipIf(!go)

export interface Kfake {
  readonly bootstrapServers: string
  close(): Promise<void>
}

/** Three brokers, which end with this process. */
export async function startKfake(): Promise<Kfake> {
  const child = spawn(await program(), {stdio: ['pipe', 'pipe', 'inherit']})
  const [line] = (await Promise.race([once(child.stdout, 'data'), failed(child)])) as [Buffer]
  return {
    bootstrapServers: line.toString().trim(),
    async close() {
      const ended = once(child, 'exit')
      child.stdin.end()
      await ended
    },
  }
}

async function failed(child: ReturnType<typeof spawn>): Promise<never> {
  const [code] = (await once(child, 'exit')) as [number]
  throw new Error(`kfake ended with ${code}`)
}

async function program(): Promise<string> {
  const hash = createHash('sha256')
  for (const file of ['go.mod', 'go.sum', 'main.go']) hash.update(readFileSync(join(source, file)))
  const target = join(cacheRoot(), `test-kfake-${hash.digest('hex').slice(0, 12)}`, 'kfake')
  if (existsSync(target)) return target
  await mkdir(dirname(dirname(target)), {recursive: true})
  const scratch = await mkdtemp(`${dirname(target)}.`)
  const env = {...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly'}
  // Not optimised: from nothing that is half of the time.
  const flags = ['-gcflags=all=-N -l', '-ldflags=-s -w']
  await run('go', ['build', ...flags, '-o', join(scratch, 'kfake'), '.'], {cwd: source, env})
  await rename(scratch, dirname(target)).catch((error: NodeJS.ErrnoException) => {
    // Another test process was faster.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    return rm(scratch, {recursive: true})
  })
  return target
}
