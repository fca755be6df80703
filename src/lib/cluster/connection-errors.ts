// Turns failures of a connection, reported by the operating system, TLS or missing answers, into messages for
// operators.
import type {ConnectionOptions as TlsOptions} from 'node:tls'
import {NotKafka} from '../wire/not-kafka.ts'
import {addressText, type Address} from './address.ts'
import {ConnectionError} from './errors.ts'
import {handshakeError} from './tls/errors.ts'

interface SystemError extends Error {
  readonly code?: string
  readonly errors?: readonly SystemError[]
}

/** The error for the 'error' event of a socket; `tls` are the options of a TLS connection. */
export function connectError(peer: string, error: SystemError, tls: TlsOptions | undefined): ConnectionError {
  // If all addresses of a name failed differently, the last failure is shown, and the cause keeps all of them.
  const last = error.errors?.at(-1) ?? error
  const {code = '', message} = last
  const failed = (reason: ConnectionError['reason'], text: string, advice?: string) =>
    new ConnectionError(peer, reason, `${peer} ${text}`, {advice, cause: error})
  switch (code) {
    case 'ECONNREFUSED':
      return failed('refused', 'refused the connection', 'is the broker running, and is this its port?')
    case 'ENOTFOUND':
      return failed('nameNotFound', 'is a name that cannot be resolved', 'is the host name right?')
    case 'EAI_AGAIN':
      return failed('nameServerSilent', 'could not be looked up', 'is the name server reachable?')
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return failed('noRoute', 'cannot be reached from this machine (no route)', 'is a VPN or a firewall in between?')
    case 'ETIMEDOUT':
      return failed('connectTimedOut', 'did not answer', 'is a firewall in between?')
  }
  const badTls = tls && handshakeError(peer, last, tls)
  if (badTls) return badTls
  if (code === 'ECONNRESET' || code === 'EPIPE') return failed('closed', `closed the connection (${code})`)
  return failed('unreachable', `cannot be reached: ${message}`)
}

/** How far an attempt to connect had come when its time limit ended. */
export type Progress = 'proxy' | 'dialling' | 'accepted'

/** The time limit for connecting is over: the proxy, the TCP connection or the TLS handshake took too long. */
export function lateError(peer: string, limitMs: number, progress: Progress): ConnectionError {
  switch (progress) {
    case 'proxy':
      return new ConnectionError(
        peer,
        'proxyTimedOut',
        `the proxy of ${peer} did not open a way to it within ${limitMs} ms`,
      )
    case 'dialling':
      return new ConnectionError(peer, 'connectTimedOut', `${peer} did not accept a connection within ${limitMs} ms`, {
        advice: 'is a firewall in between?',
      })
    case 'accepted':
      return new ConnectionError(
        peer,
        'tlsTimedOut',
        `${peer} accepted a connection but did not finish the TLS handshake within ${limitMs} ms`,
        {advice: 'is it a TLS listener, and does its broker run?'},
      )
  }
}

/**
 * The other side accepts connections and answers nothing: it is frozen, overloaded, or a load balancer without a
 * broker.
 */
export const silentError = (peer: string, limitMs: number): ConnectionError =>
  new ConnectionError(
    peer,
    'silent',
    `${peer} accepted a connection and did not answer within ${Math.ceil(limitMs)} ms`,
    {
      advice: 'is it a Kafka broker, and does it still run?',
    },
  )

/** A call had less time than connecting took. */
export const notReadyError = (peer: string, limitMs: number): ConnectionError =>
  new ConnectionError(peer, 'silent', `${peer} was not ready to answer within ${Math.ceil(limitMs)} ms`, {
    advice: 'does its broker run, and is it overloaded?',
  })

/**
 * How far a connection had come: no answer yet, only ApiVersions answered, other requests answered; or kafkit closed
 * it.
 */
export type Stage = 'silent' | 'introduced' | 'working' | 'ours'

/** Brokers close a connection silently if they cannot parse what they read, so the stage is the only hint. */
export function closedError(peer: string, stage: Stage, secured = false, authenticated = false): ConnectionError {
  const closed = `${peer} closed the connection`
  switch (stage) {
    case 'ours':
      return new ConnectionError(peer, 'closedByUs', `the connection to ${peer} was closed`)
    case 'silent':
      return new ConnectionError(peer, 'closedUnanswered', `${closed} without an answer`, {
        advice: secured
          ? 'does it demand a client certificate (ssl.keystore.location)?'
          : 'is it a TLS listener (security.protocol=SSL or SASL_SSL)?',
      })
    case 'introduced':
      return authenticated
        ? new ConnectionError(peer, 'closed', closed)
        : new ConnectionError(peer, 'closedBeforeLogin', closed, {
            advice: 'does this listener demand a SASL login (security.protocol=SASL_…)?',
          })
    case 'working':
      return new ConnectionError(peer, 'closed', closed)
  }
}

/** The error for what the frame reader found in place of a response; `secured`: it was received over TLS. */
export function frameError(peer: string, error: Error, secured: boolean): ConnectionError {
  const speaks = error instanceof NotKafka ? error.speaks : 'unknown'
  switch (speaks) {
    case 'tls':
      return new ConnectionError(
        peer,
        'wantsTls',
        `${peer} answers in TLS: set security.protocol to SSL or SASL_SSL, or use its PLAINTEXT port`,
        {cause: error},
      )
    case 'http':
      return new ConnectionError(peer, 'http', `${peer} is an HTTP server, not a Kafka broker`, {
        advice: 'is the port right?',
        cause: error,
      })
    case 'unknown':
      return new ConnectionError(peer, 'notKafka', `${peer} does not answer in Kafka's protocol (${error.message})`, {
        advice: secured ? 'is the port right?' : 'is the port right, and is it perhaps a TLS listener?',
        cause: error,
      })
  }
}

/**
 * Adds advice for an address that the user did not type: the cluster advertised it, and from here another address may
 * lead to the broker.
 */
export function advertisedError(error: unknown, node: number, address: Address): unknown {
  if (!(error instanceof ConnectionError) || (error.kind !== 'unreachable' && error.kind !== 'timeout')) return error
  const place = addressText(address)
  const advice = `the cluster advertises this address for broker ${node} (advertised.listeners): where another one leads there, say --resolve ${place}=HOST:PORT`
  return new ConnectionError(error.address, error.reason, error.fact, {advice, cause: error})
}
