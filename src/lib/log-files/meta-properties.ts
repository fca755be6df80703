// meta.properties: the cluster and node that a log directory belongs to. Apache: MetaProperties,
// MetaPropertiesEnsemble.
import {closeSync, fsyncSync, openSync, renameSync, writeFileSync} from 'node:fs'
import {randomUuid} from '../wire/random-uuid.ts'
import {BrokenLog} from './broken-log.ts'

export const metaPropertiesName = 'meta.properties'

/** A new id for a cluster or a directory. */
export const newId = (): string => randomUuid()

export interface MetaProperties {
  /** 0: a broker with ZooKeeper. 1: KRaft. */
  readonly version: number
  readonly clusterId: string | undefined
  readonly nodeId: number | undefined
  readonly directoryId: string | undefined
}

/** Throws BrokenLog with Java's messages. */
export function metaPropertiesOf(properties: ReadonlyMap<string, string>): MetaProperties {
  const version = versionOf(properties.get('version') ?? '0')
  const name = version === 0 ? 'broker.id' : 'node.id'
  const nodeId = version === 0 && !properties.has(name) ? undefined : requiredInt(properties, name)
  const clusterId = properties.get('cluster.id')
  if (version === 1 && clusterId === undefined) throw new BrokenLog('cluster.id was not found.')
  return {version, clusterId, nodeId, directoryId: properties.get('directory.id')}
}

function versionOf(text: string): number {
  if (!/^[+-]?\d+$/.test(text.trim())) throw new BrokenLog(`Invalid meta.properties version string '${text}'`)
  const version = Number(text)
  if (version !== 0 && version !== 1) throw new BrokenLog(`Unknown meta.properties version number ${version}`)
  return version
}

function requiredInt(properties: ReadonlyMap<string, string>, name: string): number {
  const text = properties.get(name)
  if (text === undefined) throw new BrokenLog(`Failed to find ${name}`)
  if (!/^[+-]?\d+$/.test(text)) throw new BrokenLog(`Unable to read ${name} as a base-10 number.`)
  return Number(text)
}

/** Sorted names and values, as in the file. */
export function asProperties({
  version,
  clusterId,
  nodeId,
  directoryId,
}: MetaProperties): [name: string, value: string][] {
  const node = version === 0 ? 'broker.id' : 'node.id'
  return [
    ...(version === 0 && nodeId !== undefined ? ([[node, String(nodeId)]] as [string, string][]) : []),
    ...(clusterId === undefined ? [] : ([['cluster.id', clusterId]] as [string, string][])),
    ...(directoryId === undefined ? [] : ([['directory.id', directoryId]] as [string, string][])),
    ...(version === 1 ? ([[node, String(nodeId)]] as [string, string][]) : []),
    ['version', String(version)],
  ]
}

/** Writes the file completely, or not at all. `now`: ms. Throws the errors of Node's fs. */
export function writeMetaProperties(path: string, properties: MetaProperties, now: number): void {
  const lines = asProperties(properties).map(([name, value]) => `${name}=${escaped(value)}\n`)
  writeWhole(path, Buffer.from(`#\n#${new Date(now).toUTCString()}\n${lines.join('')}`))
}

/** As java.util.Properties writes a value. */
const escaped = (value: string): string =>
  value.replaceAll(/[\\=:#!\t\n\r\f]|^ /g, (char) => `\\${{'\t': 't', '\n': 'n', '\r': 'r', '\f': 'f'}[char] ?? char}`)

/** Writes a second file, and renames it once its bytes are on disk. */
export function writeWhole(path: string, bytes: Buffer): void {
  const scratch = `${path}.tmp`
  const file = openSync(scratch, 'w')
  try {
    writeFileSync(file, bytes)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(scratch, path)
}
