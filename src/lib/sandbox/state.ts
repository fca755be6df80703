// What a later kafkit process needs to know about a sandbox: sandbox.json in its folder.
import {existsSync} from 'node:fs'
import {readdir, readFile, rename, writeFile} from 'node:fs/promises'
import {join} from 'node:path'
import {SandboxError} from './errors.ts'
import {sandboxFolder, sandboxRoot, unfinished} from './folders.ts'
import type {ProcessIdentity} from './processes.ts'
import type {RegistryEngine, Settings} from './settings.ts'
import type {Layout} from './versions.ts'
import {cannotBeWritten} from '../errors/output-failed.ts'

/** A process or container of the sandbox, with everything needed to start it again as it was. */
export interface SandboxProcess extends ProcessIdentity {
  /** `broker-1`, `controller-100`, `zookeeper`: also the name of its data folder and log file. */
  label: string
  /** Program and arguments. */
  command: string[]
  /** The file for its output. */
  log: string
  /** The container's id, if it is a container; `pid` is 0 then. */
  container?: string
}

export interface SandboxBroker extends SandboxProcess {
  id: number
  /** Where PLAINTEXT clients connect. */
  host: string
  port: number
  /** Every client listener by name: `host:port`. */
  listeners: Record<string, string>
}

/** A Schema Registry beside the brokers. */
export interface SandboxRegistry extends SandboxProcess {
  engine: RegistryEngine
  /** The address of Confluent's API: `http://127.0.0.1:PORT`, followed by a path if it has one. */
  url: string
  port: number
}

export type Engine = 'java' | 'docker' | 'memory'

/** A sandbox as recorded in sandbox.json; it was running when that was written. */
export interface Sandbox {
  name: string
  dir: string
  engine: Engine
  kafkaVersion: string
  layout: Layout
  clusterId: string
  /** PLAINTEXT addresses of all brokers, comma-separated. */
  bootstrapServers: string
  brokers: SandboxBroker[]
  /** A dedicated controller or ZooKeeper: starts before the brokers and stops after them. */
  quorum: SandboxProcess[]
  registry?: SandboxRegistry
  /** The port of ZooKeeper or of the dedicated controller. */
  quorumPort?: number
  /** ISO 8601. */
  startedAt: string
  /** Whether it outlives the process that started it. */
  detached: boolean
  /** The settings that it was started with, for the next start. */
  settings: Settings
  /** Ends an undetached sandbox when the process that started it dies. */
  watchdog?: ProcessIdentity
}

/** A sandbox by its name, or by its folder if one was chosen on start (so a recorded `Sandbox` is a reference too). */
export type SandboxRef = string | {readonly dir: string}

export const folderOf = (ref: SandboxRef): string => (typeof ref === 'string' ? sandboxFolder(ref) : ref.dir)

/**
 * The recorded sandbox, whether or not it still runs; undefined if there never was one. Throws SandboxError if the
 * record cannot be read.
 */
export async function findSandbox(ref: SandboxRef): Promise<Sandbox | undefined> {
  const file = join(folderOf(ref), stateFile)
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw error
  })
  if (text === undefined) return undefined
  try {
    const {format, ...sandbox} = JSON.parse(text) as Sandbox & {format: number}
    if (format === stateFormat) return sandbox
  } catch {
    // Continues to the same error.
  }
  throw new SandboxError(
    `${file} cannot be read by this version of kafkit: end the sandbox's processes and delete its folder`,
  )
}
const stateFormat = 1
const stateFile = 'sandbox.json'

/** Names of all sandboxes below the sandbox root, running or not. */
export async function sandboxNames(env?: Parameters<typeof sandboxRoot>[0]): Promise<string[]> {
  const root = sandboxRoot(env)
  const entries = await readdir(root, {withFileTypes: true}).catch(() => [])
  const names = entries.filter((entry) => entry.isDirectory()).map(({name}) => name)
  return names.filter((name) => existsSync(join(root, name, stateFile)))
}

/** Writes sandbox.json by renaming, because another process may be reading it. */
export async function recordSandbox(sandbox: Sandbox): Promise<void> {
  const file = join(sandbox.dir, stateFile)
  const part = unfinished(file)
  await writeFile(part, JSON.stringify({format: stateFormat, ...sandbox}, null, 2) + '\n').catch(cannotBeWritten(file))
  await rename(part, file)
}

/** All processes of a sandbox in the order in which they are started. */
export const processesOf = (sandbox: Sandbox): SandboxProcess[] => [
  ...sandbox.quorum,
  ...sandbox.brokers,
  ...(sandbox.registry ? [sandbox.registry] : []),
]
