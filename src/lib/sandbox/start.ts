import {mkdtemp, readdir, rm, rmdir} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {basename, join, resolve} from 'node:path'
import {UsageError} from '../cluster/errors.ts'
import {aliveOf} from './control.ts'
import {bringUp} from './bring-up.ts'
import {chooseEngine} from './engine.ts'
import {SandboxError} from './errors.ts'
import {sandboxFolder} from './folders.ts'
import {kafkaHomeVersion} from './jars.ts'
import {withLock} from './lock.ts'
import {startDead} from './nodes.ts'
import type {Properties} from './properties.ts'
import {counted} from '../text/plural.ts'
import {rackAt, type ListenerRequest, type RegistryEngine, type Settings} from './settings.ts'
import {findSandbox, processesOf, type Engine, type Sandbox} from './state.ts'
import {checkRelease, defaultKafkaVersion, defaultLayout, type Layout} from './versions.ts'

export interface StartOptions {
  /** Default: `default`, unless `dir` or `detached: false` give it a separate folder. */
  name?: string
  dir?: string
  /** 1 to 9. Default: as before if the sandbox exists, else one for each of `racks`, else 1. */
  brokers?: number | undefined
  /**
   * The racks that the brokers get in turn. Default: as before if the sandbox exists, else r1, r2, … if there are
   * several brokers.
   */
  racks?: readonly string[] | undefined
  /** Default: as before if the sandbox exists, else that of KAFKA_HOME, else 4.3.1. */
  kafkaVersion?: string | undefined
  engine?: 'auto' | Engine
  layout?: Layout
  /**
   * The port of the first broker, followed by those of the others. Default: the ports of the previous start, or free
   * ones.
   */
  port?: number | undefined
  /** Added to every broker's settings; `@DIR@` in a value is the broker's data folder, `@ID@` its id. */
  properties?: Properties
  /** A Schema Registry beside the brokers. Default: as before if the sandbox exists. */
  registry?: RegistryEngine | undefined
  /** The registry's port. Default: as before, or a free one. */
  registryPort?: number | undefined
  /** Client listeners besides PLAINTEXT; their settings go into `properties` (`listener.name.…`). */
  listeners?: readonly ListenerRequest[]
  /** For `kafka-storage format`, such as `--add-scram`, `SCRAM-SHA-256=[name=alice,password=…]`. */
  formatArguments?: readonly string[]
  /** For the brokers' JVMs. */
  jvmArguments?: readonly string[]
  /**
   * False (for tests): the sandbox ends when this process ends for any reason, and is deleted unless `dir` is given.
   */
  detached?: boolean
  /** Whether to use and make class-data archives; true by default. */
  classData?: boolean
  /** Default 60,000, because a loaded machine may take far longer than the usual second. */
  readyTimeoutMs?: number
  /** Receives lines for people, without line ends. */
  onProgress?: (text: string) => void
  signal?: AbortSignal
}

/**
 * Starts a Kafka cluster on loopback ports and resolves when every broker answers and lists all others. If the sandbox
 * is already running, only its dead brokers are started; a stopped one comes back with its data and, if they are free,
 * its ports. Throws UsageError or SandboxError, and then leaves nothing running.
 */
export async function startSandbox(options: StartOptions = {}): Promise<Sandbox> {
  if (process.platform === 'win32') {
    throw new SandboxError('a sandbox runs on Linux and macOS; on Windows, use kafkit inside WSL')
  }
  const {brokers, port} = options
  if (brokers !== undefined && !(Number.isInteger(brokers) && brokers >= 1 && brokers <= 9)) {
    throw new UsageError(`a sandbox has 1 to 9 brokers, not ${brokers}`)
  }
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port + (brokers ?? 1) - 1 <= 65_535)) {
    throw new UsageError(`${port} cannot be a broker's port`)
  }
  checkRacks(options)
  const folder = await folderFor(options)
  const starting = withLock(folder.dir, async () => {
    const previous = await findSandbox(folder)
    const running = previous !== undefined && (await aliveOf(processesOf(previous))).length > 0
    if (running) return withRegistry(await revive(previous, options), previous, options)
    let started: Sandbox
    try {
      started = await startStopped(folder, previous, options)
    } catch (error) {
      if (!previous) await clear(folder)
      throw error
    }
    return withRegistry(started, previous, options)
  })
  return starting.catch(async (error: unknown) => {
    // Succeeds only if the folder is empty.
    await rmdir(folder.dir).catch(() => undefined)
    throw error
  })
}

/** Checks only the racks given; an existing sandbox may have fewer brokers. */
function checkRacks({racks, brokers}: StartOptions): void {
  if (racks === undefined) return
  const odd = racks.find((rack) => !/^[\w.:-]+$/.test(rack))
  if (odd !== undefined || racks.length === 0)
    throw new UsageError(`'${odd ?? ''}' is not the name of a rack: letters, digits and . _ - :, as in --racks a,b,c`)
  if (brokers === undefined && racks.length > 9)
    throw new UsageError(`a sandbox has 1 to 9 brokers, but ${racks.length} racks were given`)
  checkRackCount(racks, brokers ?? racks.length)
}

function checkRackCount(racks: readonly string[], brokers: number): void {
  if (racks.length > brokers)
    throw new UsageError(
      `${counted(racks.length, 'rack')} (${racks.join(',')}) for ${counted(brokers, 'broker')}: name at most as many racks as there are brokers, which take them in turn`,
    )
}

interface Folder {
  name: string
  dir: string
  /** Created for this run only. */
  temporary: boolean
}

async function folderFor({name, dir, detached}: StartOptions): Promise<Folder> {
  if (dir !== undefined) return {name: name ?? basename(dir), dir: resolve(dir), temporary: false}
  if (name !== undefined || detached !== false) {
    return {name: name ?? 'default', dir: sandboxFolder(name ?? 'default'), temporary: false}
  }
  const made = await mkdtemp(join(tmpdir(), 'kafkit-sandbox-'))
  return {name: basename(made), dir: made, temporary: true}
}

/** Throws UsageError if the sandbox exists with other settings, because it is unknown which of them are wanted. */
function checkUnchanged(existing: Sandbox, asked: StartOptions, state: 'is already running' | 'already has data') {
  const {brokers, racks, kafkaVersion, layout, engine, port} = asked
  const lasting = [
    brokers !== undefined && brokers !== existing.settings.brokers && counted(existing.settings.brokers, 'broker'),
    kafkaVersion !== undefined && kafkaVersion !== existing.kafkaVersion && `Kafka ${existing.kafkaVersion}`,
    layout !== undefined && layout !== existing.layout && `layout ${existing.layout}`,
    engine !== undefined && engine !== 'auto' && engine !== existing.engine && `engine ${existing.engine}`,
  ].filter((text) => text !== false)
  // A stopped sandbox may start with other values of these.
  const current =
    state === 'is already running'
      ? [
          port !== undefined && port !== existing.brokers[0]?.port && `port ${existing.brokers[0]?.port}`,
          racks && !haveRacks(existing, racks) && `racks ${racksOf(existing).join(',') || 'none'}`,
        ].filter((text) => typeof text === 'string')
      : []
  const differences = [...lasting, ...current]
  if (differences.length === 0) {
    if (racks) checkRackCount(racks, existing.settings.brokers)
    return
  }
  throw new UsageError(
    `sandbox ${existing.name} ${state}, with ${differences.join(' and ')}: ` +
      `stop it${lasting.length > 0 ? ' and remove its data' : ''} first, or choose another name`,
  )
}

const racksOf = ({settings}: Sandbox): string[] =>
  Array.from({length: settings.brokers}, (_, at) => rackAt(settings, at) ?? '').filter((rack) => rack !== '')

const haveRacks = (existing: Sandbox, racks: readonly string[]): boolean =>
  racksOf(existing).join() === racksOf({...existing, settings: {...existing.settings, racks}}).join()

async function revive(sandbox: Sandbox, options: StartOptions): Promise<Sandbox> {
  checkUnchanged(sandbox, options, 'is already running')
  const {onProgress = () => undefined, ...limits} = options
  onProgress(`sandbox ${sandbox.name} is already running`)
  return startDead(sandbox, (label) => onProgress(`starting ${label} again`), limits)
}

async function startStopped(folder: Folder, previous: Sandbox | undefined, options: StartOptions): Promise<Sandbox> {
  const {onProgress = () => undefined, signal} = options
  if (previous) checkUnchanged(previous, options, 'already has data')
  const last = previous?.settings
  const version = options.kafkaVersion ?? last?.kafkaVersion ?? (await kafkaHomeVersion()) ?? defaultKafkaVersion
  const layout = options.layout ?? last?.layout ?? defaultLayout(version)
  checkRelease(version, layout)
  const engine = await chooseEngine({
    engine: options.engine ?? previous?.engine ?? 'auto',
    version,
    memoryWillDo: options.kafkaVersion === undefined,
    onProgress,
    ...(signal && {signal}),
  })
  const port = options.port ?? last?.port
  const racks = options.racks ?? last?.racks
  const settings: Settings = {
    kafkaVersion: version,
    layout,
    brokers: options.brokers ?? last?.brokers ?? options.racks?.length ?? 1,
    ...(racks !== undefined && {racks}),
    ...(port !== undefined && {port}),
    properties: options.properties ?? last?.properties ?? {},
    listeners: options.listeners ?? last?.listeners ?? [],
    formatArguments: options.formatArguments ?? last?.formatArguments ?? [],
    jvmArguments: options.jvmArguments ?? last?.jvmArguments ?? [],
  }
  return bringUp({
    ...folder,
    engine,
    settings,
    previous,
    detached: options.detached ?? true,
    classData: options.classData ?? true,
    readyTimeoutMs: options.readyTimeoutMs ?? 60_000,
    onProgress,
    ...(signal && {signal}),
  })
}

/** Adds the registry, if the sandbox has one. A registry that does not start leaves the brokers running. */
async function withRegistry(sandbox: Sandbox, previous: Sandbox | undefined, options: StartOptions): Promise<Sandbox> {
  const engine = options.registry ?? sandbox.settings.registry ?? previous?.settings.registry
  if (engine === undefined) return sandbox
  const {startRegistry} = await import('./registry-engine.ts')
  const {registryPort: port, onProgress, signal, readyTimeoutMs} = options
  return startRegistry(sandbox, previous?.registry, {engine, port, onProgress, signal, readyTimeoutMs})
}

/** Cleans up after a first start that failed; only the logs are kept. */
async function clear({dir, temporary}: Folder) {
  if (temporary) return rm(dir, {recursive: true, force: true})
  const names = await readdir(dir)
  const useless = names.filter((name) => !name.endsWith('.log') && name !== 'lock')
  await Promise.all(useless.map((name) => rm(join(dir, name), {recursive: true, force: true})))
}
