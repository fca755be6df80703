// The blocks that kafka-broker-api-versions prints.
import type {NodeApis} from '../../brokers/api-versions.ts'
import {stringHash} from '../java/hash-order.ts'
import {knownApis} from './api-keys.ts'

export interface Node {
  readonly id: number
  readonly host: string
  readonly port: number
  readonly rack: string | null
}

/** Node.toString. */
export const nodeText = ({host, port, id, rack}: Node): string =>
  `${host}:${port} (id: ${id} rack: ${rack} isFenced: false)`

/** Node.hashCode, for a node that is not fenced. */
export function nodeHash({host, port, id, rack}: Node): number {
  const parts = [stringHash(host), id, port, rack === null ? 0 : stringHash(rack), falseHash]
  return parts.reduce((hash, part) => (Math.imul(hash, 31) + part) | 0, 1)
}

/** Boolean.hashCode of false. */
const falseHash = 1237

/** NodeApiVersions.toString(true): APIs by key, including those that clients know and the node lacks. */
export function apisText({apis}: Pick<NodeApis, 'apis'>): string {
  const texts = new Map(apis.map((api) => [api.key, apiText(api)]))
  for (const [key, {name, forClients}] of knownApis)
    if (forClients && !texts.has(key)) texts.set(key, `${name}(${key}): UNSUPPORTED`)
  const lines = [...texts].toSorted(([a], [b]) => a - b).map(([, text]) => text)
  return `(\n\t${lines.join(',\n\t')}\n)`
}

function apiText({key, min, max}: NodeApis['apis'][number]): string {
  const known = knownApis.get(key)
  const range = min === max ? String(min) : `${min} to ${max}`
  return known
    ? `${known.name}(${key}): ${range} [${usable(known.oldest, known.newest, min, max)}]`
    : `UNKNOWN(${key}): ${range}`
}

function usable(oldest: number, newest: number, min: number, max: number): string {
  if (newest < min) return 'unusable: node too new'
  return max < oldest ? 'unusable: node too old' : `usable: ${Math.min(newest, max)}`
}
