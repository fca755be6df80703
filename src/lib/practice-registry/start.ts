import {createHash} from 'node:crypto'
import {readFileSync, renameSync, writeFileSync} from 'node:fs'
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http'
import type {AddressInfo} from 'node:net'
import {UsageError} from '../errors/usage-error.ts'
import {outputFailed} from '../errors/output-failed.ts'
import {Refused} from './answers.ts'
import {inFormat, withText} from './compiled.ts'
import {answerTo} from './routes.ts'
import {Raw, Service} from './service.ts'
import {Store, type Snapshot} from './store.ts'

/** The limits of the practice registry, printed when it is started. */
export const practiceRegistryLacks =
  'This is the practice registry of kafkit: compatibility rules of Avro only, no logins, no rules or encryption of fields.'

export interface PracticeRegistryOptions {
  /** Default 0: any free port. */
  readonly port?: number | undefined
  readonly host?: string | undefined
  /** The file that keeps the state between runs; undefined: the state is only in memory. */
  readonly file?: string | undefined
  /** Called with each request before it is answered; a returned fault replaces the registry's answer. */
  readonly received?: ((request: ReceivedRequest) => Fault | undefined) | undefined
}

export interface ReceivedRequest {
  readonly method: string
  /** The path and query, as sent. */
  readonly url: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** The faults that a test can make a registry show. */
export type Fault =
  | {readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>>}
  | 'silent'
  | 'hang up'

export interface PracticeRegistry extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string
  readonly port: number
  /** Closes all connections. */
  close(): Promise<void>
}

/**
 * Starts a Schema Registry in this process that answers as Confluent's does, apart from `practiceRegistryLacks`. Throws
 * UsageError if its file cannot be read, or its port is in use.
 */
export async function startPracticeRegistry(options: PracticeRegistryOptions = {}): Promise<PracticeRegistry> {
  const {port = 0, host = '127.0.0.1', file, received} = options
  const store = new Store(file === undefined ? undefined : kept(file))
  const service = new Service(
    store,
    `practice-${createHash('md5')
      .update(file ?? '')
      .digest('hex')
      .slice(0, 8)}`,
  )
  const server = createServer((request, response) => {
    void bodyOf(request).then(
      (body) => {
        const {method = 'GET', url = '/', headers} = request
        const fault = received?.({method, url, headers, body})
        if (fault === 'silent') return
        if (fault === 'hang up') return void request.socket.destroy()
        if (fault) return void response.writeHead(fault.status, {...fault.headers}).end(fault.body)
        return answer(service, method, url, body, response).then(() => {
          if (file !== undefined && method !== 'GET') keep(file, store)
        })
      },
      () => request.socket.destroy(),
    )
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new UsageError(`port ${port} on ${host} is already in use`, {cause: error})
          : error,
      )
    })
    server.listen(port, host, resolve)
  })
  const address = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {url: `http://${host}:${address.port}`, port: address.port, close, [Symbol.asyncDispose]: close}
}

async function answer(
  service: Service,
  method: string,
  url: string,
  body: string,
  response: ServerResponse,
): Promise<void> {
  const {pathname, searchParams: query} = new URL(url, 'http://registry')
  let status = 200
  let value: unknown
  try {
    const [, subject = ''] = /\/subjects\/([^/]+)/.exec(pathname) ?? []
    const asked = {query, body: await withText(parsed(body), decodeURIComponent(subject), service)}
    value = await inFormat(answerTo(service, method, pathname, asked), asked, service)
  } catch (error) {
    // Anything else is a bug, but the next request must still be answered.
    const refused = error instanceof Refused ? error : new Refused(500, String(error))
    status = refused.status
    value = {error_code: refused.code, message: refused.message}
  }
  const text = value instanceof Raw ? value.content.schema : JSON.stringify(value)
  response.writeHead(status, {'content-type': 'application/vnd.schemaregistry.v1+json'}).end(text)
}

function parsed(body: string): Record<string, unknown> {
  if (body.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(body)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch {
    // Reported below.
  }
  throw new Refused(400, 'Unable to process JSON')
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function kept(file: string): Snapshot | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  try {
    const snapshot = JSON.parse(text) as Snapshot
    if ((snapshot.format as number) === 1) return snapshot
  } catch {
    // Reported below.
  }
  throw new UsageError(`${file} does not hold the state of a practice registry`)
}

/** Replaces the file by renaming, so that a process killed in the middle leaves the former state. */
function keep(file: string, store: Store): void {
  const part = `${file}.part`
  try {
    writeFileSync(part, JSON.stringify(store.snapshot()))
    renameSync(part, file)
  } catch (error) {
    throw outputFailed(file, error)
  }
}
