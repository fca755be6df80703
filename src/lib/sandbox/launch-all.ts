import {SandboxError} from './errors.ts'
import {launch, type Launched} from './launch.ts'
import {lastLines} from './logs.ts'
import type {Preparation, Prepared} from './plan.ts'
import {accepts, answersApiVersions, knowsCluster, until, type Address} from './probe.ts'
import type {Topology} from './properties.ts'
import type {SandboxProcess} from './state.ts'
import {forgotten} from './zookeeper.ts'

export interface LaunchedSoFar {
  quorum: (SandboxProcess & Launched)[]
  brokers: (SandboxProcess & Launched)[]
}

interface LaunchOptions {
  topology: Topology
  clusterId: string
  /** Called after each launch, so that nothing runs without being recorded. */
  onLaunch: (launched: LaunchedSoFar) => Promise<void>
  readyTimeoutMs: number
  signal?: AbortSignal
  /** Whether an error should point to the log, which is useless if the folder is deleted afterwards. */
  keepsLogs: boolean
}

/**
 * Launches everything and resolves when every broker lists all others. If a process ends before that, or the time is
 * over, throws SandboxError with the last lines of its log; the caller ends what was launched.
 */
export async function launchAll({quorum, brokers}: Preparation, options: LaunchOptions): Promise<void> {
  const {topology} = options
  const launched: LaunchedSoFar = {quorum: [], brokers: []}
  const launchThese = async (group: keyof LaunchedSoFar, these: readonly Prepared[]) => {
    for (const each of these) {
      launched[group].push({...each, ...(await launch(each))})
      await options.onLaunch(launched)
    }
  }
  const all = () => [...launched.quorum, ...launched.brokers]
  await launchThese('quorum', quorum)
  if (topology.layout === 'zookeeper') {
    const port = topology.quorumPort
    await becomes(() => accepts({host: '127.0.0.1', port}), all(), options)
    await Promise.all(topology.brokers.map(({id}) => forgotten(port, id, options.signal)))
  }
  await launchThese('brokers', brokers)
  await becomes(() => allKnowAll(topology, options.clusterId), all(), options)
}

async function allKnowAll({brokers, layout}: Topology, clusterId: string): Promise<boolean> {
  const ids = brokers.map(({id}) => id)
  for (const {listeners} of brokers) {
    const address = {host: '127.0.0.1', port: listeners[0]?.port ?? 0}
    // In ZooKeeper mode Kafka generates the cluster id on its first start.
    if (!(await isReady(address, layout === 'zookeeper' ? undefined : clusterId, ids))) return false
  }
  return true
}

/** Whether the broker answers ApiVersions, and Metadata with all `ids` in it. */
export async function isReady(
  address: Address,
  clusterId: string | undefined,
  ids: readonly number[],
): Promise<boolean> {
  return (await answersApiVersions(address)) && (await knowsCluster(address, clusterId, ids))
}

/** Waits until `isSo` is true. Throws SandboxError as soon as one of `processes` ends, or when the time is over. */
export async function becomes(
  isSo: () => Promise<boolean>,
  processes: readonly (SandboxProcess & Launched)[],
  {readyTimeoutMs, signal, keepsLogs}: Pick<LaunchOptions, 'readyTimeoutMs' | 'signal' | 'keepsLogs'>,
): Promise<void> {
  const over = new AbortController()
  const limits = [over.signal, AbortSignal.timeout(readyTimeoutMs), ...(signal ? [signal] : [])]
  let failed: {process: SandboxProcess; how: number | NodeJS.Signals} | undefined
  for (const each of processes) {
    void each.ended.then((how) => {
      failed ??= {process: each, how}
      over.abort()
    })
  }
  try {
    await until(isSo, AbortSignal.any(limits))
  } catch (error) {
    signal?.throwIfAborted()
    if (failed) {
      const how = typeof failed.how === 'string' ? `was ended by ${failed.how}` : `ended with exit code ${failed.how}`
      throw await explained(failed.process, `${how} while starting`, keepsLogs, error)
    }
    const slow = processes.at(-1)
    const seconds = Math.round(readyTimeoutMs / 1000)
    throw slow ? await explained(slow, `was not ready within ${seconds} s`, keepsLogs, error) : error
  }
}

async function explained(
  which: SandboxProcess,
  what: string,
  keepsLogs: boolean,
  cause: unknown,
): Promise<SandboxError> {
  const log = await lastLines(which, 15)
  const thrown = log.findLast((line) => /^(Caused by: )?[\w.$]+(Exception|Error): ./.test(line))
  const where = which.container ? `docker logs ${which.container}` : which.log
  const parts = [`${which.label} ${what}`, thrown && `: ${thrown}`, keepsLogs && `; see ${where}`]
  return new SandboxError(parts.filter(Boolean).join(''), {cause, log})
}
