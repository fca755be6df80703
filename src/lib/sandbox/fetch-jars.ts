// Brings Kafka's jars into the cache: from the local Maven repository, with mvn, or directly over HTTP.
import {execFile} from 'node:child_process'
import {copyFile, mkdtemp, rename, rm, stat, writeFile} from 'node:fs/promises'
import {homedir} from 'node:os'
import {dirname, join} from 'node:path'
import {promisify, stripVTControlCharacters} from 'node:util'
import {download} from './download.ts'
import {SandboxError} from './errors.ts'
import {unfinished} from './folders.ts'
import {checksum, pinnedReleases, type PinnedJar} from './pinned-jars.ts'
import {pomOfJars, pomOfRelease} from './pom.ts'
import {cannotBeWritten} from '../errors/output-failed.ts'
import {makeFolder} from '../runtime/make-folder.ts'

const run = promisify(execFile)

export interface FetchOptions {
  onProgress?: (text: string) => void
  signal?: AbortSignal
  env?: NodeJS.ProcessEnv
}

export const mavenCentral = 'https://repo.maven.apache.org/maven2'

/** Fills `folder` with exactly these jars, each checked by its SHA-512. Throws SandboxError. */
export async function fetchPinned(version: string, jars: readonly PinnedJar[], folder: string, options: FetchOptions) {
  const env = options.env ?? process.env
  await makeFolder(folder)
  const size = Math.round(jars.reduce((sum, {bytes}) => sum + bytes, 0) / 1e6)
  const what = `Kafka ${version} (${jars.length} jars, ${size} MB)`
  const local = join(env['HOME'] || homedir(), '.m2', 'repository')
  let missing = await takeAll(jars, folder, (jar) => join(folder, jar.file))
  missing = await takeAll(missing, folder, (jar) => join(local, jar.path))
  const url = env['KAFKIT_MAVEN_URL']
  let withMaven = ''
  if (missing.length > 0 && !url && (await hasMaven(env))) {
    options.onProgress?.(`fetching ${what} once, with mvn`)
    const scratch = await mkdtemp(`${folder}.`)
    try {
      // excludeTransitive, because the list is complete, and Maven would otherwise add Jetty and others.
      await maven(
        pomOfJars(missing.map(({coordinates}) => coordinates)),
        scratch,
        ['-DexcludeTransitive=true'],
        options,
      )
      missing = await takeAll(missing, folder, (jar) => join(scratch, 'libs', jar.file))
    } catch (error) {
      options.signal?.throwIfAborted()
      // If mvn does not work, the same files are fetched over HTTP.
      withMaven = ` (mvn failed as well: ${error instanceof Error ? error.message : String(error)})`
    } finally {
      await rm(scratch, {recursive: true, force: true})
    }
  }
  if (missing.length > 0) {
    const from = url || mavenCentral
    options.onProgress?.(`fetching ${what} once, from ${new URL(from).host}`)
    try {
      await downloadAll(missing, folder, from, options)
    } catch (error) {
      options.signal?.throwIfAborted()
      const said = error instanceof Error ? error.message : String(error)
      throw new SandboxError(
        `Kafka's jars could not be fetched: ${said}${withMaven}. ` +
          `Set KAFKA_HOME to an unpacked Kafka, or KAFKIT_MAVEN_URL to a reachable Maven repository`,
        {cause: error},
      )
    }
  }
}

/** Fills `folder` with a release for which there is no list of jars; only Maven can find the jars that belong to it. */
export async function fetchRelease(version: string, folder: string, options: FetchOptions) {
  if (!(await hasMaven(options.env ?? process.env))) {
    throw new SandboxError(
      `Kafka ${version} needs mvn (Apache Maven) on PATH, which finds its jars; without it kafkit can fetch ${pinnedReleases().join(', ')} only. ` +
        `Or set KAFKA_HOME to an unpacked Kafka ${version}`,
    )
  }
  options.onProgress?.(`fetching Kafka ${version} once, with mvn`)
  await makeFolder(dirname(folder))
  const scratch = await mkdtemp(`${folder}.`)
  try {
    await maven(pomOfRelease(version), scratch, ['-DincludeScope=runtime'], options)
    await rename(join(scratch, 'libs'), folder).catch(async (error: NodeJS.ErrnoException) => {
      // Another process was faster, with the same jars.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } catch (error) {
    options.signal?.throwIfAborted()
    const said = error instanceof Error ? error.message : String(error)
    throw new SandboxError(`Kafka ${version} could not be fetched with mvn: ${said}`, {cause: error})
  } finally {
    await rm(scratch, {recursive: true, force: true})
  }
}

/** Copies the jars that are present and intact into `folder`; returns those still missing. */
async function takeAll(jars: readonly PinnedJar[], folder: string, source: (jar: PinnedJar) => string) {
  const missing: PinnedJar[] = []
  for (const jar of jars) {
    const from = source(jar)
    const to = join(folder, jar.file)
    const size = await stat(from).then(
      (stats) => stats.size,
      () => -1,
    )
    if (size !== jar.bytes || (await checksum(from)) !== jar.sha512) missing.push(jar)
    else if (from !== to) await putInPlace(from, to)
  }
  return missing
}

/** Writes under a temporary name first, so that a jar is complete or absent. */
async function putInPlace(from: string, to: string) {
  const part = unfinished(to)
  await copyFile(from, part)
  await rename(part, to)
}

async function downloadAll(jars: readonly PinnedJar[], folder: string, from: string, options: FetchOptions) {
  const queue = [...jars]
  const total = jars.reduce((sum, {bytes}) => sum + bytes, 0)
  const stop = new AbortController()
  const signal = options.signal ? AbortSignal.any([stop.signal, options.signal]) : stop.signal
  let done = 0
  let said = 0
  const worker = async () => {
    for (let jar = queue.shift(); jar; jar = queue.shift()) {
      const url = `${from.replace(/\/+$/, '')}/${jar.path}`
      const part = unfinished(join(folder, jar.file))
      try {
        await download(url, part, {signal, ...(options.env && {env: options.env})})
        if ((await checksum(part)) !== jar.sha512) {
          throw new Error(`${url} is not the expected file (its SHA-512 differs)`)
        }
        await rename(part, join(folder, jar.file))
      } finally {
        await rm(part, {force: true})
      }
      done += jar.bytes
      const quarter = Math.floor((done / total) * 4)
      if (quarter > said && quarter < 4) options.onProgress?.(`  ${quarter * 25} %`)
      said = quarter
    }
  }
  try {
    await Promise.all(Array.from({length: 6}, worker))
  } catch (error) {
    stop.abort()
    throw error
  }
}

async function hasMaven(env: NodeJS.ProcessEnv): Promise<boolean> {
  return run('mvn', ['-v'], {env}).then(
    () => true,
    () => false,
  )
}

async function maven(pom: string, scratch: string, args: readonly string[], options: FetchOptions) {
  const file = join(scratch, 'pom.xml')
  await writeFile(file, pom).catch(cannotBeWritten(file))
  const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${join(scratch, 'libs')}`]
  try {
    await run('mvn', ['-q', '-B', '-f', file, ...goal, ...args], {
      env: options.env ?? process.env,
      maxBuffer: 2 ** 26,
      ...(options.signal && {signal: options.signal}),
    })
  } catch (error) {
    const output = error instanceof Error && 'stdout' in error ? String(error.stdout) : ''
    const [line] = stripVTControlCharacters(output).match(/^\[ERROR\] +\S.*$/m) ?? []
    const said = line?.replace(/^\[ERROR\] +(.* for project \S+: )?/, '').replace(/ -> \[Help 1\]$/, '')
    throw new Error(said ?? (error instanceof Error ? error.message : String(error)), {cause: error})
  }
}
