// Opens a socket to an address: through a proxy if one is set, and with TLS if it is used.
import type Net from 'node:net'
import type {Socket} from 'node:net'
import type {ConnectionOptions, TLSSocket} from 'node:tls'
import {directBytes} from '../wire/frames.ts'
import {addressText, type Address} from './address.ts'
import {closedError, connectError, lateError} from './connection-errors.ts'
import {ConnectionError} from './errors.ts'
import {hasQuickLinks, quickLink, QuickLink, type Link} from './quick-link.ts'
import {redirected} from './route-to.ts'
import {timerMs} from './waiting.ts'

export interface DialSettings {
  readonly tls?: ConnectionOptions | undefined
  /** From the name look-up to the end of the TLS handshake, ms (socket.connection.setup.timeout.ms). */
  readonly connectTimeoutMs?: number | undefined
  /**
   * Maps an advertised `host:port` to the `host:port` that reaches it from here; TLS still checks the advertised name.
   */
  readonly resolve?: ReadonlyMap<string, string> | undefined
  /** `http://[user:password@]host:port` (CONNECT) or `socks5://…`, used for every connection. */
  readonly proxy?: string | undefined
}

export interface Ends {
  /** Where the next bytes should be read to, to be received as this very buffer; undefined: anywhere. */
  space(): Buffer | undefined
  /** The first `length` bytes are new; any other buffer than `space` will be reused. */
  receive(buffer: Buffer, length: number): boolean
  /** The open socket broke (with the reason) or was closed. */
  lost(error: ConnectionError | undefined): void
}

/** Resolves once bytes can be sent. Throws ConnectionError, or the signal's reason. */
export async function dial(
  address: Address,
  settings: DialSettings,
  ends: Ends,
  signal: AbortSignal | undefined,
): Promise<Link> {
  const {connectTimeoutMs = 10_000, tls} = settings
  const peer = addressText(address)
  signal?.throwIfAborted()
  const {promise, resolve, reject} = Promise.withResolvers<Link>()
  promise.catch(() => undefined) // this or an earlier failure is raised below
  const over = new AbortController()
  let socket: Socket | QuickLink | undefined
  const giveUp = (reason: Error) => {
    reject(reason)
    over.abort(reason)
    socket?.destroy()
  }
  const late = () => {
    const progress = socket?.connecting === false ? 'accepted' : settings.proxy && !socket ? 'proxy' : 'dialling'
    giveUp(lateError(peer, connectTimeoutMs, progress))
  }
  const timer = setTimeout(late, timerMs(connectTimeoutMs))
  const abort = () => giveUp(signal?.reason as Error)
  signal?.addEventListener('abort', abort, {once: true})
  try {
    socket = await start(address, settings, ends, over.signal)
    let open = false
    const ready = () => {
      open = true
      resolve(socket as Link)
    }
    const fail = (error: ConnectionError | undefined) =>
      open ? ends.lost(error) : reject(error ?? closedError(peer, 'silent', tls !== undefined))
    const broken = (error: Error) => fail(error instanceof ConnectionError ? error : connectError(peer, error, tls))
    if (socket instanceof QuickLink) socket.onClose((error) => (error ? broken(error) : fail(undefined)))
    else socket.on('error', broken).on('close', () => fail(undefined))
    if (over.signal.aborted) socket.destroy()
    else if (tls) {
      const secured = socket as TLSSocket
      secured.once('secureConnect', () => void judge(secured, address, tls).then(ready, giveUp))
    } else if (socket.connecting) socket.once('connect', ready)
    else ready()
    return await promise
  } catch (error) {
    socket?.destroy()
    // The reason for aborting is more informative than the failures that followed from it.
    const reason: unknown = over.signal.aborted ? over.signal.reason : error
    if (reason instanceof TrustMore) return await dial(address, settings, ends, signal)
    throw reason
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}

/** Loaded only when needed: in bun it takes as long as the rest of a short command. */
const net = (): typeof Net => process.getBuiltinModule('node:net')

/**
 * The certificate may come from an authority that only this machine trusts: connect again and trust the machine's
 * authorities too.
 */
class TrustMore extends Error {}

/** A socket that is connecting, or is already connected through a proxy. */
async function start(
  address: Address,
  settings: DialSettings,
  ends: Ends,
  signal: AbortSignal,
): Promise<Socket | QuickLink> {
  const {tls, proxy, resolve} = settings
  const target = resolve ? redirected(address, resolve) : address
  if (proxy === undefined) {
    const quick = tls || !hasQuickLinks ? undefined : await quickLink(target, ends, signal)
    if (quick) return quick
    // Holds many small answers, or the beginning of a large one.
    const reused = Buffer.allocUnsafeSlow(directBytes)
    const onread = {
      buffer: () => ends.space() ?? reused,
      callback: (length: number, buffer: Uint8Array) => ends.receive(buffer as Buffer, length),
    }
    const where = {...target, noDelay: true, keepAlive: true, onread, autoSelectFamilyAttemptTimeout: 1000}
    return tls ? secure(where, address, tls) : net().connect(where)
  }
  const {throughProxy} = await import('./proxy.ts')
  const tunnel = (await throughProxy(proxy, target, signal)).setNoDelay(true).setKeepAlive(true)
  const socket = tls ? await secure({socket: tunnel}, address, tls) : tunnel
  // Node has no `onread` for an existing socket.
  return socket.on('data', (chunk: Buffer) => ends.receive(chunk, chunk.length))
}

async function secure(where: ConnectionOptions, {host}: Address, tls: ConnectionOptions): Promise<TLSSocket> {
  const [{connect, checkServerIdentity}, {secureContext}] = await Promise.all([
    import('node:tls'),
    import('./tls/context.ts'),
  ])
  const identity = tls.checkServerIdentity ?? checkServerIdentity
  return connect({
    ...where,
    // Only names: an address must not be sent as a server name (RFC 6066).
    ...(net().isIP(host) ? {} : {servername: host}),
    ...tls,
    secureContext: secureContext(tls),
    // Checks the advertised host, wherever the connection really went.
    checkServerIdentity: (_, certificate) => identity(host, certificate),
    // Node would destroy the socket before the certificate can be examined; `judge` does the check instead.
    rejectUnauthorized: false,
  })
}

/** Throws what Node found wrong with the certificate, unless the user switched all checks off. */
async function judge(socket: TLSSocket, address: Address, tls: ConnectionOptions): Promise<void> {
  if (socket.authorized || tls.rejectUnauthorized === false) return
  const certificate = socket.getPeerCertificate(true)
  // Declared as an Error, but it holds the code.
  const code = String(socket.authorizationError)
  const [{certificateError, isUntrusted}, {trustSystem}] = await Promise.all([
    import('./tls/errors.ts'),
    import('./tls/context.ts'),
  ])
  if (isUntrusted(code) && trustSystem(tls)) throw new TrustMore()
  throw certificateError(addressText(address), address.host, code, certificate, tls)
}
