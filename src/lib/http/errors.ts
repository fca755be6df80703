// Turns the answers and failures of a service into messages for operators. No address is shown with its user info.
import {alertNumber} from '../cluster/tls/errors.ts'
import {ExpectedError} from '../errors/expected-error.ts'
import type {HttpSettings} from './settings.ts'

/** Why there is no answer: a closed list. */
export type NoAnswerReason =
  'nameNotFound' | 'refused' | 'unreachable' | 'proxy' | 'timeout' | 'closed' | 'tls' | 'notHttp' | 'tooLarge'

const passing: Readonly<Record<NoAnswerReason, boolean>> = {
  nameNotFound: true,
  refused: true,
  unreachable: true,
  proxy: true,
  timeout: true,
  closed: true,
  tls: false,
  notHttp: false,
  tooLarge: false,
}

/** The service could not be reached, or did not answer. */
export class NoAnswer extends ExpectedError {
  override readonly name = 'NoAnswer'
  readonly reason: NoAnswerReason
  /** The request may have arrived, so that what it requests may have been done. */
  readonly sent: boolean

  constructor(message: string, reason: NoAnswerReason, sent: boolean, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
    this.sent = sent
  }

  /** Whether another try, or another address, may succeed. */
  get passes(): boolean {
    return passing[this.reason]
  }
}

/** The service answered with another status than 200 to 299. */
export class HttpRefusal extends ExpectedError {
  override readonly name = 'HttpRefusal'
  readonly status: number
  /** The `error_code` of the answer, if it is JSON and has one. */
  readonly errorCode: number | undefined
  /** The `message` of the answer, unchanged. */
  readonly serverText: string | undefined
  /** The answer, unchanged. */
  readonly body: string
  /** For a 429 or 503: when to try again, ms. */
  readonly retryAfterMs: number | undefined

  constructor(message: string, status: number, body: string, retryAfterMs?: number) {
    super(message)
    this.status = status
    this.body = body
    const said = jsonError(body)
    this.errorCode = said.code
    this.serverText = said.text
    this.retryAfterMs = retryAfterMs
  }

  /** Whether the service itself answered, not a proxy in front of it or a web server without this path. */
  get isOfApi(): boolean {
    return this.errorCode !== undefined
  }
}

/** `error_code` and `message` of Confluent's and Kafka Connect's APIs; empty for anything else. */
export function jsonError(body: string): {readonly code?: number; readonly text?: string} {
  if (!/^\s*\{/.test(body)) return {}
  try {
    const {error_code: code, message} = JSON.parse(body) as {error_code?: unknown; message?: unknown}
    return {
      ...(typeof code === 'number' && {code}),
      ...(typeof message === 'string' && message !== '' && {text: message}),
    }
  } catch {
    return {}
  }
}

/** A short description of an answer that is not JSON: the title of a page, or its first words. */
export function words(body: string): string {
  const title = /<title>([^<]*)<\/title>/i.exec(body)?.[1]?.trim()
  const text = (title ?? body.replaceAll(/<(script|style)[\s\S]*?<\/\1>/gi, ' ').replaceAll(/<[^>]*>/g, ' '))
    .replaceAll(/\s+/g, ' ')
    .trim()
  return text.length > 160 ? `${text.slice(0, 160)}…` : text
}

export const isHtml = (body: string): boolean => /^\s*<(?:!doctype|html|head|body)/i.test(body)

export interface Where {
  readonly settings: Pick<HttpSettings, 'service' | 'loginAdvice' | 'authorization'>
  /** The base address. */
  readonly base: string
  /** `GET /subjects`. */
  readonly line: string
}

/** The message for an answer with this status. */
export function refusal({settings, base, line}: Where, status: number, body: string, location?: string): string {
  const {service, loginAdvice, authorization} = settings
  const who = `${service} at ${base}`
  const said = jsonError(body)
  const html = isHtml(body)
  const quoted = said.text ?? (body.trim() === '' ? undefined : words(body))
  const behind = quoted === undefined || quoted === '' ? '' : `: ${quoted}`
  const code = said.code === undefined || said.code === status ? '' : ` (${said.code})`
  if (status === 401)
    return authorization === undefined
      ? `${who} requires a login (401${behind})${loginAdvice === undefined ? '' : `; ${loginAdvice}`}`
      : `${who} does not accept the login (401${behind})`
  if (status === 403) return `${who} does not allow ${line} to this user (403${behind})`
  if (status === 407) return `the proxy in front of ${who} requires a login (407)`
  if (status === 429) return `${who} receives too many requests and refused ${line} (429${behind})`
  if (status >= 300 && status < 400)
    return `${who} answers ${line} with ${status}${location === undefined ? '' : `, to go to ${withoutUser(location)}`}: is the address right, and http or https?`
  if (said.code !== undefined || said.text !== undefined)
    return `${who} refused ${line}${behind}${code}${said.code === undefined || said.code === status ? ` (${status})` : ''}`
  if (html)
    return `${who} answered ${line} with ${status} and a web page${behind === '' ? '' : ` (${quoted})`} instead of JSON: is the address right, with its path?`
  if (status === 404)
    return `${who} has no ${line.replace(/^\w+ /, '').replace(/\?.*$/, '')} (404${behind}): is the address right, with its path?`
  return `${who} answered ${line} with ${status}${behind}`
}

/** An address in the form in which it may be shown. */
export function withoutUser(text: string): string {
  if (!URL.canParse(text)) return text
  const url = new URL(text)
  url.username = ''
  url.password = ''
  return url.href
}

/** Describes an error of a socket or of kafkit's proxy code: the reason, and the sentence without the address. */
export function noAnswer(
  error: NodeJS.ErrnoException,
  settings: Pick<HttpSettings, 'trustProperty' | 'keyProperty' | 'tls'>,
  secure: boolean,
): {readonly reason: NoAnswerReason; readonly text: string} {
  const {code = '', message} = error
  if (error instanceof ExpectedError) return {reason: 'proxy', text: message}
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return {reason: 'nameNotFound', text: 'its name cannot be resolved'}
  if (code === 'ECONNREFUSED') return {reason: 'refused', text: 'nothing listens there'}
  if (code === 'ETIMEDOUT') return {reason: 'timeout', text: 'it cannot be reached: packets are dropped on the way'}
  if (['EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'].includes(code))
    return {reason: 'unreachable', text: `there is no way to it (${code})`}
  const trust = settings.trustProperty === undefined ? '' : `; set ${settings.trustProperty} to its authority`
  const key = settings.keyProperty === undefined ? '' : `; see ${settings.keyProperty}`
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return {reason: 'tls', text: `its certificate is not for this name (${message.replace(/^.*altnames: /i, '')})`}
  if (code === 'CERT_HAS_EXPIRED') return {reason: 'tls', text: 'its certificate has expired'}
  if (code === 'CERT_NOT_YET_VALID') return {reason: 'tls', text: 'its certificate is not valid yet'}
  // Checked before missing certificates, because names of alerts also contain CERTIFICATE.
  const alert = alertNumber(message)
  if (!Number.isNaN(alert)) {
    const wants = [116, 42, 40, 48, 46].includes(alert)
    return {
      reason: 'tls',
      text: `it refused the TLS handshake (alert ${alert})${wants ? `: it requires a client certificate that it trusts${key}` : ''}`,
    }
  }
  if (/CERT|ISSUER|LEAF_SIGNATURE/.test(code))
    return {
      reason: 'tls',
      text: `its certificate is not trusted (${code.toLowerCase().replaceAll('_', ' ')})${settings.tls?.ca === undefined ? trust : ' by the trust store'}`,
    }
  if (/WRONG_VERSION|PACKET_LENGTH|HTTP_REQUEST/.test(code) || code === 'EPROTO')
    return {reason: 'tls', text: 'it does not answer in TLS: is it http and not https?'}
  if (code.startsWith('HPE_'))
    return {reason: 'notHttp', text: `it does not answer in HTTP${secure ? '' : ': is it https, or a broker?'}`}
  if (code === 'ECONNRESET' || code === 'EPIPE' || message === 'aborted')
    return {reason: 'closed', text: 'it closed the connection without an answer'}
  if (/^ERR_(?:SSL|TLS|OSSL)/.test(code)) return {reason: 'tls', text: message}
  return {reason: 'unreachable', text: message}
}
