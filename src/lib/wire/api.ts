// One Kafka API: its table, its request and response headers, and the choice of a version.
import {Reader, Writer} from './buffers.ts'
import {structCodec, type Codec} from './codec.ts'
import {CorruptData} from './corrupt-data.ts'
import type {Fields, Got, Sent} from './schema.ts'

export type Versions = readonly [first: number, last: number]

/**
 * The node that answers a request: any broker, the active controller, the coordinator of a consumer group or of a transactional
 * id, the leader of the partitions asked about, or one named node.
 */
export type Destination = 'any' | 'controller' | 'group' | 'transaction' | 'leader' | 'node'

/**
 * What the audit log records about a changing request, besides the fact that it was sent: the fields that the function
 * picks (never a record, a password or a key), the number of records, or nothing.
 */
export type Audit<Q extends Fields> =
  ((request: Sent<Q>) => object) | {readonly records: (request: Sent<Q>) => number} | 'count only'

export interface Changes<Q extends Fields> {
  /** Whether this request changes the cluster; default: every request does. One that only validates does not. */
  readonly when?: (request: Sent<Q>) => boolean
  readonly audit: Audit<Q>
}

export interface Declaration<Q extends Fields, S extends Fields> {
  readonly key: number
  readonly name: string
  readonly versions: Versions
  /** The first version with compact lengths and tags; undefined if there is none. */
  readonly flexible?: number | undefined
  readonly to: Destination
  /** Undefined: no request of this API changes the cluster. */
  readonly changes?: Changes<Q>
  readonly request: Q
  readonly response: S
}
export interface Api<Q extends Fields = any, S extends Fields = any> extends Declaration<Q, S> {
  encode(request: Sent<Q>, version: number): Buffer[]
  decode(response: Buffer, version: number): Got<S>
  codec(side: 'request' | 'response', version: number): Codec
  isFlexible(version: number): boolean
}

export function api<const Q extends Fields, const S extends Fields>(table: Declaration<Q, S>): Api<Q, S> {
  const codecs = new Map<string, Codec>()
  const isFlexible = (version: number) => version >= (table.flexible ?? Infinity)
  const codec = (side: 'request' | 'response', version: number) => {
    const id = side + version
    const known = codecs.get(id) ?? structCodec(table[side], version, isFlexible(version), side === 'response')
    codecs.set(id, known)
    return known
  }
  return {
    ...table,
    isFlexible,
    codec,
    encode(request, version) {
      const w = new Writer()
      codec('request', version).write(w, request)
      return w.chunks()
    },
    decode(response, version) {
      try {
        return codec('response', version).read(new Reader(response))
      } catch (error) {
        throw error instanceof CorruptData ? error.inside(`${table.name} v${version} response`, ', ') : error
      }
    },
  }
}

/** Whether answering this request changes the cluster. */
export function changesCluster<Q extends Fields>({changes}: Pick<Api<Q>, 'changes'>, request: Sent<Q>): boolean {
  return changes !== undefined && (changes.when?.(request) ?? true)
}

/**
 * A request frame: size, API key, version, correlation id and client id, in flexible versions an empty tag section,
 * then the body. The length of the client id is never compact.
 */
export function requestFrame(api: Api, version: number, correlationId: number, clientId: string, body: Buffer[]) {
  const id = Buffer.from(clientId)
  const header = Buffer.alloc(14 + id.length + (api.isFlexible(version) ? 1 : 0))
  header.writeInt32BE(
    body.reduce((sum, chunk) => sum + chunk.length, header.length - 4),
    0,
  )
  header.writeInt16BE(api.key, 4)
  header.writeInt16BE(version, 6)
  header.writeInt32BE(correlationId, 8)
  header.writeInt16BE(id.length, 12)
  id.copy(header, 14)
  return [header, ...body]
}

/**
 * The body of a response, without the header's tags. Flexible versions have them, except ApiVersions, which must be
 * readable before the versions are known (KIP-511).
 */
export function responseBody(api: Api, version: number, afterCorrelationId: Buffer): Buffer {
  if (!api.isFlexible(version) || api.key === 18) return afterCorrelationId
  const r = new Reader(afterCorrelationId)
  r.skipTags()
  return afterCorrelationId.subarray(r.position)
}

/** The highest version that both sides have; undefined if the ranges do not overlap. */
export function pick(ours: Versions, theirs: Versions | undefined): number | undefined {
  const version = theirs ? Math.min(ours[1], theirs[1]) : -1
  return theirs && version >= Math.max(ours[0], theirs[0]) ? version : undefined
}
