// kafka-metadata-quorum add-controller: the new voter is read from the controller's configuration and its directory.
import {isAbsolute, resolve} from 'node:path'
import type {Io} from '../../cli/io.ts'
import {addVoter} from '../../quorum/change-voters.ts'
import type {QuorumEndpoint} from '../../quorum/describe.ts'
import type {Admin} from '../client/admin.ts'
import {loadProperties} from '../client/open-client.ts'
import {TerseProblem} from '../command-line/checks.ts'
import {JavaError} from '../java/errors.ts'
import {parseJavaInt} from '../java/numbers.ts'
import {javaTrim} from '../java/trim.ts'
import {parseUuid} from '../java/uuid.ts'
import {endpointText} from './endpoint.ts'

type Properties = ReadonlyMap<string, string>

/** `file`: path of the controller's properties. Throws TerseProblem and JavaError as Apache's tool does. */
export async function addController(admin: Admin, file: string, dryRun: boolean, io: Io): Promise<void> {
  const properties = await loadProperties(file)
  const id = controllerId(properties)
  const directoryId = await directoryIdOf(metadataDirectory(properties), io)
  const endpoints = advertised(properties)
  if (!dryRun)
    await admin.getAt('addRaftVoter', undefined, (cluster) => addVoter(cluster, {id, directoryId}, endpoints))
  io.out(
    `${dryRun ? 'DRY RUN of adding' : 'Added'} controller ${id} with directory id ${directoryId} and endpoints: ` +
      `${endpoints.map(endpointText).join(', ')}\n`,
  )
}

const valid = 'Is this a valid controller configuration file?'

function controllerId(properties: Properties): number {
  const text = properties.get('node.id')
  if (text === undefined) throw new TerseProblem(`node.id not found in configuration file. ${valid}`)
  const id = parseJavaInt(text)
  if (id < 0) throw new TerseProblem(`node.id was negative in configuration file. ${valid}`)
  if (!(properties.get('process.roles') ?? '').includes('controller'))
    throw new TerseProblem(`process.roles did not contain 'controller' in configuration file. ${valid}`)
  return id
}

function metadataDirectory(properties: Properties): string {
  const own = properties.get('metadata.log.dir')
  if (own !== undefined) return own
  const all = properties.get('log.dirs')
  const first = all === undefined || /^,+$/.test(javaTrim(all)) ? undefined : javaTrim(all).split(',')[0]
  if (first !== undefined) return first
  throw new TerseProblem(`Neither metadata.log.dir nor log.dirs were found. ${valid}`)
}

async function directoryIdOf(directory: string, io: Io): Promise<string> {
  const path = isAbsolute(directory) ? directory : resolve(directory)
  const unreadable = new TerseProblem(`Unable to read meta.properties from ${directory}`)
  let properties: Properties
  try {
    properties = await loadProperties(`${path}/meta.properties`)
    checkMetaProperties(properties)
  } catch (error) {
    if (!(error instanceof JavaError)) throw error
    // Apache's tool logs every failure but a missing file.
    if (error.javaClass !== 'java.nio.file.NoSuchFileException')
      io.err(`ERROR Error while reading meta.properties file ${path}/meta.properties: ${error.message}\n`)
    throw unreadable
  }
  const id = properties.get('directory.id')
  if (id === undefined) throw new TerseProblem(`No directory id found in ${directory}`)
  return parseUuid(id)
}

/** Throws what MetaProperties.Builder throws. */
function checkMetaProperties(properties: Properties): void {
  const refuse = (message: string) => new JavaError('java.lang.RuntimeException', message)
  const version = properties.get('version') ?? '0'
  if (version !== '0' && version !== '1') throw refuse(`Unknown meta.properties version number ${version}`)
  const key = version === '0' ? 'broker.id' : 'node.id'
  const id = properties.get(key)
  if (id === undefined && version === '1') throw refuse('Failed to find node.id')
  if (id !== undefined) parseJavaInt(id)
  const directory = properties.get('directory.id')
  if (directory !== undefined) parseUuid(directory)
  if (version === '1' && properties.get('cluster.id') === undefined) throw refuse('cluster.id was not found.')
}

/**
 * The controller's listeners, with the addresses at which others reach them: advertised.listeners override listeners.
 */
function advertised(properties: Properties): QuorumEndpoint[] {
  const listeners = new Map<string, QuorumEndpoint>()
  for (const name of ['listeners', 'advertised.listeners'])
    for (const endpoint of listenersOf(properties.get(name) ?? '')) listeners.set(endpoint.listener, endpoint)
  const names = properties.get('controller.listener.names')
  if (names === undefined) throw new TerseProblem(`controller.listener.names was not found. ${valid}`)
  const found = new Map<string, QuorumEndpoint>()
  for (const each of names.replace(/,+$/, '').split(',')) {
    const name = normalised(each)
    const endpoint = listeners.get(name)
    if (!endpoint) throw new TerseProblem(`Cannot find information about controller listener name: ${name}`)
    const {host} = endpoint
    found.set(name, {...endpoint, host: host === '' ? 'localhost' : host})
  }
  return [...found.values()]
}

function listenersOf(text: string): QuorumEndpoint[] {
  const entries = text.split(/[ \t\n\v\f\r]*,[ \t\n\v\f\r]*/).filter((entry) => entry !== '')
  return entries.map((entry) => {
    const [whole, name = '', host = '', port = ''] =
      /^(.*):\/\/\[?([0-9a-zA-Z\-%._:]*)\]?:(-?[0-9]+)$/.exec(entry) ?? []
    if (whole === undefined)
      throw new JavaError('org.apache.kafka.common.KafkaException', `Unable to parse ${entry} to a broker endpoint`)
    return {listener: normalised(name), host, port: parseJavaInt(port)}
  })
}

function normalised(name: string): string {
  if (javaTrim(name) === '')
    throw new JavaError(
      'org.apache.kafka.common.config.ConfigException',
      'The provided listener name is null or empty string',
    )
  return name.toUpperCase()
}
