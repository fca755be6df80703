// Proxies on loopback that record the requested addresses: HTTP CONNECT (RFC 9110) and SOCKS5 (RFC 1928, RFC 1929).
import {once} from 'node:events'
import {createServer as createHttpServer, type IncomingMessage} from 'node:http'
import {connect, createServer, type AddressInfo, type Server, type Socket} from 'node:net'

export interface Proxy extends AsyncDisposable {
  readonly address: string
  /** `host:port` of every request, in order. */
  readonly asked: string[]
}

export interface ProxyOptions {
  /** `user:password`; no login is needed if it is left out. */
  readonly login?: string
  /** Requests for other addresses are refused. */
  readonly allow?: (target: string) => boolean
  /** The address to which a request for this `host:port` goes instead: names that only the proxy knows. */
  readonly knows?: Readonly<Record<string, string>>
}

export async function httpProxy({login, allow = () => true, knows = {}}: ProxyOptions = {}): Promise<Proxy> {
  const asked: string[] = []
  const server = createHttpServer()
  server.on('connect', ({url = '', headers}: IncomingMessage, socket: Socket) => {
    socket.on('error', () => {})
    asked.push(url)
    const wanted = login === undefined ? undefined : `Basic ${Buffer.from(login).toString('base64')}`
    if (wanted !== undefined && headers['proxy-authorization'] !== wanted)
      return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    if (!allow(url)) return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    const upstream = dial(knows[url] ?? url)
    upstream.once('connect', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      upstream.pipe(socket).pipe(upstream)
    })
    upstream.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'))
  })
  return listening(server, asked)
}

/** CONNECT with names and IPv4 addresses, as much of RFC 1928 as a test needs. */
export async function socksProxy({login, allow = () => true, knows = {}}: ProxyOptions = {}): Promise<Proxy> {
  const asked: string[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    void serveSocks(socket).catch(() => socket.destroy())
  })
  async function serveSocks(socket: Socket) {
    const [, methods = 0] = await read(socket, 2)
    const offered = [...(await read(socket, methods))]
    const method = login === undefined ? 0 : 2
    if (!offered.includes(method)) return socket.end(Buffer.from([5, 255]))
    socket.write(Buffer.from([5, method]))
    if (login !== undefined) {
      const [, user = 0] = await read(socket, 2)
      const name = (await read(socket, user)).toString()
      const [length = 0] = await read(socket, 1)
      const right = `${name}:${(await read(socket, length)).toString()}` === login
      socket.write(Buffer.from([1, right ? 0 : 1]))
      if (!right) return socket.end()
    }
    const [, , , type] = await read(socket, 4)
    const host =
      type === 1
        ? [...(await read(socket, 4))].join('.')
        : (await read(socket, (await read(socket, 1))[0] ?? 0)).toString()
    const target = `${host}:${(await read(socket, 2)).readUInt16BE()}`
    asked.push(target)
    const reply = (code: number) => Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0])
    if (!allow(target)) return socket.end(reply(2))
    const upstream = dial(knows[target] ?? target)
    upstream.once('connect', () => {
      socket.write(reply(0))
      upstream.pipe(socket).pipe(upstream)
    })
    upstream.on('error', () => socket.end(reply(5)))
  }
  return listening(server, asked)
}

function dial(target: string): Socket {
  const at = target.lastIndexOf(':')
  return connect({host: target.slice(0, at), port: Number(target.slice(at + 1))})
}

async function read(socket: Socket, length: number): Promise<Buffer> {
  for (;;) {
    const bytes = socket.read(length) as Buffer | null
    if (bytes) return bytes
    await once(socket, 'readable')
  }
}

async function listening(server: Server, asked: string[]): Promise<Proxy> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => void sockets.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((done) => server.close(done))
    },
  }
}
