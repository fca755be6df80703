import {rm} from 'node:fs/promises'
import {aliveOf, endAtOnce, endGently, removeContainers} from './control.ts'
import {removeDockerData} from './docker-engine.ts'
import {withLock} from './lock.ts'
import {signal} from './processes.ts'
import {findSandbox, processesOf, type SandboxRef} from './state.ts'

/** The result of a stop; `removed` is the deleted folder. */
export interface Stopped {
  name: string
  dir: string
  /** Labels of the processes that were running, each once, because one process may serve several brokers. */
  ended: string[]
  removed: boolean
}

/**
 * Ends every recorded process of a sandbox, brokers first: SIGTERM, then SIGKILL after 10 s (`killAfterMs`). With
 * `removeData` they are killed at once and the folder is deleted. Undefined if there is no such sandbox.
 */
export async function stopSandbox(
  ref: SandboxRef,
  {removeData = false, killAfterMs = 10_000}: {removeData?: boolean; killAfterMs?: number} = {},
): Promise<Stopped | undefined> {
  const found = await findSandbox(ref)
  if (!found) return undefined
  return withLock(found.dir, async () => {
    const sandbox = (await findSandbox(found)) ?? found
    const ended = await aliveOf(processesOf(sandbox))
    // A broker whose data is deleted anyway needs no controlled shutdown, which takes seconds.
    await (removeData ? endAtOnce(ended) : endGently(sandbox, killAfterMs))
    const {name, dir, watchdog} = sandbox
    if (watchdog) signal(watchdog, 'SIGKILL')
    if (removeData && sandbox.engine === 'docker') {
      await removeContainers(processesOf(sandbox))
      await removeDockerData(
        sandbox,
        processesOf(sandbox).map(({label}) => label),
      )
    }
    if (removeData) await rm(dir, {recursive: true, force: true, maxRetries: 5})
    return {name, dir, ended: [...new Set(ended.map(({label}) => label))], removed: removeData}
  })
}
