// Fetches Apicurio Registry from Maven once: an archive that is unpacked in the cache. The release depends on the Java
// that is installed.
import {execFile} from 'node:child_process'
import {createHash} from 'node:crypto'
import {createReadStream, existsSync} from 'node:fs'
import {mkdir, mkdtemp, rename, rm} from 'node:fs/promises'
import {homedir} from 'node:os'
import {join} from 'node:path'
import {pipeline} from 'node:stream/promises'
import {promisify} from 'node:util'
import {makeFolder} from '../runtime/make-folder.ts'
import {download} from './download.ts'
import {SandboxError} from './errors.ts'
import {mavenCentral} from './fetch-jars.ts'
import {cacheRoot} from './folders.ts'
import {findJava} from './java.ts'

const run = promisify(execFile)

export interface ApicurioRelease {
  readonly version: string
  /** The oldest Java that runs it. */
  readonly java: number
  /** The jar to run, in the release's folder. */
  readonly jar: string
  readonly megabytes: number
  /** The checksum of the archive, in base64. */
  readonly sha512: string
}

/** 3.0.9 lacks modes and the lists of schemas and of an id's uses, but runs on the Java that brokers need. */
const releases: readonly [newest: ApicurioRelease, older: ApicurioRelease] = [
  {
    version: '3.3.3',
    java: 21,
    jar: 'quarkus-run.jar',
    megabytes: 158,
    sha512: '3QgeC7FLuUrJgG63aGZ7EKcpKop1qBy7/sHJnZILw1aX/F5WfXS3v5SgEFZIuQSAhCgilZgV0pZeDcbJUkyS0w==',
  },
  {
    version: '3.0.9',
    java: 17,
    jar: 'apicurio-registry-app-3.0.9-runner.jar',
    megabytes: 109,
    sha512: 'HtFtcoRZnHBaHMvFUbMHBkmQ6x9Yw0Djfu3IBxbySrpiFrhds1vGwWUeRP39NZjExtqggvGOAg5rjxkgNuYJwA==',
  },
]

/** The newest release for which a Java is installed. Throws SandboxError if there is none for any release. */
export async function apicurioFor(
  env: NodeJS.ProcessEnv = process.env,
): Promise<{readonly release: ApicurioRelease; readonly executable: string}> {
  const [newest, older] = releases
  try {
    const {executable} = await findJava({atLeast: newest.java, wantedBy: `Apicurio Registry ${newest.version}`, env})
    return {release: newest, executable}
  } catch (error) {
    if (!(error instanceof SandboxError)) throw error
    const {executable} = await findJava({atLeast: older.java, wantedBy: `Apicurio Registry ${older.version}`, env})
    return {release: older, executable}
  }
}

interface FetchOptions {
  readonly onProgress?: ((text: string) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** The jar of a release, which is fetched and unpacked if it is not in the cache. Throws SandboxError. */
export async function apicurioJar(release: ApicurioRelease, {onProgress, signal}: FetchOptions): Promise<string> {
  const {version, megabytes, sha512} = release
  const path = `io/apicurio/apicurio-registry-app/${version}/apicurio-registry-app-${version}-all.tar.gz`
  const folder = join(cacheRoot(), `apicurio-${version}`)
  const jar = join(folder, release.jar)
  if (existsSync(jar)) return jar
  await makeFolder(cacheRoot())
  const scratch = await mkdtemp(`${folder}.`)
  try {
    const local = join(process.env['HOME'] || homedir(), '.m2', 'repository', path)
    let archive = local
    if (!existsSync(local) || (await checksum(local)) !== sha512) {
      const from = process.env['KAFKIT_MAVEN_URL'] || mavenCentral
      onProgress?.(`fetching Apicurio Registry ${version} (${megabytes} MB) once, from ${new URL(from).host}`)
      archive = join(scratch, 'archive.tar.gz')
      await download(`${from.replace(/\/+$/, '')}/${path}`, archive, signal ? {signal} : {})
      if ((await checksum(archive)) !== sha512) throw new Error(`${path} is not the expected file (its SHA-512 differs)`) // prettier-ignore
    }
    const unpacked = join(scratch, 'unpacked')
    await mkdir(unpacked)
    await run('tar', ['xzf', archive, '-C', unpacked], signal ? {signal} : {})
    await rename(unpacked, folder).catch((error: NodeJS.ErrnoException) => {
      // Another process was faster, and unpacked the same files.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
    return jar
  } catch (error) {
    signal?.throwIfAborted()
    const said = error instanceof Error ? error.message : String(error)
    throw new SandboxError(
      `Apicurio Registry could not be fetched: ${said}. Set KAFKIT_MAVEN_URL to a reachable Maven repository, or use --registry memory`,
      {cause: error},
    )
  } finally {
    await rm(scratch, {recursive: true, force: true})
  }
}

async function checksum(file: string): Promise<string> {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  return hash.digest('base64')
}
