// kafka-storage format.
import {existsSync, readFileSync} from 'node:fs'
import type {Io} from '../../cli/io.ts'
import {parseProperties, propertiesText} from '../../config/properties.ts'
import {metadataVersionFeature} from '../../features/versions.ts'
import {BrokenLog} from '../../log-files/broken-log.ts'
import {
  metaPropertiesName,
  metaPropertiesOf,
  newId,
  writeMetaProperties,
  writeWhole,
  type MetaProperties,
} from '../../log-files/meta-properties.ts'
import {bootstrapSnapshot, voterSnapshot, type MetadataRecord, type Voter} from '../../log-files/snapshot-writer.ts'
import {makeFolder} from '../../runtime/make-folder.ts'
import type {Arguments} from '../command-line/arguments.ts'
import {TerseProblem} from '../command-line/checks.ts'
import {JavaError} from '../java/errors.ts'
import {hashOrderOfStrings} from '../java/hash-order.ts'
import {levelsOf, parseFeatures, releaseNamed, type Levels} from './feature-levels.ts'
import type {NodeConfig} from './node-config.ts'
import {scramFields, scramRecord, type ScramFields} from './scram-records.ts'
import {parseVoters} from './voters.ts'

const runtimeException = (message: string) => new JavaError('java.lang.RuntimeException', message)

/** Throws TerseProblem or JavaError if not everything could be formatted. */
export async function format(args: Arguments, config: NodeConfig, io: Io): Promise<void> {
  const releaseText = args.text('release-version')
  const release = releaseText === undefined ? undefined : releaseNamed(releaseText, config.unstableFeatures)
  const given = parseFeatures(args.texts('feature') ?? [])
  const voters = votersOf(args, config)
  const clusterId = args.text('cluster-id') ?? ''
  const {unstableFeatures: unstable, hasStaticVoters} = config
  const levels = levelsOf({release, given, unstable, dynamicQuorum: !hasStaticVoters})
  const credentials = await credentialsOf(args, levels)
  const found = new Directories(config.directories, clusterId, config.nodeId)
  found.check(args.has('ignore-formatted'), io)
  if (found.empty.length === 0) {
    io.out('All of the log directories are already formatted.\n')
    return
  }
  const records = [...featureRecords(levels), ...credentials.map(scramRecord)]
  io.out(`Bootstrap metadata: ${bootstrapText(levels, credentials)}\n`)
  for (const directory of hashOrderOfStrings(found.empty)) {
    const kind = kindOf(directory, config, voters)
    io.out(`Formatting ${kind.words} ${directory} with ${metadataVersionFeature} ${levels.release.name}.\n`)
    const directoryId = kind.voter?.directoryId ?? newId()
    const meta = {version: 1, clusterId, nodeId: config.nodeId, directoryId}
    await write(directory, meta, records, kind.isDynamic ? voters : undefined, config, io.now())
  }
}

function votersOf(args: Arguments, config: NodeConfig): Voter[] | undefined {
  const initial = args.text('initial-controllers')
  const standalone = args.has('standalone')
  if (config.hasStaticVoters && (initial !== undefined || standalone)) {
    throw new TerseProblem(
      'You cannot specify controller.quorum.voters and format the node with --initial-controllers or --standalone. ' +
        'If you want to use dynamic quorum, please remove controller.quorum.voters and specify controller.quorum.bootstrap.servers instead.',
    )
  }
  if (standalone) return [ownVoter(config)]
  if (initial !== undefined) return parseVoters(initial)
  if (!args.has('no-initial-controllers') && config.isController && !config.hasStaticVoters) {
    throw new TerseProblem(
      'Because controller.quorum.voters is not set on this controller, you must specify one of the following: --standalone, --initial-controllers, or --no-initial-controllers.',
    )
  }
  return undefined
}

function ownVoter({isController, controllerEndpoint, nodeId}: NodeConfig): Voter {
  if (!isController) throw new TerseProblem('You can only use --standalone on a controller.')
  if (!controllerEndpoint) throw runtimeException('No controller listeners found.')
  return {id: nodeId, ...controllerEndpoint, directoryId: newId()}
}

async function credentialsOf(args: Arguments, {release}: Levels): Promise<ScramFields[]> {
  const texts = args.texts('add-scram') ?? []
  if (texts.length > 0 && release.level < firstWithScram)
    throw new TerseProblem('SCRAM is only supported in metadata.version 3.5-IV2 or later.')
  const credentials: ScramFields[] = []
  for (const text of texts) credentials.push(await scramFields(text))
  return credentials
}
/** The level of 3.5-IV2. */
const firstWithScram = 11

/** The log directories, sorted by what they contain. */
class Directories {
  readonly empty: string[] = []
  readonly unreadable: string[] = []
  readonly formatted = new Map<string, MetaProperties>()

  /** Throws RuntimeException as JavaError if one belongs to another cluster or node. */
  constructor(directories: readonly string[], clusterId: string, nodeId: number) {
    for (const directory of directories) {
      const path = `${directory}/${metaPropertiesName}`
      if (!existsSync(path)) this.empty.push(directory)
      else {
        try {
          this.formatted.set(directory, metaPropertiesOf(parseProperties(propertiesText(readFileSync(path)))))
        } catch (error) {
          if (!(error instanceof BrokenLog) && (error as NodeJS.ErrnoException).code === undefined) throw error
          this.unreadable.push(directory)
        }
      }
    }
    for (const directory of hashOrderOfStrings(this.formatted.keys())) {
      const meta = this.formatted.get(directory)
      const path = `${directory}/${metaPropertiesName}`
      if (meta?.clusterId !== undefined && meta.clusterId !== clusterId) {
        throw runtimeException(`Invalid cluster.id in: ${path}. Expected ${clusterId}, but read ${meta.clusterId}`)
      }
      if (meta?.nodeId !== undefined && meta.nodeId !== nodeId) {
        throw runtimeException(
          `Stored node id ${meta.nodeId} doesn't match previous node id ${nodeId} in ${path}. If you moved your data, make sure your configured node id matches. If you intend to create a new node, you should remove all data in your data directories.`,
        )
      }
    }
  }

  check(ignoreFormatted: boolean, io: Io): void {
    const [first] = hashOrderOfStrings(this.formatted.keys())
    if (first !== undefined && !ignoreFormatted) {
      throw new TerseProblem(
        `Log directory ${first} is already formatted. Use --ignore-formatted to ignore this directory and format the others.`,
      )
    }
    for (const directory of hashOrderOfStrings(this.unreadable))
      io.out(`I/O error trying to read log directory ${directory}. Ignoring...\n`)
    if (this.unreadable.length > 0 && this.empty.length === 0 && this.formatted.size === 0)
      throw new TerseProblem('No available log directories to format.')
  }
}

interface Kind {
  readonly words: string
  readonly isDynamic: boolean
  /** This node, as one of the voters. */
  readonly voter: Voter | undefined
}

function kindOf(directory: string, config: NodeConfig, voters: readonly Voter[] | undefined): Kind {
  if (directory !== config.metadataDirectory) return {words: 'data directory', isDynamic: false, voter: undefined}
  if (!voters) return {words: 'metadata directory', isDynamic: false, voter: undefined}
  const voter = voters.find(({id}) => id === config.nodeId)
  return {words: `dynamic metadata ${voter ? 'voter ' : ''}directory`, isDynamic: true, voter}
}

async function write(
  directory: string,
  meta: MetaProperties,
  records: readonly MetadataRecord[],
  voters: readonly Voter[] | undefined,
  config: NodeConfig,
  now: number,
): Promise<void> {
  const path = `${directory}/${metaPropertiesName}`
  try {
    await makeFolder(directory)
    writeWhole(`${directory}/bootstrap.checkpoint`, bootstrapSnapshot(records, now))
    if (voters) {
      const folder = `${directory}/__cluster_metadata-0`
      await makeFolder(folder)
      const bytes = voterSnapshot(voters, config.controllerListener.toUpperCase(), now)
      writeWhole(`${folder}/00000000000000000000-0000000000.checkpoint`, bytes)
    }
    writeMetaProperties(path, meta, now)
  } catch (error) {
    const {message, code} = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    throw new TerseProblem(`Error while writing meta.properties file ${directory}: java.io.IOException: ${message}`)
  }
}

const featureLevelRecord = 12

/** metadata.version first, then those above 0 by name. The level of kraft.version is not among them. */
function wantedFeatures({release, all}: Levels): [name: string, level: number][] {
  const others = [...all].filter(
    ([name, level]) => name !== metadataVersionFeature && name !== 'kraft.version' && level > 0,
  )
  return [[metadataVersionFeature, release.level], ...others]
}

const featureRecords = (levels: Levels): MetadataRecord[] =>
  wantedFeatures(levels).map(([name, featureLevel]) => ({
    type: featureLevelRecord,
    version: 0,
    fields: {name, featureLevel},
  }))

/** BootstrapMetadata.toString. */
function bootstrapText(levels: Levels, credentials: readonly ScramFields[]): string {
  const records = [
    ...wantedFeatures(levels).map(([name, level]) => `FeatureLevelRecord(name='${name}', featureLevel=${level})`),
    ...credentials.map(
      ({name, mechanism, salt, storedKey, serverKey, iterations}) =>
        `UserScramCredentialRecord(name='${name}', mechanism=${mechanism}, salt=${bytesText(salt)}, storedKey=${bytesText(storedKey)}, serverKey=${bytesText(serverKey)}, iterations=${iterations})`,
    ),
  ]
  const shown = records.map((record) => `ApiMessageAndVersion(${record} at version 0)`)
  return `BootstrapMetadata(records=[${shown.join(', ')}], metadataVersionLevel=${levels.release.level}, source=format command)`
}

/** Arrays.toString of bytes. */
const bytesText = (bytes: Buffer): string => `[${[...new Int8Array(bytes)].join(', ')}]`
