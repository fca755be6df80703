// Runs the practice broker in a sandbox: a process that is started like Kafka's own broker.
import {existsSync} from 'node:fs'
import {writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {SandboxError} from './errors.ts'
import {isOneFile, practiceBrokerWord} from '../runtime/engine.ts'
import type {PracticeBrokerSettings} from '../practice-broker/run.ts'
import type {Prepared} from './plan.ts'
import type {Settings} from './settings.ts'
import {cannotBeWritten} from '../errors/output-failed.ts'

/** The practice broker must listen on exactly these ports and answer with this cluster id. */
export interface PreparePracticeBroker {
  /** The sandbox's folder, for a settings file. */
  dir: string
  clusterId: string
  brokers: readonly {id: number; host: string; port: number; rack: string | null}[]
  /** The file for its output. */
  log: string
  settings: Pick<Settings, 'properties' | 'listeners' | 'formatArguments'>
}

/**
 * The command line of the practice broker, one process for all broker ids, which runs until SIGTERM. The caller starts
 * it, waits until Metadata lists all brokers, records it and stops it, as with Kafka's own broker. Throws SandboxError
 * for settings that only real Kafka supports.
 */
export async function preparePracticeBroker({
  dir,
  clusterId,
  brokers,
  log,
  settings,
}: PreparePracticeBroker): Promise<Prepared> {
  if (settings.listeners.length > 0 || settings.formatArguments.length > 0) {
    throw new SandboxError(
      'the in-memory practice broker has no listeners besides PLAINTEXT and no users; ' +
        'install Java 17 or newer, or start Docker',
    )
  }
  // In the sandbox's folder, because the watchdog recognizes our processes by that folder in their command line.
  const file = join(dir, 'practice-broker.json')
  const contents: PracticeBrokerSettings = {listen: brokers, clusterId, properties: settings.properties}
  await writeFile(file, `${JSON.stringify(contents, null, 2)}\n`).catch(cannotBeWritten(file))
  return {label: 'memory', command: [process.execPath, isOneFile ? practiceBrokerWord : entry(), file], log}
}

/** The program to run: in the sources a neighbouring room, in a bundle at the top of dist. */
function entry(): string {
  // Written in full, not destructured, because the bundler replaces exactly these two expressions.
  const here = import.meta.dirname
  if (import.meta.filename.endsWith('.ts')) return join(here, '..', 'practice-broker', 'main.ts')
  for (let folder = here; ; folder = dirname(folder)) {
    const file = join(folder, 'practice-broker.js')
    if (existsSync(file)) return file
    if (dirname(folder) === folder) throw new SandboxError(`${file} is missing: this installation of kafkit is broken`)
  }
}
