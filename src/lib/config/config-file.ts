// A file of settings in any of the forms that clients are configured with: Java's or librdkafka's properties, or a
// kafkajs KafkaConfig as JSON or as a module.
import {readFile} from 'node:fs/promises'
import {UsageError} from '../cluster/errors.ts'
import type {LiveParts} from './kafkajs-config.ts'
import {propertyLines, propertiesText} from './properties.ts'
import type {Setting, Source} from './setting.ts'

export interface ConfigFile {
  /** In order; of equal names the last one counts. */
  readonly settings: readonly Setting[]
  readonly notices: readonly string[]
  readonly live?: LiveParts
}

/** The file cannot be read at all, whatever is in it. */
export class UnreadableFile extends UsageError {}

/** UsageError that names the file. `code`: whether a module may be run. */
export async function readConfigFile(file: string, {code = true} = {}): Promise<ConfigFile> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new UnreadableFile(`cannot read ${file}: ${whyNot(error)}`, {cause: error})
  })
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
  return {settings, notices: []}
}

/** In a few words. */
export function whyNot({code, message}: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EACCES') return 'it may not be read'
  return code === 'EISDIR' ? 'it is a folder' : message
}
