// Connects through a proxy: HTTP CONNECT, which Node supports, or SOCKS5 (RFC 1928).
import {connect, type Socket} from 'node:net'
import {addressText, type Address} from './address.ts'
import {ConnectionError, UsageError} from './errors.ts'

interface Proxy {
  readonly kind: 'http' | 'https' | 'socks5'
  readonly address: Address
  readonly user: string | undefined
  readonly password: string | undefined
}

const usualPorts = {http: 80, https: 443, socks5: 1080} as const

/**
 * Parses `http://`, `https://` or `socks5://` with an optional `user:password@` before `host:port`. Throws UsageError
 * that shows no password.
 */
export function parseProxy(text: string): Proxy {
  const bad = (why: string) =>
    new UsageError(
      `the proxy ${why}; write http://host:port or socks5://host:port, with user:password@ if it wants a login`,
    )
  // A secret must not be repeated in a message.
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url?.hostname) throw bad('is not written as an address')
  // With or without the h, the proxy resolves names, because names of a private network are known only there.
  const kind = /^(http|https|socks5)h?:$/.exec(url.protocol)?.[1] as Proxy['kind'] | undefined
  if (!kind) throw bad(`cannot be a ${url.protocol.slice(0, -1)} server`)
  const secret = (part: string) => (part === '' ? undefined : decodeURIComponent(part))
  return {
    kind,
    address: {host: url.hostname.replaceAll(/^\[|\]$/g, ''), port: Number(url.port) || usualPorts[kind]},
    user: secret(url.username),
    password: secret(url.password),
  }
}

/** A socket to the broker at `target`. Throws ConnectionError that says what the proxy, not the broker, did. */
export async function throughProxy(proxyUrl: string, target: Address, signal: AbortSignal): Promise<Socket> {
  const proxy = parseProxy(proxyUrl)
  return proxy.kind === 'socks5' ? throughSocks(proxy, target, signal) : throughHttp(proxy, target, signal)
}

async function throughHttp(proxy: Proxy, target: Address, signal: AbortSignal): Promise<Socket> {
  const {request} = proxy.kind === 'https' ? await import('node:https') : await import('node:http')
  const {user, password = ''} = proxy
  const login = user === undefined ? undefined : Buffer.from(`${user}:${password}`).toString('base64')
  const path = addressText(target)
  return new Promise<Socket>((resolve, reject) => {
    const asked = request({
      method: 'CONNECT',
      host: proxy.address.host,
      port: proxy.address.port,
      path,
      headers: {host: path, ...(login === undefined ? {} : {'proxy-authorization': `Basic ${login}`})},
      agent: false,
      signal,
    })
    asked.on('connect', ({statusCode = 0, statusMessage = ''}, socket: Socket) => {
      if (statusCode >= 200 && statusCode < 300) return resolve(socket)
      socket.destroy()
      const why = statusCode === 407 ? loginWanted(proxy) : ''
      reject(failure(proxy, `refused to connect to ${path}: ${statusCode} ${statusMessage}${why}`))
    })
    asked.on('error', (error) => reject(signal.aborted ? error : unreachable(proxy, error)))
    asked.on('response', (answer) => {
      answer.destroy()
      reject(failure(proxy, 'does not know the method CONNECT'))
    })
    asked.end()
  })
}

async function throughSocks(proxy: Proxy, target: Address, signal: AbortSignal): Promise<Socket> {
  const {SocksClient, SocksClientError} = await import('socks')
  const {host, port} = proxy.address
  const socket = connect({host, port, noDelay: true})
  const abort = () => socket.destroy(signal.reason as Error)
  signal.addEventListener('abort', abort, {once: true})
  try {
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
    const {user, password = ''} = proxy
    await SocksClient.createConnection({
      command: 'connect',
      proxy: {host, port, type: 5, ...(user === undefined ? {} : {userId: user, password})},
      destination: target,
      existing_socket: socket,
      // The signal limits the time; the library's own limit must not be shorter.
      timeout: 2 ** 31 - 1,
    })
    return socket
  } catch (error) {
    socket.destroy()
    if (signal.aborted) throw signal.reason
    throw error instanceof SocksClientError
      ? failure(proxy, socksText(error.message, target, proxy), error)
      : unreachable(proxy, error as Error)
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** Rewords the failures of the package socks, which have texts but no codes; the replies are those of RFC 1928. */
function socksText(message: string, target: Address, proxy: Proxy): string {
  const code = /rejected connection - (\w+)/.exec(message)?.[1]
  const to = addressText(target)
  if (code) return `refused to connect to ${to}: ${replies[code] ?? code}`
  if (/Authentication failed/.test(message)) return 'refused its user name or password'
  if (/no accepted authentication/i.test(message)) return `refused to connect to ${to}${loginWanted(proxy)}`
  if (/Socket closed|ECONNRESET/.test(message)) return 'closed the connection in the middle; is it a SOCKS5 server?'
  return `does not answer as a SOCKS5 server does (${message})`
}

const replies: Readonly<Record<string, string>> = {
  Failure: 'it failed, without a reason',
  NotAllowed: 'its rules do not allow that',
  NetworkUnreachable: 'it finds no way to that network',
  HostUnreachable: 'it cannot reach or resolve that host',
  ConnectionRefused: 'nothing listens there',
  TTLExpired: 'the way there is too long',
}

const loginWanted = ({user}: Proxy) =>
  user === undefined
    ? '; it wants a login: write user:password@ in front of its host'
    : '; are its user name and password right?'

const failure = ({address}: Proxy, text: string, cause?: unknown) =>
  new ConnectionError(addressText(address), 'proxyFailed', `the proxy ${addressText(address)} ${text}`, {cause})

function unreachable(proxy: Proxy, error: NodeJS.ErrnoException): ConnectionError {
  const {code = ''} = error
  const peer = addressText(proxy.address)
  if (code === 'ECONNREFUSED')
    return failure(proxy, 'refused the connection; is it running, and is this its port?', error)
  if (code === 'ENOTFOUND')
    return new ConnectionError(peer, 'proxyNotFound', `the proxy ${peer} is a name that cannot be resolved`, {
      cause: error,
    })
  if (code === 'ECONNRESET' || code.startsWith('HPE_'))
    return failure(proxy, 'does not answer as an HTTP proxy does; is its port right?', error)
  return failure(proxy, `cannot be reached: ${error.message}`, error)
}
