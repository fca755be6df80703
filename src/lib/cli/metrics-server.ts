// A small HTTP server for Prometheus and other scrapers.
import {once} from 'node:events'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'
import {Readable} from 'node:stream'
import {UsageError} from '../cluster/errors.ts'

export interface ListenAddress {
  readonly host: string
  readonly port: number
}

/**
 * Parses `127.0.0.1:9308`, `:9308` (every address), `9308` (loopback), `[::1]:9308`. Throws UsageError for anything
 * else.
 */
export function parseListen(text: string): ListenAddress {
  const [, bracketed, host, port] = /^(?:(?:\[([^\]]+)\]|([^:[\]]*)):)?(\d{1,5})$/.exec(text) ?? []
  if (port === undefined || Number(port) > 65_535)
    throw new UsageError(`'${text}' is not an address to listen on: write for example 127.0.0.1:9308 or :9308`)
  const given = bracketed ?? host
  return {host: given === undefined ? '127.0.0.1' : given === '' ? '::' : given, port: Number(port)}
}

export interface MetricsServer {
  /** The address that it listens on; if port 0 was requested, with the port that the system chose. */
  readonly address: ListenAddress
  /** Accepts no more requests, and resolves when those in progress are answered. */
  close(): Promise<void>
}

/** The two formats that scrapers ask for. */
export type MetricsFormat = 'openMetrics' | 'prometheus'

/** OpenMetrics for clients that accept it, otherwise Prometheus's text format. */
export const metricsFormat = (accept: string | undefined): MetricsFormat =>
  accept?.includes('application/openmetrics-text') ? 'openMetrics' : 'prometheus'

export const metricsContentType: Readonly<Record<MetricsFormat, string>> = {
  openMetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
}

/** The metrics as text in one of the formats, in pieces. */
export type Measured = (format: MetricsFormat) => Iterable<string>

/**
 * Answers `/metrics` with the result of `measure`, and also `/healthz`. Requests that arrive while `measure` is
 * running share its result, so many scrapers cost the cluster no more than one. Throws UsageError if it cannot listen
 * on the address.
 */
export async function serveMetrics(listen: ListenAddress, measure: () => Promise<Measured>): Promise<MetricsServer> {
  let running: Promise<Measured> | undefined
  const shared = () => (running ??= measure().finally(() => (running = undefined)))
  const server = createServer((request, response) => {
    const {pathname} = new URL(request.url ?? '/', 'http://localhost')
    const send = (status: number, type: string, text: string) => {
      response.writeHead(status, {'content-type': type, 'content-length': Buffer.byteLength(text)})
      response.end(request.method === 'HEAD' ? undefined : text)
    }
    const plain = 'text/plain; charset=utf-8'
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(405, plain, 'only GET\n')
    if (pathname === '/healthz') return send(200, plain, 'ok\n')
    if (pathname === '/') return send(200, 'text/html; charset=utf-8', '<a href="/metrics">metrics</a>\n')
    if (pathname !== '/metrics') return send(404, plain, 'try /metrics or /healthz\n')
    shared().then(
      (measured) => {
        const format = metricsFormat(request.headers.accept)
        response.writeHead(200, {'content-type': metricsContentType[format]})
        if (request.method === 'HEAD') response.end()
        // A scraper that goes away is not a failure.
        else Readable.from(measured(format)).pipe(response)
      },
      (error: Error) => send(500, plain, `${error.message}\n`),
    )
  })
  server.listen(listen.port, listen.host)
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EADDRINUSE' ? 'the address is in use' : error.message
    throw new UsageError(`cannot listen on ${listen.host}:${listen.port}: ${why}`)
  })
  const {port} = server.address() as AddressInfo
  return {address: {host: listen.host, port}, close: () => closeServer(server)}
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  await closed
}
