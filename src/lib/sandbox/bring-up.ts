// From settings to a running cluster: ports, files, processes. Tries again with other ports if one was taken in the
// meantime.
import {rm} from 'node:fs/promises'
import {archiveFile} from './class-data.ts'
import {endAtOnce, removeContainers} from './control.ts'
import {prepareDocker} from './docker-engine.ts'
import type {ChosenEngine} from './engine.ts'
import {SandboxError} from './errors.ts'
import {randomUuid} from '../wire/random-uuid.ts'
import {prepareJava} from './java-engine.ts'
import {launchAll, type LaunchedSoFar} from './launch-all.ts'
import {preparePracticeBroker} from './practice-engine.ts'
import {addresses, logFile, planTopology, type Preparation} from './plan.ts'
import {clusterIdOf} from './probe.ts'
import {signal} from './processes.ts'
import type {Topology} from './properties.ts'
import {counted} from '../text/plural.ts'
import type {Settings} from './settings.ts'
import {processesOf, recordSandbox, type Sandbox, type SandboxProcess} from './state.ts'
import {trainArchive} from './train-archive.ts'
import {tellWatchdog, watch} from './watchdog.ts'

interface BringUp {
  name: string
  dir: string
  temporary: boolean
  engine: ChosenEngine
  settings: Settings
  previous: Sandbox | undefined
  detached: boolean
  classData: boolean
  readyTimeoutMs: number
  onProgress: (text: string) => void
  signal?: AbortSignal
}

/** Resolves when everything is ready and recorded. Otherwise ends what was launched and throws SandboxError. */
export async function bringUp(input: BringUp): Promise<Sandbox> {
  const {engine, settings, dir} = input
  const watchdog = input.detached ? undefined : watch(dir, {remove: input.temporary})
  const clusterId = input.previous?.clusterId ?? randomUuid()
  let {classData, previous} = input
  for (let attempt = 1; ; attempt++) {
    const topology = await planTopology(settings, previous)
    const sandbox = describe(input, topology, clusterId)
    if (watchdog) sandbox.watchdog = watchdog
    try {
      const preparation = await prepare(input, sandbox, topology, classData)
      const what = engine.kind === 'memory' ? 'the practice broker (it is not Kafka)' : `Kafka ${settings.kafkaVersion}`
      input.onProgress(`starting ${what}, ${counted(settings.brokers, 'broker')}`)
      await launchAll(preparation, {
        topology,
        clusterId,
        readyTimeoutMs: input.readyTimeoutMs,
        keepsLogs: !input.temporary,
        onLaunch: (launched) => recordLaunched(sandbox, topology, launched),
        ...(input.signal && {signal: input.signal}),
      })
      if (settings.layout === 'zookeeper') await recordOwnClusterId(sandbox)
      if (engine.kind === 'java' && input.classData) await trainArchive(engine, settings)
      return sandbox
    } catch (error) {
      await endAtOnce(processesOf(sandbox))
      await removeContainers(processesOf(sandbox))
      const log = error instanceof SandboxError ? error.log.join('\n') : ''
      const mayRetry = attempt < 4 && error instanceof SandboxError && input.signal?.aborted !== true
      const archive = engine.kind === 'java' && classData ? archiveFile(engine.java, engine.kafka.jars) : undefined
      if (mayRetry && /failed to bind|already in use/i.test(log)) {
        previous = undefined
      } else if (mayRetry && archive && (log === '' || /\bcds\b|hs_err|fatal error has been detected/i.test(log))) {
        // The JVM itself failed, perhaps because of the archive: retry silently without it, and make it again later.
        await rm(archive, {force: true})
        classData = false
      } else {
        if (watchdog) signal(watchdog, 'SIGKILL')
        throw error
      }
    }
  }
}

function describe(input: BringUp, topology: Topology, clusterId: string): Sandbox {
  const {settings} = input
  return {
    name: input.name,
    dir: input.dir,
    engine: input.engine.kind,
    kafkaVersion: settings.kafkaVersion,
    layout: settings.layout,
    clusterId,
    bootstrapServers: topology.brokers.map(({listeners}) => `127.0.0.1:${listeners[0]?.port}`).join(),
    brokers: [],
    quorum: [],
    ...(topology.quorumPort > 0 && {quorumPort: topology.quorumPort}),
    startedAt: new Date().toISOString(),
    detached: input.detached,
    settings,
  }
}

async function prepare(
  {engine, name, dir, settings, signal: abort}: BringUp,
  sandbox: Sandbox,
  topology: Topology,
  classData: boolean,
): Promise<Preparation> {
  const {clusterId} = sandbox
  if (engine.kind === 'java') {
    const {java, kafka} = engine
    return prepareJava({java, kafka, dir, clusterId, topology, settings, classData, ...(abort && {signal: abort})})
  }
  if (engine.kind === 'docker') return prepareDocker({name, dir, clusterId, topology, settings})
  const brokers = topology.brokers.map(({id, rack, listeners}) => ({
    id,
    host: '127.0.0.1',
    port: listeners[0]?.port ?? 0,
    rack,
  }))
  return {
    quorum: [],
    brokers: [await preparePracticeBroker({dir, clusterId, brokers, log: logFile(dir, 'memory'), settings})],
  }
}

/**
 * Called after every single launch, so that the next kafkit process finds what is running even if this one is killed.
 */
async function recordLaunched(sandbox: Sandbox, topology: Topology, launched: LaunchedSoFar): Promise<void> {
  sandbox.quorum = launched.quorum.map(plain)
  sandbox.brokers = topology.brokers.flatMap(({id, listeners}, i) => {
    // The practice broker is one process for all broker ids.
    const its = sandbox.engine === 'memory' ? launched.brokers[0] : launched.brokers[i]
    if (!its) return []
    return [{...plain(its), id, host: '127.0.0.1', port: listeners[0]?.port ?? 0, listeners: addresses(listeners)}]
  })
  await recordSandbox(sandbox)
  await tellWatchdog(sandbox)
}

function plain({label, command, log, pid, startTime, container}: SandboxProcess): SandboxProcess {
  return {label, command, log, pid, startTime, ...(container !== undefined && {container})}
}

/** In ZooKeeper mode the first broker generates the cluster id. */
async function recordOwnClusterId(sandbox: Sandbox): Promise<void> {
  const [first] = sandbox.brokers
  if (first) sandbox.clusterId = (await clusterIdOf(first)) ?? ''
  await recordSandbox(sandbox)
}
