// Formats the storage of KRaft nodes as `kafka-storage format` does, usually without starting a JVM for it.
import {randomUuid} from '../wire/random-uuid.ts'
import {execFile} from 'node:child_process'
import {existsSync} from 'node:fs'
import {copyFile, mkdtemp, rename, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {SandboxError} from './errors.ts'
import {cacheRoot, unfinished} from './folders.ts'
import {propertiesText, type Properties} from './properties.ts'
import {isAtLeast} from './versions.ts'
import {cannotBeWritten} from '../errors/output-failed.ts'
import {makeFolder} from '../runtime/make-folder.ts'

const run = promisify(execFile)

interface FormatInput {
  version: string
  clusterId: string
  /** `dataFolders` are its `log.dirs`; the first one holds the metadata log. */
  node: {id: number; propertiesFile: string; dataFolders: readonly string[]}
  /**
   * The result of `bootstrapCheckpoint`; or arguments with which the real tool does everything, such as `--add-scram
   * …`.
   */
  from: {bootstrap: string} | {tool: StorageTool; arguments: readonly string[]}
}

export interface StorageTool {
  /** Program and arguments up to and including the class path. */
  java: readonly string[]
  signal?: AbortSignal
}

/** Formats the node's storage, unless it is already formatted. Throws SandboxError with the tool's last line. */
export async function formatStorage({version, clusterId, node, from}: FormatInput): Promise<void> {
  const [metadataFolder = ''] = node.dataFolders
  if (existsSync(join(metadataFolder, 'meta.properties'))) return
  if ('tool' in from) {
    await storageTool(from.tool, ['-t', clusterId, '-c', node.propertiesFile, ...from.arguments])
    return
  }
  for (const folder of node.dataFolders) await makeFolder(folder)
  await copyFile(from.bootstrap, join(metadataFolder, 'bootstrap.checkpoint'))
  for (const folder of node.dataFolders) {
    const meta: Properties = {version: 1, 'cluster.id': clusterId, 'node.id': node.id}
    // Log directories have ids since Kafka 3.7 (KIP-858).
    if (isAtLeast(version, '3.7')) meta['directory.id'] = randomUuid()
    const file = join(folder, 'meta.properties')
    await writeFile(file, propertiesText(meta)).catch(cannotBeWritten(file))
  }
}

/**
 * Path of the snapshot that finalizes a release's features (metadata.version, group.version, transaction.version,
 * share.version). It is the same for every cluster, so the real tool creates it once, and each later start saves a JVM.
 * A 4.x broker would also start without it, but with those features switched off.
 */
export async function bootstrapCheckpoint(version: string, tool: StorageTool): Promise<string> {
  const folder = join(cacheRoot(), 'format', version)
  const cached = join(folder, 'bootstrap.checkpoint')
  if (existsSync(cached)) return cached
  await makeFolder(folder)
  const scratch = await mkdtemp(join(tmpdir(), 'kafkit-format-'))
  try {
    const properties = join(scratch, 'server.properties')
    await writeFile(
      properties,
      propertiesText({
        'process.roles': 'broker,controller',
        'node.id': 1,
        'controller.quorum.voters': '1@127.0.0.1:1',
        'controller.listener.names': 'CONTROLLER',
        listeners: 'PLAINTEXT://127.0.0.1:2,CONTROLLER://127.0.0.1:1',
        'log.dirs': join(scratch, 'data'),
      }),
    ).catch(cannotBeWritten(properties))
    await storageTool(tool, ['-t', randomUuid(), '-c', properties])
    const part = unfinished(cached)
    await copyFile(join(scratch, 'data', 'bootstrap.checkpoint'), part)
    await rename(part, cached)
    return cached
  } finally {
    await rm(scratch, {recursive: true, force: true})
  }
}

async function storageTool({java, signal}: StorageTool, args: readonly string[]) {
  const [program = '', ...flags] = java
  try {
    await run(program, [...flags, 'kafka.tools.StorageTool', 'format', ...args], signal ? {signal} : {})
  } catch (error) {
    signal?.throwIfAborted()
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n') : []
    throw new SandboxError(`Kafka's StorageTool could not format the storage: ${said.at(-1) || String(error)}`, {
      cause: error,
      log: said,
    })
  }
}
