// Runs a Schema Registry beside the sandbox's brokers: the practice registry, or Apicurio Registry with its version of
// Confluent's API.
import {existsSync} from 'node:fs'
import {writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {cannotBeWritten} from '../errors/output-failed.ts'
import type {PracticeRegistrySettings} from '../practice-registry/run.ts'
import {isOneFile, practiceRegistryWord} from '../runtime/engine.ts'
import {apicurioFor, apicurioJar} from './apicurio.ts'
import {endAtOnce, isAlive} from './control.ts'
import {SandboxError} from './errors.ts'
import {becomes} from './launch-all.ts'
import {launch} from './launch.ts'
import {logFile, type Prepared} from './plan.ts'
import {freePorts, isPortFree} from './ports.ts'
import {answersHttp} from './probe.ts'
import type {RegistryEngine} from './settings.ts'
import {recordSandbox, type Sandbox} from './state.ts'
import {tellWatchdog} from './watchdog.ts'

export interface StartRegistry {
  readonly engine: RegistryEngine
  /** Undefined: the port of the previous start, or a free one. */
  readonly port?: number | undefined
  readonly onProgress?: ((text: string) => void) | undefined
  readonly signal?: AbortSignal | undefined
  readonly readyTimeoutMs?: number | undefined
}

/** The longest time to wait, ms: a loaded machine may take far longer than the usual 6 s of a JVM. */
const slowest = {memory: 60_000, apicurio: 180_000} as const

/** The program answers on exactly this port, below this path. */
interface PreparedRegistry extends Prepared {
  readonly path: string
  /** The name of the program for messages. */
  readonly program: string
}

/**
 * Starts the registry of a running sandbox, unless it is already running, and resolves when it answers. The caller
 * holds the sandbox's lock. Throws SandboxError if the sandbox has another kind of registry, and if the registry does
 * not start.
 */
export async function startRegistry(
  sandbox: Sandbox,
  last: Sandbox['registry'],
  asked: StartRegistry,
): Promise<Sandbox> {
  const {engine, onProgress = () => undefined, signal, readyTimeoutMs = slowest[asked.engine]} = asked
  const there = sandbox.registry ?? last
  if (there && there.engine !== engine)
    throw new SandboxError(
      `sandbox ${sandbox.name} already has another kind of registry (${there.engine}): stop it and remove its data first, or choose another name`,
    )
  if (sandbox.registry && (await isAlive(sandbox.registry))) {
    if (asked.port !== undefined && asked.port !== sandbox.registry.port)
      throw new SandboxError(
        `the registry of sandbox ${sandbox.name} is already running, on port ${sandbox.registry.port}`,
      )
    return sandbox
  }
  const port = await portFor(asked.port, there?.port)
  const {path, program, ...prepared} = await prepare(sandbox.dir, port, asked)
  onProgress(`starting ${program}`)
  const {ended, ...identity} = await launch(prepared)
  const url = `http://127.0.0.1:${port}${path}`
  const next: Sandbox = {
    ...sandbox,
    settings: {...sandbox.settings, registry: engine},
    registry: {...prepared, ...identity, engine, url, port},
  }
  await recordSandbox(next)
  await tellWatchdog(next)
  try {
    await becomes(() => answersHttp(`${url}/subjects`), [{...prepared, ...identity, ended}], {
      readyTimeoutMs,
      keepsLogs: true,
      ...(signal && {signal}),
    })
  } catch (error) {
    await endAtOnce([{...prepared, ...identity}])
    await recordSandbox(sandbox)
    await tellWatchdog(sandbox)
    throw error
  }
  return next
}

async function portFor(asked: number | undefined, last: number | undefined): Promise<number> {
  if (asked !== undefined && !(await isPortFree(asked)))
    throw new SandboxError(`port ${asked} on 127.0.0.1 is in use; choose another, or none to get a free one`)
  if (asked !== undefined) return asked
  if (last !== undefined && (await isPortFree(last))) return last
  const [free = 0] = await freePorts(1)
  return free
}

async function prepare(dir: string, port: number, asked: StartRegistry): Promise<PreparedRegistry> {
  const label = 'registry'
  const log = logFile(dir, label)
  if (asked.engine === 'memory') {
    // In the sandbox's folder, because the watchdog recognizes our processes by that folder in their command line.
    const file = join(dir, 'practice-registry.json')
    const settings: PracticeRegistrySettings = {port, host: '127.0.0.1', file: join(dir, 'schemas.json')}
    await writeFile(file, `${JSON.stringify(settings, null, 2)}\n`).catch(cannotBeWritten(file))
    return {
      label,
      log,
      path: '',
      program: 'the practice registry',
      command: [process.execPath, isOneFile ? practiceRegistryWord : entry(), file],
    }
  }
  const {release, executable} = await apicurioFor()
  const jar = await apicurioJar(release, asked)
  const options = [
    ...['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'],
    ...['-Dquarkus.http.host=127.0.0.1', `-Dquarkus.http.port=${port}`],
    // Shows which sandbox this process belongs to.
    `-Dkafkit.sandbox=${dir}/`,
  ]
  const command = [executable, ...options, '-jar', jar]
  return {label, log, path: '/apis/ccompat/v7', program: `Apicurio Registry ${release.version}`, command}
}

/** As with the practice broker: in the sources a neighbouring room, in a bundle at the top of dist. */
function entry(): string {
  // Written in full, not destructured, because the bundler replaces exactly these two expressions.
  const here = import.meta.dirname
  if (import.meta.filename.endsWith('.ts')) return join(here, '..', 'practice-registry', 'main.ts')
  for (let folder = here; ; folder = dirname(folder)) {
    const file = join(folder, 'practice-registry.js')
    if (existsSync(file)) return file
    if (dirname(folder) === folder) throw new SandboxError(`${file} is missing: this installation of kafkit is broken`)
  }
}
