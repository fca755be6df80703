// The broker's half of framing: reads request headers and writes response headers.
import type {Api} from '../wire/api.ts'
import {Reader} from '../wire/buffers.ts'

export interface RequestHeader {
  readonly correlationId: number
  readonly clientId: string | null
  /** Where the body begins in the given bytes. */
  readonly bodyAt: number
}

/** Reads what follows api key and version; the client id's length never became compact. */
export function requestHeader(api: Api, version: number, afterVersion: Buffer): RequestHeader {
  const r = new Reader(afterVersion)
  const correlationId = r.int32()
  const length = r.int16()
  const clientId = length < 0 ? null : r.string(length)
  if (api.isFlexible(version)) r.skipTags()
  return {correlationId, clientId, bodyAt: r.position}
}

/** Size, correlation id, in flexible versions an empty tag section (never for ApiVersions, KIP-511), the body. */
export function responseFrame(api: Api, version: number, correlationId: number, body: readonly Buffer[]): Buffer[] {
  const header = Buffer.alloc(api.isFlexible(version) && api.key !== 18 ? 9 : 8)
  const size = body.reduce((sum, chunk) => sum + chunk.length, header.length - 4)
  header.writeInt32BE(size, 0)
  header.writeInt32BE(correlationId, 4)
  return [header, ...body]
}
