import {mkdir, open, readFile, rm} from 'node:fs/promises'
import {join} from 'node:path'
import {SandboxError} from './errors.ts'
import {identify, isRunning, type ProcessIdentity} from './processes.ts'

/** Runs `work` while no other process starts or stops the same sandbox; a lock whose holder died does not count. */
export async function withLock<T>(dir: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dir, {recursive: true})
  const file = join(dir, 'lock')
  for (let tries = 0; ; tries++) {
    const lock = await open(file, 'wx').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
    if (lock) {
      await lock.writeFile(JSON.stringify(identify(process.pid)))
      await lock.close()
      break
    }
    const holder = await readFile(file, 'utf8').then(asIdentity, () => undefined)
    if (tries > 0 || (holder && isRunning(holder))) {
      const who = holder ? `process ${holder.pid}` : 'another process'
      throw new SandboxError(`${who} is starting or stopping the sandbox in ${dir}; try again when it is done`)
    }
    await rm(file, {force: true})
  }
  try {
    return await work()
  } finally {
    await rm(file, {force: true})
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
