// Apicurio Registry from Maven, once: 158 MB that are unpacked in the cache.
import {execFile} from 'node:child_process'
import {createHash} from 'node:crypto'
import {createReadStream, existsSync} from 'node:fs'
import {mkdir, mkdtemp, rename, rm} from 'node:fs/promises'
import {homedir} from 'node:os'
import {join} from 'node:path'
import {pipeline} from 'node:stream/promises'
import {promisify} from 'node:util'
import {download} from './download.ts'
import {SandboxError} from './errors.ts'
import {mavenCentral} from './fetch-jars.ts'
import {cacheRoot} from './folders.ts'

const run = promisify(execFile)

export const apicurioVersion = '3.3.3'
const path = `io/apicurio/apicurio-registry-app/${apicurioVersion}/apicurio-registry-app-${apicurioVersion}-all.tar.gz`
/** In base64. */
const sha512 = '3QgeC7FLuUrJgG63aGZ7EKcpKop1qBy7/sHJnZILw1aX/F5WfXS3v5SgEFZIuQSAhCgilZgV0pZeDcbJUkyS0w=='

interface FetchOptions {
  readonly onProgress?: ((text: string) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** The folder with quarkus-run.jar; fetched and unpacked if it is not in the cache. SandboxError. */
export async function apicurioFolder({onProgress, signal}: FetchOptions): Promise<string> {
  const folder = join(cacheRoot(), `apicurio-${apicurioVersion}`)
  if (existsSync(join(folder, 'quarkus-run.jar'))) return folder
  await mkdir(cacheRoot(), {recursive: true})
  const scratch = await mkdtemp(`${folder}.`)
  try {
    const local = join(process.env['HOME'] || homedir(), '.m2', 'repository', path)
    let archive = local
    if (!existsSync(local) || (await checksum(local)) !== sha512) {
      const from = process.env['KAFKIT_MAVEN_URL'] || mavenCentral
      onProgress?.(`fetching Apicurio Registry ${apicurioVersion} (158 MB) once, from ${new URL(from).host}`)
      archive = join(scratch, 'archive.tar.gz')
      await download(`${from.replace(/\/+$/, '')}/${path}`, archive, signal ? {signal} : {})
      if ((await checksum(archive)) !== sha512) throw new Error(`${path} is not the file that kafkit knows (its SHA-512 differs)`) // prettier-ignore
    }
    const unpacked = join(scratch, 'unpacked')
    await mkdir(unpacked)
    await run('tar', ['xzf', archive, '-C', unpacked], signal ? {signal} : {})
    await rename(unpacked, folder).catch((error: NodeJS.ErrnoException) => {
      // Another process was faster, with the same files.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
    return folder
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
