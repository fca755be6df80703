// A TLS handshake that accepts any certificate in order to examine it.
import {isIP} from 'node:net'
import type {ConnectionOptions, DetailedPeerCertificate, TLSSocket} from 'node:tls'
import {addressText, type Address} from '../cluster/address.ts'
import type {Broker} from '../cluster/cluster.ts'
import {closedError, connectError, lateError} from '../cluster/connection-errors.ts'
import type {ConnectionSettings} from '../cluster/connection.ts'
import {pooled} from '../cluster/pooled.ts'
import {redirected} from '../cluster/route-to.ts'

export interface Certificate {
  readonly subject: string
  readonly issuer: string
  /** The names that it is valid for: `DNS:localhost`, `IP Address:127.0.0.1`. */
  readonly names: readonly string[]
  readonly validTo: string
  /** In whole days, negative once it has expired. */
  readonly daysLeft: number
}

export interface Handshake {
  readonly protocol: string | null
  readonly cipher: string
  /** The server's own certificate first. */
  readonly chain: readonly Certificate[]
}

/** Accepts every certificate, and sends only the handshake. */
export async function handshake(
  server: Address,
  settings: ConnectionSettings,
  tls: ConnectionOptions,
  now: number,
  signal: AbortSignal | undefined,
): Promise<Handshake> {
  const target = redirected(server, settings.resolve)
  const named = isIP(server.host) ? {} : {servername: server.host}
  const limitMs = settings.connectTimeoutMs ?? 10_000
  const ends = AbortSignal.any([AbortSignal.timeout(limitMs), ...(signal ? [signal] : [])])
  const way =
    settings.proxy === undefined
      ? target
      : {socket: await (await import('../cluster/proxy.ts')).throughProxy(settings.proxy, target, ends)}
  const {connect} = await import('node:tls') // not loaded by those who only might look: it takes some 8 ms
  const socket = connect({...named, ...tls, ...way, rejectUnauthorized: false})
  const {promise, resolve, reject} = Promise.withResolvers<void>()
  socket.once('secureConnect', resolve)
  const peer = addressText(server)
  socket.on('error', (error) => reject(connectError(peer, error, tls)))
  socket.once('close', () => reject(closedError(peer, 'silent', true)))
  const late = () => lateError(peer, limitMs, 'accepted')
  const abort = () => reject(signal?.aborted ? (signal.reason as Error) : late())
  ends.addEventListener('abort', abort, {once: true})
  try {
    await promise
    return {protocol: socket.getProtocol(), cipher: socket.getCipher().name, chain: chainOf(socket, now)}
  } finally {
    ends.removeEventListener('abort', abort)
    socket.destroy()
  }
}

function chainOf(socket: TLSSocket, now: number): Certificate[] {
  const chain: Certificate[] = []
  const seen = new Set<string>()
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true)
  // The last certificate is its own issuer, or has none.
  while (next?.fingerprint256 !== undefined && !seen.has(next.fingerprint256)) {
    seen.add(next.fingerprint256)
    chain.push({
      subject: nameOf(next.subject),
      issuer: nameOf(next.issuer),
      names: next.subjectaltname?.split(', ') ?? [],
      validTo: new Date(next.valid_to).toISOString(),
      daysLeft: Math.floor((Date.parse(next.valid_to) - now) / 86_400_000),
    })
    next = next.issuerCertificate
  }
  return chain
}

const nameOf = (name: DetailedPeerCertificate['subject']): string => {
  const {CN, O} = name as {CN?: string | string[]; O?: string | string[]}
  return String(CN ?? O ?? 'an unnamed holder')
}

/** The number of brokers at the same time. */
const atOnce = 16

/** The certificate of each broker, or why it is unknown; null: there is none without TLS. */
export async function certificatesOf(
  settings: ConnectionSettings,
  brokers: readonly Broker[],
  {now, signal}: {readonly now: number; readonly signal?: AbortSignal | undefined},
): Promise<ReadonlyMap<number, Handshake | Error> | null> {
  const {tls} = settings
  if (!tls) return null
  return new Map<number, Handshake | Error>(
    await pooled(brokers, atOnce, async (broker) => {
      try {
        return [broker.id, await handshake(broker, settings, tls, now, signal)] as const
      } catch (error) {
        signal?.throwIfAborted()
        if (error instanceof Error) return [broker.id, error] as const
        throw error
      }
    }),
  )
}
