import {link, readFile, rm, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {SandboxError} from './errors.ts'
import {unfinished} from './folders.ts'
import {identify, isRunning, type ProcessIdentity} from './processes.ts'
import {cannotBeWritten} from '../errors/output-failed.ts'
import {makeFolder} from '../runtime/make-folder.ts'

/**
 * Runs `work` while no other process starts or stops the same sandbox. A lock whose holder died is taken over. Throws
 * SandboxError if the lock is not released within `waitMs`.
 */
export async function withLock<T>(dir: string, work: () => Promise<T>, {waitMs = 0} = {}): Promise<T> {
  await makeFolder(dir).catch((error: NodeJS.ErrnoException) => {
    throw new SandboxError(
      `cannot make the sandbox's folder: ${error.message}; set KAFKIT_SANDBOX_DIR to another place`,
      {
        cause: error,
      },
    )
  })
  const file = join(dir, 'lock')
  const limit = performance.now() + waitMs
  for (let freed = 0; ;) {
    if (await create(file)) break
    const holder = await readFile(file, 'utf8').then(asIdentity, () => undefined)
    if (freed > 0 || (holder && isRunning(holder))) {
      if (performance.now() < limit) {
        await sleep(20)
        continue
      }
      const who = holder ? `process ${holder.pid}` : 'another process'
      throw new SandboxError(`${who} is starting or stopping the sandbox in ${dir}; try again when it is done`)
    }
    // Only once: if the lock exists again after this, another process was quicker.
    freed++
    await rm(file, {force: true})
  }
  try {
    return await work()
  } finally {
    await rm(file, {force: true})
  }
}

/**
 * False if the lock exists. It is created with its content, because an empty file would look like a lock whose holder
 * died.
 */
async function create(file: string): Promise<boolean> {
  const part = unfinished(file)
  try {
    await writeFile(part, JSON.stringify(identify(process.pid))).catch(cannotBeWritten(file))
    await link(part, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(part, {force: true})
  }
}

function asIdentity(text: string): ProcessIdentity | undefined {
  try {
    const {pid, startTime} = JSON.parse(text) as ProcessIdentity
    return {pid, startTime}
  } catch {
    return undefined
  }
}
