// A socket that sends one request at a time in a given version, without the routing and retries of the cluster room.
import {once} from 'node:events'
import {connect, type Socket} from 'node:net'
import {requestFrame, responseBody, type Api} from '../../src/lib/wire/api.ts'
import type {Fields, Got, Sent} from '../../src/lib/wire/schema.ts'

export class RawClient implements Disposable {
  readonly socket: Socket
  #received = Buffer.alloc(0)
  #lastId = 0

  private constructor(socket: Socket) {
    this.socket = socket
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk])
    })
    socket.on('error', () => {})
  }

  static async open(port: number, host = '127.0.0.1'): Promise<RawClient> {
    const socket = connect({port, host})
    await once(socket, 'connect')
    return new RawClient(socket)
  }

  send<Q extends Fields, S extends Fields>(
    api: Api<Q, S>,
    version: number,
    request: Sent<Q>,
    clientId = 'test',
  ): number {
    const frame = requestFrame(api, version, ++this.#lastId, clientId, api.encode(request, version))
    this.socket.write(Buffer.concat(frame))
    return this.#lastId
  }

  async call<Q extends Fields, S extends Fields>(api: Api<Q, S>, version: number, request: Sent<Q>): Promise<Got<S>> {
    const id = this.send(api, version, request)
    const [answered, rest] = await this.frame()
    if (answered !== id) throw new Error(`answer ${answered} to request ${id}`)
    return api.decode(responseBody(api, version, rest), version)
  }

  /** The next frame: correlation id and the bytes after it. */
  async frame(): Promise<[correlationId: number, rest: Buffer]> {
    const size = (await this.take(4)).readInt32BE()
    const frame = await this.take(size)
    return [frame.readInt32BE(), frame.subarray(4)]
  }

  async take(length: number): Promise<Buffer> {
    while (this.#received.length < length) {
      if (this.socket.closed) throw new Error('connection closed')
      const decided = new AbortController()
      const {signal} = decided
      await Promise.race([once(this.socket, 'data', {signal}), once(this.socket, 'close', {signal})])
      decided.abort() // or the listener of the other event would stay
    }
    const taken = this.#received.subarray(0, length)
    this.#received = this.#received.subarray(length)
    return taken
  }

  [Symbol.dispose]() {
    this.socket.destroy()
  }
}
