// A broker's side of one connection, from the same API tables as the client. Requests are decoded, handed to the API's
// handler and answered in order, one at a time, as a real broker does. The tests' fake cluster is built on it as well.
import type {Socket} from 'node:net'
import {ApiVersions} from '../apis/api-versions.ts'
import type {Api, Versions} from '../wire/api.ts'
import {Reader, Writer} from '../wire/buffers.ts'
import {FrameReader} from '../wire/frames.ts'
import type {Field, Fields, Got, Sent} from '../wire/schema.ts'
import {requestHeader, responseFrame} from './broker-frames.ts'

/** Where a request came from: the broker that received it, the connection, the version, the client. */
export interface RequestOrigin {
  readonly nodeId: number
  readonly version: number
  readonly correlationId: number
  readonly clientId: string | null
  /** Counts the connections of one server from 1; a handler may use it as a key for state of a connection. */
  readonly connection: number
}

/** One request as it arrived. */
export interface Received extends RequestOrigin {
  readonly api: string
  readonly request: unknown
}

type Loose<T> = T extends Uint8Array | string | number | boolean | null | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Loose<Item>[]
    : {readonly [K in keyof T]?: Loose<T[K]>}

/** A response: fields left out have their defaults, fields that the version lacks are dropped. */
export type Answer<S extends Fields> = Loose<Sent<S>> | Special
export type Handler<Q extends Fields, S extends Fields> = (
  request: Got<Q>,
  asker: RequestOrigin,
) => Answer<S> | Promise<Answer<S>>

/** What a handler does instead of answering with a response. */
export class Special {
  readonly does: 'close' | 'nothing' | 'bytes' | 'body'
  readonly bytes: Buffer

  constructor(does: Special['does'], bytes: Buffer = Buffer.alloc(0)) {
    this.does = does
    this.bytes = bytes
  }
}
/** The connection is closed without an answer. */
export const closeConnection = new Special('close')
/** Nothing is sent, and the next request is handled: for acks=0, or a request that is lost. */
export const noAnswer = new Special('nothing')
/** Sent unchanged, without size and header. */
export const rawBytes = (bytes: Uint8Array) => new Special('bytes', Buffer.from(bytes))
/** Sent with a correct size and header in place of an encoded body. */
export const rawBody = (bytes: Uint8Array) => new Special('body', Buffer.from(bytes))

/** An API that a server offers, in these versions. */
export interface Service {
  readonly api: Api
  readonly versions: Versions
  readonly handler: Handler<any, any>
}

/** Offers an API up to `newest` (and from `oldest` on), by default in all versions of its table. */
export function on<Q extends Fields, S extends Fields>(
  api: Api<Q, S>,
  handler: Handler<Q, S>,
  newest = api.versions[1],
  oldest = api.versions[0],
): Service {
  return {api, handler, versions: [oldest, newest]}
}

export interface ServerSide {
  readonly nodeId: number
  readonly connection: number
  /** Called for every request, so that a test may replace a handler in between. */
  readonly serviceFor: (apiKey: number) => Service | undefined
  readonly received?: (request: Received) => void
  /**
   * A handler threw, an answer does not fit its table, or the client sent invalid data; the connection is then closed.
   */
  readonly failed?: (error: unknown) => void
}

/** At most this many requests of a connection wait for their turn; then reading from it pauses. */
const mostWaiting = 64

/** Answers on this socket until it closes. */
export function serveConnection(socket: Socket, side: ServerSide): void {
  const {nodeId, connection} = side
  let turn = Promise.resolve() // a real broker reads the next request when the last one is answered
  let waiting = 0
  const frames = new FrameReader((keyAndVersion, body) => {
    if (++waiting === mostWaiting) socket.pause()
    turn = turn
      .then(() => answer(keyAndVersion >> 16, (keyAndVersion << 16) >> 16, body))
      .catch(fail)
      .finally(() => {
        if (waiting-- === mostWaiting) socket.resume()
      })
  })
  const fail = (error: unknown) => {
    if (!socket.destroyed) side.failed?.(error)
    socket.destroy()
  }

  async function answer(apiKey: number, version: number, body: Buffer) {
    const service = side.serviceFor(apiKey)
    if (!service) throw new Error(`a request of API ${apiKey} version ${version}, which this server does not have`)
    const {api, handler, versions} = service
    const {correlationId, clientId, bodyAt} = requestHeader(api, version, body)
    const asker = {nodeId, version, correlationId, clientId, connection}
    if (version < versions[0] || version > versions[1]) {
      // Only ApiVersions may be sent in a version that was not negotiated (KIP-511); otherwise a broker disconnects.
      if (api.key !== ApiVersions.key)
        throw new Error(`a request of ${api.name} version ${version}, this server has ${versions.join(' to ')}`)
      const apiKeys = [{apiKey, minVersion: versions[0], maxVersion: versions[1]}]
      return send(responseFrame(api, 0, correlationId, encodeResponse(api, {errorCode: 35, apiKeys}, 0)))
    }
    const r = new Reader(body, bodyAt)
    const request = api.codec('request', version).read(r)
    if (r.position !== body.length) throw new Error(`${body.length - r.position} bytes too many in ${api.name}`)
    side.received?.({api: api.name, request, ...asker})

    const result = await handler(request, asker)
    if (!(result instanceof Special)) {
      return send(responseFrame(api, version, correlationId, encodeResponse(api, result, version)))
    }
    if (result.does === 'close') socket.destroy()
    if (result.does === 'bytes') await send([result.bytes])
    if (result.does === 'body') await send(responseFrame(api, version, correlationId, [result.bytes]))
  }

  /** Resolves when the client has read most of it; otherwise a client that never reads could fill our memory. */
  async function send(chunks: readonly Buffer[]): Promise<void> {
    if (socket.destroyed) return
    socket.cork()
    for (const chunk of chunks) socket.write(chunk)
    socket.uncork()
    if (socket.writableNeedDrain) await new Promise<void>((resolve) => (drained = resolve))
  }
  let drained = () => {}
  socket.on('drain', () => drained())
  socket.on('close', () => drained())

  socket.on('data', (chunk: Buffer) => {
    try {
      frames.push(chunk)
    } catch (error) {
      fail(error)
    }
  })
  socket.on('error', () => socket.destroy()) // a client may vanish: not the server's failure
}

function encodeResponse(api: Api, value: object, version: number): Buffer[] {
  refuseUnknown(api.response, value, api.name)
  const w = new Writer()
  api.codec('response', version).write(w, value)
  return w.chunks()
}

/**
 * Throws for an unknown field, because the types cannot find a typing error behind a map(), and it would silently
 * become the default.
 */
function refuseUnknown(fields: Fields, value: object, at: string): void {
  for (const [name, inner] of Object.entries(value)) {
    const field: Field | undefined = fields[name]
    if (!field) throw new Error(`${at} has no field '${name}'`)
    const below = field.items?.fields ?? field.fields
    if (!below || inner === null || inner === undefined) continue
    for (const each of field.items ? inner : [inner]) refuseUnknown(below, each, `${at}.${name}`)
  }
}
