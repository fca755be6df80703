// From --bootstrap-server and a properties file to a cluster, with the failures that Java's clients have on the way.
import {readFile} from 'node:fs/promises'
import type {Io} from '../cli/io.ts'
import {openCluster, type Cluster, type ClusterSettings} from '../cluster/cluster.ts'
import {UsageError} from '../cluster/errors.ts'
import {clientProperties} from '../config/client-properties.ts'
import {parseProperties, propertiesText} from '../config/properties.ts'
import {parseBootstrap} from './bootstrap.ts'
import {JavaError} from './java-errors.ts'
import {checkClientProperties} from './client-config.ts'

export type OpenCluster = (settings: ClusterSettings) => Cluster

export interface ClientInput {
  readonly bootstrap: string
  /** Path of a client.properties. */
  readonly configFile?: string | undefined
  /** Properties from the command line, which count more than the file. */
  readonly properties?: ReadonlyMap<string, string> | undefined
  readonly kind: 'admin' | 'consumer' | 'producer'
  /** client.id where none is configured. */
  readonly clientId: string
}

const failures = {
  admin: 'Failed to create new KafkaAdminClient',
  consumer: 'Failed to construct kafka consumer',
  producer: 'Failed to construct kafka producer',
}
const noServers = {
  admin: 'You must set either bootstrap.servers or bootstrap.controllers',
  consumer: 'No resolvable bootstrap urls given in bootstrap.servers',
  producer: 'No resolvable bootstrap urls given in bootstrap.servers',
}

/** The file's properties with those of the command line over them. JavaError (NoSuchFileException) as Java has it. */
export async function readClientProperties(
  file: string | undefined,
  over: ReadonlyMap<string, string> = new Map(),
): Promise<Map<string, string>> {
  if (file === undefined) return new Map(over)
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new JavaError('java.nio.file.NoSuchFileException', file, {cause: error})
    if (error.code === 'EACCES') throw new JavaError('java.nio.file.AccessDeniedException', file, {cause: error})
    if (error.code === 'EISDIR') throw new JavaError('java.io.IOException', 'Is a directory', {cause: error})
    throw error
  })
  return new Map([...parseProperties(propertiesText(bytes)), ...over])
}

/** A lazy cluster that, like Java's clients, goes on knocking until the total time limit. JavaError if it cannot be set up. */
export async function openClient(input: ClientInput, io: Io, open: OpenCluster = openCluster): Promise<Cluster> {
  const {kind, bootstrap, clientId, configFile} = input
  const properties = await readClientProperties(configFile, input.properties)
  properties.set('bootstrap.servers', bootstrap)
  checkClientProperties(properties)
  try {
    const {settings} = await clientProperties(properties)
    const {addresses, notices} = await parseBootstrap(bootstrap, noServers[kind])
    for (const notice of notices) io.err(notice)
    return open({
      clientId,
      ...settings,
      bootstrap: addresses,
      signal: io.interrupted,
      waitForBootstrap: true,
      bootstrapFailed: once((failure) => io.err(`WARN ${failure.message}. Trying again.\n`)),
    })
  } catch (error) {
    if (error instanceof JavaError && error.message.startsWith('Configuration ')) throw error
    if (!(error instanceof JavaError || error instanceof UsageError)) throw error
    const message = `${failures[kind]}: ${error.message}`
    throw new JavaError('org.apache.kafka.common.KafkaException', message, {cause: error})
  }
}

function once(tell: (failure: Error) => void): (failure: Error) => void {
  let told = ''
  return (failure) => {
    if (failure.message !== told) tell(failure)
    told = failure.message
  }
}
