// Checks and signals the parts of a sandbox, whether processes or containers.
import {setTimeout as sleep} from 'node:timers/promises'
import {containerRuns, docker, signalContainer} from './docker.ts'
import {SandboxError} from './errors.ts'
import {isRunning, signal} from './processes.ts'
import type {Sandbox, SandboxProcess} from './state.ts'

/** Whether the recorded process or container is still running, and not another one with the same pid. */
export const isAlive = async (each: SandboxProcess): Promise<boolean> =>
  each.container === undefined ? isRunning(each) : containerRuns(each.container)

/** Sends a signal; false if the process no longer runs. */
export const send = async (to: SandboxProcess, name: NodeJS.Signals): Promise<boolean> =>
  to.container === undefined ? signal(to, name) : signalContainer(to.container, name)

/** Those that are running. */
export async function aliveOf(processes: readonly SandboxProcess[]): Promise<SandboxProcess[]> {
  const alive = await Promise.all(processes.map(isAlive))
  return processes.filter((_, i) => alive[i])
}

/** Resolves to true once all have ended, to false after `timeoutMs`. */
export async function gone(processes: readonly SandboxProcess[], timeoutMs: number): Promise<boolean> {
  for (const end = performance.now() + timeoutMs; ; await sleep(20)) {
    if ((await aliveOf(processes)).length === 0) return true
    if (performance.now() >= end) return false
  }
}

/**
 * Sends SIGTERM, and SIGKILL after `killAfterMs`. Brokers are ended first, because without a quorum they would wait for
 * one.
 */
export async function endGently({layout, brokers, quorum, registry}: Sandbox, killAfterMs: number): Promise<void> {
  const others = registry ? [...quorum, registry] : quorum
  await Promise.all(brokers.map((each) => send(each, 'SIGTERM')))
  let left = brokers.length
  // A minority of combined nodes never ends, because no controller is left to release it; its log is safe on disk.
  const stuck = layout === 'combined' ? Math.ceil(brokers.length / 2) - 1 : 0
  const limit = performance.now() + killAfterMs
  while (left > stuck && performance.now() < limit) {
    await sleep(20)
    left = (await aliveOf(brokers)).length
  }
  if (!(await gone(brokers, Math.min(1000, limit - performance.now())))) await endAtOnce(brokers)
  await Promise.all(others.map((each) => send(each, 'SIGTERM')))
  if (!(await gone(others, killAfterMs))) await endAtOnce(others)
  await removeContainers([...brokers, ...others])
}

/** Sends SIGKILL to all of them at once. */
export async function endAtOnce(processes: readonly SandboxProcess[]): Promise<void> {
  await Promise.all(processes.map((each) => send(each, 'SIGKILL')))
  if (!(await gone(processes, 10_000))) {
    const left = await aliveOf(processes)
    throw new SandboxError(`${left.map(({label, pid}) => `${label} (${pid})`).join(', ')} still running after SIGKILL`)
  }
}

/** A stopped container keeps its name, which would make the next start fail. */
export async function removeContainers(processes: readonly SandboxProcess[]): Promise<void> {
  for (const {container} of processes) {
    if (container !== undefined) await docker('rm', '--force', '--volumes', container).catch(() => undefined)
  }
}
