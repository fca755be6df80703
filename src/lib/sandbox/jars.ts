// Finds Kafka's jars: in KAFKA_HOME, in the cache, or by fetching them once.
import {readdir, stat} from 'node:fs/promises'
import {basename, join} from 'node:path'
import {SandboxError} from './errors.ts'
import {fetchPinned, fetchRelease, type FetchOptions} from './fetch-jars.ts'
import {cacheRoot} from './folders.ts'
import {pinnedJars, type PinnedJar} from './pinned-jars.ts'
import {defaultKafkaVersion} from './versions.ts'

/** A class path, always in the same order, because class-data archives depend on it. */
export interface KafkaJars {
  version: string
  jars: readonly string[]
}

/**
 * The jars of a release, fetched into the cache if they are missing. Without a version, those in KAFKA_HOME, or the
 * default release. KAFKA_HOME is also used when it holds the requested version. Throws SandboxError.
 */
export async function kafkaJars(version: string | undefined, options: FetchOptions = {}): Promise<KafkaJars> {
  const env = options.env ?? process.env
  const installed = env['KAFKA_HOME'] ? await installedKafka(env['KAFKA_HOME']) : undefined
  if (installed && (version === undefined || version === installed.version)) return installed
  const wanted = version ?? defaultKafkaVersion
  const folder = join(cacheRoot(env), 'jars', wanted)
  const pinned = pinnedJars(wanted)
  if (pinned) {
    if (!(await isComplete(folder, pinned))) await fetchPinned(wanted, pinned, folder, options)
    return {version: wanted, jars: pinned.map(({file}) => join(folder, file))}
  }
  let jars = await jarsIn(folder)
  if (jars.length === 0) {
    await fetchRelease(wanted, folder, options)
    jars = await jarsIn(folder)
  }
  return {version: wanted, jars}
}

/** The release in KAFKA_HOME, or undefined if that is not set. Throws SandboxError if it holds no Kafka. */
export async function kafkaHomeVersion(env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  return env['KAFKA_HOME'] ? (await installedKafka(env['KAFKA_HOME'])).version : undefined
}

/** The class path (for `java -cp`) of the broker, the tools and a logger that is quiet by default. */
export async function kafkaClasspath(version?: string, options: FetchOptions = {}): Promise<string> {
  return (await kafkaJars(version, options)).jars.join(':')
}

/**
 * Compares only sizes: checksums were verified on download, and hashing 37 MB would add a quarter of a second to every
 * start.
 */
async function isComplete(folder: string, jars: readonly PinnedJar[]): Promise<boolean> {
  const sizes = await Promise.all(
    jars.map(({file}) =>
      stat(join(folder, file)).then(
        ({size}) => size,
        () => -1,
      ),
    ),
  )
  return sizes.every((size, i) => size === jars[i]?.bytes)
}

async function installedKafka(home: string): Promise<KafkaJars> {
  const jars = await jarsIn(join(home, 'libs'))
  const core = jars.map((jar) => /^kafka_2\.\d+-(\d+(?:\.\d+)+)\.jar$/.exec(basename(jar))?.[1]).find(Boolean)
  if (!core) {
    throw new SandboxError(`KAFKA_HOME is ${home}, but there is no libs/kafka_*.jar in it: correct or unset KAFKA_HOME`)
  }
  return {version: core, jars}
}

async function jarsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names
    .filter((name) => name.endsWith('.jar'))
    .toSorted()
    .map((name) => join(folder, name))
}
