// Causes faults: ends, freezes and restarts single nodes of a running sandbox.
import {UsageError} from '../cluster/errors.ts'
import {endAtOnce, gone, isAlive, send} from './control.ts'
import {docker, whenContainerEnds} from './docker.ts'
import {SandboxError} from './errors.ts'
import {becomes, isReady} from './launch-all.ts'
import {launch, type Launched} from './launch.ts'
import {withLock} from './lock.ts'
import {findSandbox, processesOf, recordSandbox, type Sandbox, type SandboxProcess} from './state.ts'
import {tellWatchdog} from './watchdog.ts'
import {forgotten} from './zookeeper.ts'

/** A broker by its id, or any node by its label or the beginning of it: `controller`, `zookeeper`. */
export type NodeName = number | string

/**
 * Ends one node and resolves when it is gone. SIGTERM is a controlled shutdown (then SIGKILL after 10 s), SIGKILL a
 * crash.
 */
export async function stopBroker(
  sandbox: Sandbox,
  node: NodeName,
  how: 'SIGTERM' | 'SIGKILL' = 'SIGTERM',
): Promise<void> {
  const {recorded} = await nodeOf(sandbox, node)
  await send(recorded, how)
  if (!(await gone([recorded], 10_000))) await endAtOnce([recorded])
}

/** Stops a node's threads but not its sockets (SIGSTOP): it accepts connections and never answers. */
export async function freezeBroker(sandbox: Sandbox, node: NodeName): Promise<void> {
  const {recorded} = await nodeOf(sandbox, node)
  if (!(await send(recorded, 'SIGSTOP')))
    throw new SandboxError(`${recorded.label} is not running, so it cannot be frozen`)
}

/** Ends a freeze (SIGCONT). */
export async function thawBroker(sandbox: Sandbox, node: NodeName): Promise<void> {
  const {recorded} = await nodeOf(sandbox, node)
  if (!(await send(recorded, 'SIGCONT'))) throw new SandboxError(`${recorded.label} is no longer running`)
}

interface StartLimits {
  readyTimeoutMs?: number
  signal?: AbortSignal
}

/**
 * Starts a stopped node again, with its data and ports. Resolves to the sandbox with the new pid once the node answers
 * and is part of the cluster. Does nothing if the node is running.
 */
export async function startBroker(sandbox: Sandbox, node: NodeName, limits: StartLimits = {}): Promise<Sandbox> {
  // Tests restart several brokers at the same time, but there is a single record.
  const launched = await withLock(sandbox.dir, () => launchAgain(sandbox, node), {waitMs: 40_000})
  return whenReady(launched, limits)
}

/** Starts all nodes that are not running; the caller holds the sandbox's lock. `onStart` gets the label of each. */
export async function startDead(
  sandbox: Sandbox,
  onStart: (label: string) => void,
  limits: StartLimits,
): Promise<Sandbox> {
  const all: LaunchedAgain[] = []
  for (const {label} of processesOf(sandbox)) {
    const again = await launchAgain(sandbox, label)
    if (!again.launched) continue
    onStart(label)
    all.push(again)
    sandbox = again.sandbox
  }
  // Waits only after all were launched: a single one of several dead voters would wait for the others.
  await Promise.all(all.map((each) => whenReady({...each, sandbox}, limits)))
  return sandbox
}

interface LaunchedAgain {
  sandbox: Sandbox
  /** Undefined if it was already running. */
  launched?: SandboxProcess & Launched
}

async function launchAgain(sandbox: Sandbox, node: NodeName): Promise<LaunchedAgain> {
  const {recorded, current} = await nodeOf(sandbox, node)
  if (await isAlive(recorded)) return {sandbox: current}
  const broker = current.brokers.find(({label}) => label === recorded.label)
  if (current.layout === 'zookeeper' && broker && current.quorumPort !== undefined) {
    await forgotten(current.quorumPort, broker.id)
  }
  const launched = {...recorded, ...(await relaunch(recorded))}
  const {pid, startTime} = launched
  // One process may serve several brokers.
  const renewed = <P extends SandboxProcess>(each: P): P =>
    each.pid === recorded.pid && each.startTime === recorded.startTime ? {...each, pid, startTime} : each
  const next = {
    ...current,
    quorum: current.quorum.map(renewed),
    brokers: current.brokers.map(renewed),
    ...(current.registry && {registry: renewed(current.registry)}),
  }
  await recordSandbox(next)
  await tellWatchdog(next)
  return {sandbox: next, launched}
}

async function whenReady({sandbox, launched}: LaunchedAgain, limits: StartLimits): Promise<Sandbox> {
  const broker = launched && sandbox.brokers.find(({label}) => label === launched.label)
  if (broker) {
    const ready = () => isReady(broker, sandbox.clusterId, [broker.id])
    await becomes(ready, [launched], {readyTimeoutMs: 60_000, keepsLogs: true, ...limits})
  }
  return sandbox
}

/** A container keeps its data inside, so it is started again instead of being created again. */
async function relaunch(ended: SandboxProcess): Promise<Launched> {
  const {pid, startTime, container} = ended
  if (container === undefined) return launch(ended)
  await docker('start', container)
  return {pid, startTime, container, ended: whenContainerEnds(container)}
}

/** Reads the record again, because another call may have given the node a new pid. */
async function nodeOf(sandbox: Sandbox, node: NodeName): Promise<{current: Sandbox; recorded: SandboxProcess}> {
  const current = (await findSandbox(sandbox)) ?? sandbox
  const found =
    typeof node === 'number'
      ? current.brokers.find(({id}) => id === node)
      : processesOf(current).find(({label}) => label.startsWith(node))
  if (found) return {current, recorded: found}
  const known = processesOf(current).map(({label}) => label)
  throw new UsageError(
    `sandbox ${current.name} has no ${typeof node === 'number' ? `broker ${node}` : node}, only ${known.join(', ')}`,
  )
}
