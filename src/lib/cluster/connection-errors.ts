// What the operating system, TLS and silent brokers say, in an operator's words.
import type {ConnectionOptions as TlsOptions} from 'node:tls'
import {addressText, type Address} from './address.ts'
import {ConnectionError} from './errors.ts'
import {handshakeError} from './tls/errors.ts'

interface SystemError extends Error {
  readonly code?: string
  readonly errors?: readonly SystemError[]
}

/** What a socket's 'error' event means. */
export function connectError(peer: string, error: SystemError, tls: TlsOptions | undefined): ConnectionError {
  // Several addresses of one name failed, each in its way: the last one is shown, all are kept in the cause.
  const last = error.errors?.at(-1) ?? error
  const {code = '', message} = last
  const cause = {cause: error}
  const unreachable = (text: string) => new ConnectionError(peer, 'unreachable', `${peer} ${text}`, cause)
  switch (code) {
    case 'ECONNREFUSED':
      return unreachable('refused the connection; is the broker running, and is this its port?')
    case 'ENOTFOUND':
      return unreachable('is a name that cannot be resolved; is the host name right?')
    case 'EAI_AGAIN':
      return unreachable('could not be looked up; is the name server reachable?')
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return unreachable('cannot be reached from this machine (no route); is a VPN or a firewall in between?')
    case 'ETIMEDOUT':
      return new ConnectionError(peer, 'timeout', `${peer} did not answer; is a firewall in between?`, cause)
  }
  const badTls = tls && handshakeError(peer, last, tls)
  if (badTls) return badTls
  if (code === 'ECONNRESET' || code === 'EPIPE')
    return new ConnectionError(peer, 'closed', `${peer} closed the connection (${code})`, cause)
  return unreachable(`cannot be reached: ${message}`)
}

/** Nothing within the time limit, neither a refusal nor an answer; or an answer to TCP and none to TLS. */
export function lateError(peer: string, limitMs: number, progress: 'proxy' | 'dialling' | 'accepted'): ConnectionError {
  const text = {
    proxy: `the proxy of ${peer} did not open a way to it within ${limitMs} ms`,
    dialling: `${peer} did not accept a connection within ${limitMs} ms; is a firewall in between?`,
    accepted: `${peer} accepted a connection but did not finish the TLS handshake within ${limitMs} ms; is it a TLS listener, and does its broker run?`,
  }[progress]
  return new ConnectionError(peer, 'timeout', text)
}

/** It lets us in and does not speak: frozen, overloaded, behind a load balancer without brokers, or no broker at all. */
export const silentError = (peer: string, limitMs: number): ConnectionError =>
  new ConnectionError(
    peer,
    'timeout',
    `${peer} accepted a connection and did not answer within ${limitMs} ms; is it a Kafka broker, and does it still run?`,
  )

/** How far a connection had come: no answer yet, only ApiVersions, more; or it was closed by us. */
export type Stage = 'silent' | 'introduced' | 'working' | 'ours'

/** Closed behind ApiVersions, before anything was answered: perhaps a broker that went away, more likely a login is missing. */
export class Unwelcome extends ConnectionError {}

/** Brokers that do not like what they hear close without a word: the stage is the only clue. */
export function closedError(peer: string, stage: Stage, secured = false, authenticated = false): ConnectionError {
  const closed = (text: string) => new ConnectionError(peer, 'closed', text)
  switch (stage) {
    case 'ours':
      return closed(`the connection to ${peer} was closed`)
    case 'silent':
      return closed(
        `${peer} closed the connection without an answer; ${secured ? 'does it demand a client certificate (ssl.keystore.location)?' : 'is it a TLS listener (security.protocol=SSL or SASL_SSL)?'}`,
      )
    case 'introduced':
      return authenticated
        ? closed(`${peer} closed the connection`)
        : new Unwelcome(
            peer,
            'closed',
            `${peer} closed the connection; does this listener demand a SASL login (security.protocol=SASL_…)?`,
          )
    case 'working':
      return closed(`${peer} closed the connection`)
  }
}

/** What the frame reader found where a response should begin. */
export function frameError(peer: string, error: Error & {readonly speaks?: string}, secured: boolean): ConnectionError {
  const text =
    error.speaks === 'tls'
      ? `${peer} answers in TLS: set security.protocol to SSL or SASL_SSL, or use its PLAINTEXT port`
      : error.speaks === 'http'
        ? `${peer} is an HTTP server, not a Kafka broker; is the port right?`
        : `${peer} does not answer in Kafka's protocol (${error.message}); is the port right${secured ? '' : ', and is it no TLS listener'}?`
  return new ConnectionError(peer, 'protocol', text, {cause: error})
}

/** An address that was not typed but came from the cluster: who sees it for the first time has to know that. */
export function advertisedError(error: unknown, node: number, address: Address): unknown {
  if (!(error instanceof ConnectionError) || (error.reason !== 'unreachable' && error.reason !== 'timeout'))
    return error
  const place = addressText(address)
  // Its own advice is for an address that somebody typed.
  const said = error.message.replace(/; [^;]*\?$/, '')
  const text = `${said}; the cluster advertises this address for broker ${node} (advertised.listeners): where another one leads there, say --resolve ${place}=HOST:PORT`
  return new ConnectionError(error.address, error.reason, text, {cause: error})
}
