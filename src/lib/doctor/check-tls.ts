import {connect, type ConnectionOptions, type DetailedPeerCertificate, type TLSSocket} from 'node:tls'
import {isIP} from 'node:net'
import {addressText, type Address} from '../cluster/address.ts'
import {closedError, connectError, lateError} from '../cluster/connection-errors.ts'
import type {ConnectionSettings} from '../cluster/connection.ts'
import {ConnectionError} from '../cluster/errors.ts'
import {redirected} from '../cluster/route-to.ts'
import {plural} from '../text/plural.ts'
import {adviceFor} from './advice.ts'
import {timed, type Examination} from './examination.ts'
import {someWork, type Finding, type Tried} from './step.ts'

export interface Certificate {
  readonly subject: string
  readonly issuer: string
  /** What it is valid for: `DNS:localhost`, `IP Address:127.0.0.1`. */
  readonly names: readonly string[]
  readonly validTo: string
  /** Whole days, negative once it has expired. */
  readonly daysLeft: number
}

export interface Handshake {
  readonly protocol: string | null
  readonly cipher: string
  /** The server's own first. */
  readonly chain: readonly Certificate[]
}

/** Certificates are renewed by people, who need some notice. */
const soonDays = 30

/**
 * A handshake that looks at whatever certificate comes, and a second one that is as strict as every command: what it says
 * counts. Under TLS 1.3 a missing client certificate shows only with the first answer, so the strict one waits for it.
 */
export async function checkTls(examination: Examination): Promise<Finding> {
  const {settings, reachable, signal, input} = examination
  const {tls} = settings
  if (!tls) return {verdict: 'skipped', summary: 'not used: security.protocol is without SSL'}
  const checked = await Promise.all(
    reachable.map(async (server): Promise<Tried & {handshake: Handshake | undefined}> => {
      const subject = addressText(server)
      const [looked, strict] = [
        await timed(signal, () => handshake(server, settings, tls, input.now(), signal)),
        await examination.introduction(server),
      ]
      const shown = looked.value
      const facts = shown ? `; ${handshakeText(shown)}` : ''
      if (isOfTls(strict.error) || looked.error) {
        const error = strict.error ?? looked.error
        const text = `${error?.message ?? ''}${facts}`
        return {detail: {subject, verdict: 'failed', text, elapsedMs: strict.elapsedMs}, error, handshake: shown}
      }
      const soon = shown?.chain.some(({daysLeft}) => daysLeft < soonDays) ?? false
      const {elapsedMs} = looked
      return {
        detail: {subject, verdict: soon ? 'warning' : 'ok', text: shown ? handshakeText(shown) : '', elapsedMs},
        error: undefined,
        handshake: shown,
      }
    }),
  )
  const details = checked.map(({detail}) => detail)
  const failed = checked.find(({error}) => error)?.error
  const first = checked[0]?.handshake
  const leaf = first?.chain[0]
  return {
    verdict: someWork(details.map(({verdict}) => verdict)),
    summary: failed
      ? failed instanceof ConnectionError
        ? failed.fact
        : failed.message
      : `${first?.protocol ?? 'TLS'}, certificate of ${leaf?.subject ?? 'an unnamed holder'}${leaf ? `, ${daysText(leaf.daysLeft)}` : ''}`,
    details,
    hint: failed
      ? adviceFor(failed, 'look at the versions and ciphers that the listener allows')
      : details.some(({verdict}) => verdict === 'warning')
        ? 'renew the certificate before it ends'
        : undefined,
    data: {servers: checked.map(({detail, handshake: shown}) => ({server: detail.subject, ...shown}))},
  }
}

const isOfTls = (error: Error | undefined): boolean => error instanceof ConnectionError && error.kind === 'tls'

/** Accepts every certificate, and sends nothing but the handshake. */
async function handshake(
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
  // The last one is its own issuer, or has none.
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

const daysText = (days: number) =>
  days < 0 ? `expired ${-days} days ago` : `valid for ${days} more ${plural(days, 'day')}`

const handshakeText = ({protocol, cipher, chain}: Handshake): string =>
  [
    `${protocol ?? 'TLS'}, ${cipher}`,
    ...chain.map(
      ({subject, issuer, names, daysLeft}, at) =>
        `${at === 0 ? 'certificate of' : 'signed by'} ${subject}${at === 0 && names.length > 0 ? ` for ${names.join(', ')}` : ''}, ${daysText(daysLeft)}${
          at === chain.length - 1 && issuer !== subject ? `, signed by ${issuer}` : ''
        }`,
    ),
  ].join('; ')
