// The practice broker as the sandbox sees it: a process to start like Kafka's own.
import {existsSync} from 'node:fs'
import {writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {SandboxError} from './errors.ts'
import type {MemoryBrokerFile} from '../practice-broker/main.ts'
import type {Prepared} from './plan.ts'
import type {Settings} from './settings.ts'
import {cannotBeWritten} from '../errors/output-failed.ts'

/** What the practice broker is to be: it must listen on exactly these ports and answer with this cluster id. */
export interface MemoryBrokerOptions {
  /** The sandbox's folder, for a settings file. */
  dir: string
  clusterId: string
  brokers: readonly {id: number; host: string; port: number}[]
  /** File that its output goes to. */
  log: string
  settings: Pick<Settings, 'properties' | 'listeners' | 'formatArguments'>
}

/**
 * The command line of the in-memory practice broker, one process for all broker ids; it runs until SIGTERM. The caller
 * starts it, waits until Metadata lists all brokers, records and stops it as it does with Kafka's own.
 */
export async function memoryBroker({dir, clusterId, brokers, log, settings}: MemoryBrokerOptions): Promise<Prepared> {
  if (settings.listeners.length > 0 || settings.formatArguments.length > 0) {
    throw new SandboxError(
      'the in-memory practice broker has no listeners besides PLAINTEXT and no users; ' +
        'install Java 17 or newer, or start Docker',
    )
  }
  // In the sandbox's folder: the watchdog knows our processes by the folder in their command line.
  const file = join(dir, 'memory.json')
  const contents: MemoryBrokerFile = {listen: brokers, clusterId, properties: settings.properties}
  await writeFile(file, `${JSON.stringify(contents, null, 2)}\n`).catch(cannotBeWritten(file))
  return {label: 'memory', command: [process.execPath, entry(), file], log}
}

/** What to run: in the sources it lies beside this file, in a bundle at the top of dist, however deep this code got. */
function entry(): string {
  // Not taken apart: a bundler replaces the two as they stand here.
  const here = import.meta.dirname
  if (import.meta.filename.endsWith('.ts')) return join(here, '..', 'practice-broker', 'main.ts')
  for (let folder = here; ; folder = dirname(folder)) {
    const file = join(folder, 'memory-broker.js')
    if (existsSync(file)) return file
    if (dirname(folder) === folder) throw new SandboxError(`${file} is missing: this installation of kafkit is broken`)
  }
}
