// Turns failures of certificates and TLS handshakes into messages for operators.
import type {ConnectionOptions, DetailedPeerCertificate} from 'node:tls'
import type {ReasonOf} from '../connection-reasons.ts'
import {ConnectionError} from '../errors.ts'

/** Whether an OpenSSL code means that no trusted authority has signed the certificate. */
export const isUntrusted = (code: string): boolean => untrusted.has(code)
const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/** Why the broker's certificate is not accepted: `code` is OpenSSL's or Node's, `host` the name that it should have. */
export function certificateError(
  peer: string,
  host: string,
  code: string,
  certificate: DetailedPeerCertificate,
  options: ConnectionOptions,
): ConnectionError {
  const bad = (reason: ReasonOf<'tls'>, text: string, advice?: string) =>
    new ConnectionError(peer, reason, `${peer}: ${text}`, {advice})
  const chain = chainOf(certificate)
  const name = subject(certificate)
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return bad(
      'tlsHostname',
      `its certificate is for ${namesIn(certificate)}, not for ${host}`,
      'connect by a name that is in it, or set ssl.endpoint.identification.algorithm= (empty) if you trust it all the same',
    )
  if (code === 'CERT_HAS_EXPIRED') {
    const first = chain.toSorted((a, b) => Date.parse(a.valid_to) - Date.parse(b.valid_to))[0] ?? certificate
    return bad(
      'tlsExpired',
      `${whose(first, certificate)} expired on ${moment(first.valid_to)}`,
      "the broker needs a new one (or is this machine's clock wrong?)",
    )
  }
  if (code === 'CERT_NOT_YET_VALID') {
    const last = chain.toSorted((a, b) => Date.parse(b.valid_from) - Date.parse(a.valid_from))[0] ?? certificate
    return bad(
      'tlsNotYetValid',
      `${whose(last, certificate)} is not valid before ${moment(last.valid_from)}`,
      "is this machine's clock right?",
    )
  }
  const named = options.ca !== undefined
  const among = named ? 'in the trust store (ssl.truststore…)' : 'among the authorities that this machine trusts'
  const advice = named
    ? 'is it the store for this cluster?'
    : 'set ssl.truststore.location (or ssl.truststore.certificates) to its CA'
  if (code === 'DEPTH_ZERO_SELF_SIGNED_CERT')
    return bad('tlsUntrusted', `its certificate (${name}) is self-signed and is not ${among}`, advice)
  if (isUntrusted(code)) {
    const top = chain.at(-1) ?? certificate
    return bad('tlsUntrusted', `its certificate (${name}) comes from ${issuer(top)}, which is not ${among}`, advice)
  }
  if (code === 'CERT_SIGNATURE_FAILURE')
    return bad(
      'tlsUntrusted',
      `its certificate (${name}) is not signed by the ${issuer(certificate)} that is ${among}`,
      advice,
    )
  return bad('tlsCertificate', `its certificate (${name}) is not accepted: ${code.toLowerCase().replaceAll('_', ' ')}`)
}

/** The meaning of OpenSSL's error or of the broker's alert; undefined if the error is not about TLS. */
export function handshakeError(
  peer: string,
  error: Error & {readonly code?: string},
  options: ConnectionOptions,
): ConnectionError | undefined {
  const {code = '', message} = error
  const bad = (reason: ReasonOf<'tls'>, text: string, advice?: string) =>
    new ConnectionError(peer, reason, `${peer}: ${text}`, {advice, cause: error})
  const alert = alertNumber(message)
  const shown = options.cert !== undefined || options.pfx !== undefined
  if (alert === 70 || /UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW/.test(code))
    return bad(
      'tlsVersion',
      `it speaks none of the TLS versions that we may (${options.minVersion ?? 'TLSv1.2'} to ${options.maxVersion ?? 'TLSv1.3'})`,
      'see ssl.enabled.protocols',
    )
  if (!shown && (alert === 116 || alert === 42))
    return bad(
      'tlsWantsCertificate',
      'it demands a client certificate (mutual TLS)',
      'set ssl.keystore.location, or ssl.keystore.key and ssl.keystore.certificate.chain',
    )
  if (shown && alert === 116)
    return bad(
      'tlsRejectedCertificate',
      'it demands a client certificate and none of ours is from an authority that it accepts',
      'see ssl.keystore…',
    )
  if (shown && rejections[alert] !== undefined)
    return bad(
      'tlsRejectedCertificate',
      `it rejected our client certificate: ${rejections[alert]}`,
      'is it the right one (ssl.keystore…), and does the broker trust its issuer?',
    )
  if (alert === 40) {
    const suites = options.ciphers === undefined ? '' : ' (see ssl.cipher.suites)'
    const text = `it refused the TLS handshake: no cipher suite in common${suites}`
    // Brokers send the same alert if a client certificate is missing.
    return shown
      ? bad('tlsHandshake', text)
      : bad('tlsWantsCertificate', `${text}, or it demands a client certificate (ssl.keystore.location)`)
  }
  if (alert === 112) return bad('tlsHostname', 'it does not serve this host name (TLS alert unrecognized_name)')
  if (!Number.isNaN(alert))
    return bad('tlsHandshake', `it refused the TLS handshake: ${alertName(message)} (TLS alert ${alert})`)
  const plain = 'is it a PLAINTEXT or SASL_PLAINTEXT listener?'
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/.test(code) || code === 'EPROTO')
    return bad('notTls', 'it does not answer in TLS', plain)
  if (/before secure TLS connection/.test(message))
    return bad('notTls', 'it closed the connection during the TLS handshake', plain)
  return /^ERR_(SSL|TLS|OSSL)/.test(code) ? bad('tlsHandshake', message) : undefined
}

/** TLS alerts about certificates (RFC 8446, section 6.2). */
const rejections: Readonly<Record<number, string>> = {
  42: 'bad certificate',
  43: 'unsupported certificate',
  44: 'it is revoked',
  45: 'it has expired',
  46: 'certificate unknown',
  48: 'unknown CA',
  49: 'access denied',
}

/**
 * The alert's number; NaN: there is none. OpenSSL writes it as text; BoringSSL, in bun, adds 1000 to it in the reason
 * of `error:10000412:`, after its library number, 16.
 */
export function alertNumber(message: string): number {
  const written = /SSL alert number (\d+)/.exec(message)?.[1]
  if (written !== undefined) return Number(written)
  const alert = (Number.parseInt(/error:10([\da-f]{6}):SSL/.exec(message)?.[1] ?? '', 16) & 0xfff) - 1000
  return alert >= 0 && alert < 256 ? alert : NaN
}

const alertName = (message: string) =>
  /alert[ _]([a-z _]+?)(?::|$)/i.exec(message)?.[1]?.replaceAll('_', ' ').toLowerCase().trim() ?? message

/** The broker's certificate first; the last one is self-signed or has an unknown issuer. */
function chainOf(certificate: DetailedPeerCertificate): DetailedPeerCertificate[] {
  const chain: DetailedPeerCertificate[] = []
  let next: DetailedPeerCertificate | undefined = certificate
  while (next && !chain.includes(next)) {
    chain.push(next)
    next = next.issuerCertificate as DetailedPeerCertificate | undefined
  }
  return chain
}

const whose = (one: DetailedPeerCertificate, own: DetailedPeerCertificate) =>
  one === own ? `its certificate (${subject(own)})` : `the certificate of ${subject(one)}, which signed its own,`

const subject = (certificate: DetailedPeerCertificate) => named(certificate.subject)
const issuer = (certificate: DetailedPeerCertificate) => named(certificate.issuer)

function named(name: DetailedPeerCertificate['subject'] | undefined): string {
  const {CN, O} = name ?? {}
  const text = (value: string | string[] | undefined) => (Array.isArray(value) ? value.join(', ') : value)
  return CN ? `CN=${text(CN)}` : O ? `O=${text(O)}` : 'without a name'
}

function namesIn(certificate: DetailedPeerCertificate): string {
  const list = certificate.subjectaltname?.replaceAll(/(?:DNS|IP Address|URI):/g, '')
  return list ?? subject(certificate)
}

/** `Nov 18 14:39:00 2036 GMT` as `2036-11-18 14:39 UTC`. */
function moment(text: string): string {
  const time = new Date(text)
  return Number.isNaN(time.getTime()) ? text : `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
