// Asks and signals what a sandbox consists of, be it a process or a container.
import {setTimeout as sleep} from 'node:timers/promises'
import {containerRuns, docker, signalContainer} from './docker.ts'
import {SandboxError} from './errors.ts'
import {isRunning, signal} from './processes.ts'
import type {Sandbox, SandboxProcess} from './state.ts'

/** Does the very process or container that was recorded still run? */
export const isAlive = async (each: SandboxProcess): Promise<boolean> =>
  each.container === undefined ? isRunning(each) : containerRuns(each.container)

/** False if it does not run any more. */
export const send = async (to: SandboxProcess, name: NodeJS.Signals): Promise<boolean> =>
  to.container === undefined ? signal(to, name) : signalContainer(to.container, name)

/** Those that run. */
export async function aliveOf(processes: readonly SandboxProcess[]): Promise<SandboxProcess[]> {
  const alive = await Promise.all(processes.map(isAlive))
  return processes.filter((_, i) => alive[i])
}

/** Resolves to true once all are gone, to false after `timeoutMs`. */
export async function gone(processes: readonly SandboxProcess[], timeoutMs: number): Promise<boolean> {
  for (const end = performance.now() + timeoutMs; ; await sleep(20)) {
    if ((await aliveOf(processes)).length === 0) return true
    if (performance.now() >= end) return false
  }
}

/** SIGTERM, then `killAfterMs` to leave by itself, then SIGKILL; brokers first: without a quorum they would wait for it. */
export async function endGently({layout, brokers, quorum}: Sandbox, killAfterMs: number): Promise<void> {
  await Promise.all(brokers.map((each) => send(each, 'SIGTERM')))
  let left = brokers.length
  // Of combined nodes a minority stays that no controller lets go; what it holds is safe in its log.
  const stuck = layout === 'combined' ? Math.ceil(brokers.length / 2) - 1 : 0
  const limit = performance.now() + killAfterMs
  while (left > stuck && performance.now() < limit) {
    await sleep(20)
    left = (await aliveOf(brokers)).length
  }
  if (!(await gone(brokers, Math.min(1000, limit - performance.now())))) await endAtOnce(brokers)
  await Promise.all(quorum.map((each) => send(each, 'SIGTERM')))
  if (!(await gone(quorum, killAfterMs))) await endAtOnce(quorum)
  await removeContainers([...brokers, ...quorum])
}

/** SIGKILL to all at once. */
export async function endAtOnce(processes: readonly SandboxProcess[]): Promise<void> {
  await Promise.all(processes.map((each) => send(each, 'SIGKILL')))
  if (!(await gone(processes, 10_000))) {
    const left = await aliveOf(processes)
    throw new SandboxError(`${left.map(({label, pid}) => `${label} (${pid})`).join(', ')} did not end on SIGKILL`)
  }
}

/** An ended container keeps its name, and with it the next start from using that. */
export async function removeContainers(processes: readonly SandboxProcess[]): Promise<void> {
  for (const {container} of processes) {
    if (container !== undefined) await docker('rm', '--force', '--volumes', container).catch(() => undefined)
  }
}
