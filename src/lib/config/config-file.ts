// Reads a file of settings in any form in which clients are configured: Java's or librdkafka's properties, or a kafkajs
// KafkaConfig as JSON or as a module.
import {readFile} from 'node:fs/promises'
import {UsageError} from '../cluster/errors.ts'
import type {LiveParts} from './kafkajs-config.ts'
import {fileProblem} from '../text/file-problem.ts'
import {grouped} from '../text/plural.ts'
import {namesServers} from './misnamed-servers.ts'
import {propertyLines, propertiesText} from './properties.ts'
import type {Setting, Source} from './setting.ts'

export interface ConfigFile {
  /** In the order of the file; of equal names the last one counts. */
  readonly settings: readonly Setting[]
  readonly notices: readonly string[]
  readonly live?: LiveParts
}

/** The file cannot be read at all. */
export class UnreadableFile extends UsageError {}

/** Throws UsageError that names the file. `code`: whether a module may be run. */
export async function readConfigFile(file: string, {code = true} = {}): Promise<ConfigFile> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UnreadableFile(`cannot read ${file}: ${fileProblem(error)}`, {cause: error})
  })
  const other = await otherKind(bytes)
  if (other !== undefined) throw new UsageError(`${file} is ${other}`)
  const text = propertiesText(bytes)
  if (/\.[cm]?js$/.test(file)) {
    if (!code) throw new UsageError(`${file}: the file of a project may not run code`)
    const {moduleSettings} = await import('./kafkajs-config.ts')
    return {...(await moduleSettings(file)), notices: []}
  }
  if (file.endsWith('.json') || /^\s*\{/.test(text)) {
    const {jsonSettings} = await import('./kafkajs-config.ts')
    return {settings: await jsonSettings(text, file), notices: []}
  }
  const settings = propertyLines(text).map(({name, value, line}): Setting => {
    const source: Source = {from: 'file', file, line}
    return {name, value, source}
  })
  // A log, a list or a script: if kafkit ignored all its lines, it would use another cluster than the one intended.
  if (settings.length >= 20) {
    const {isKnown} = await import('./known-properties.ts')
    if (!settings.some(({name}) => isKnown(name) || namesServers(name)))
      throw new UsageError(
        `${file} is not a file of client properties: none of its ${grouped(settings.length)} lines has one, such as bootstrap.servers=HOST:9092`,
      )
  }
  return {settings, notices: []}
}

/** Describes a file that holds no settings, and which property it belongs to; undefined for text. */
export async function otherKind(bytes: Buffer): Promise<string | undefined> {
  // Properties may contain certificates, but a file that begins with one contains nothing else.
  if (/^\s*-----BEGIN /.test(bytes.toString('latin1', 0, 200)))
    return 'a PEM file, not a properties file; set it with ssl.truststore.location or ssl.keystore.location'
  // The second byte of every store is not ASCII. The code that reads stores is loaded only for such a file.
  if ((bytes[1] ?? 0) >= 0x80) {
    const {storeFormat} = await import('../cluster/tls/store.ts')
    const format = storeFormat(bytes)
    if (format !== undefined && format !== 'PEM') {
      const name = format === 'PKCS12' ? 'PKCS#12' : format
      return `a ${name} store, not a properties file; set it with ssl.truststore.location or ssl.keystore.location`
    }
  }
  if (/^(?:\xff\xfe|\xfe\xff)/.test(bytes.toString('latin1', 0, 2))) return 'a text file in UTF-16; save it as UTF-8'
  return bytes.subarray(0, 8192).some((byte) => byte < 9) ? 'a binary file, not a properties file' : undefined
}
