// A client of services with a REST API: makes one request, and tries whatever is necessary until it is answered or
// hopeless.
import type {IncomingMessage} from 'node:http'
import {BackOff, Deadline} from '../cluster/back-off.ts'
import {timerMs} from '../cluster/waiting.ts'
import {durationText} from '../text/duration.ts'
import {Sockets} from './connect.ts'
import {HttpRefusal, NoAnswer, noAnswer, refusal} from './errors.ts'
import type {HttpAnswer, HttpChange, HttpRequest, HttpSettings} from './settings.ts'

/** The largest answer that is accepted, bytes; no registry or Connect worker sends more. */
const largestAnswer = 256 * 2 ** 20

/** Statuses of a proxy in front of a service, or of a service that is starting or electing a leader: tried again. */
const passing = new Set([429, 502, 503, 504])

export interface HttpClientOptions extends HttpSettings {
  /** Called before a request that changes something is sent; throws an error that forbids it. */
  readonly beforeChange: (change: HttpChange) => void
  readonly signal?: AbortSignal | undefined
}

/**
 * Tries the base addresses in their order and stays with the one that answered. An address that was never reached is
 * not tried twice, so that a mistyped port is reported at once. Once one was reached, lost connections and 429, 502,
 * 503, 504 are retried within the total time limit, but a change that may have been carried out only if it is
 * `repeatable`.
 */
export class HttpClient {
  readonly #options: HttpClientOptions
  readonly #sockets: Sockets
  /** Base addresses, ending in a slash. */
  readonly #bases: readonly URL[]
  #current = 0
  #reached = false

  constructor(options: HttpClientOptions) {
    this.#options = options
    this.#sockets = new Sockets(options)
    this.#bases = options.urls.map((url) => {
      const base = new URL(url)
      if (!base.pathname.endsWith('/')) base.pathname += '/'
      return base
    })
  }

  /** The address that is tried first, without a slash at its end. */
  get address(): string {
    return shown(this.#bases[this.#current])
  }

  /** Throws HttpRefusal for a status other than 2xx, NoAnswer if there is no answer, and the signal's reason. */
  async request(request: HttpRequest): Promise<HttpAnswer> {
    const {totalTimeoutMs = 60_000, signal} = this.#options
    const deadline = new Deadline(totalTimeoutMs)
    const backOff = new BackOff(200, 2000)
    const line = lineOf(request)
    if (request.method !== 'GET' && request.changes !== false)
      this.#options.beforeChange({line, fields: request.changes})
    const failures: NoAnswer[] = []
    let refused: HttpRefusal | undefined
    for (;;) {
      signal?.throwIfAborted()
      try {
        const answer = await this.#once(request, line, deadline)
        this.#reached = true
        return answer
      } catch (error) {
        if (error instanceof HttpRefusal) {
          this.#reached = true
          refused = error
          const waitMs = error.retryAfterMs ?? 0
          if (!passing.has(error.status) || !mayRepeat(request, error) || waitMs >= deadline.left) throw error
          if (waitMs > 0) await new BackOff(waitMs, waitMs).wait(deadline, signal)
        } else if (error instanceof NoAnswer && error.passes) {
          if (error.sent && !mayRepeat(request, error)) throw undecided(error, line)
          failures.push(error)
          this.#current = (this.#current + 1) % this.#bases.length
          const round = failures.length % this.#bases.length === 0
          if (!round && !deadline.over) continue
          if (!this.#reached) throw together(failures.slice(-this.#bases.length))
        } else throw error
        await backOff.wait(deadline, signal)
        // An attempt that the limit cut off is less informative than the earlier answers.
        if (deadline.over) throw refused ?? failures.findLast(({reason}) => reason !== 'timeout') ?? error
      }
    }
  }

  close(): void {
    this.#sockets.close()
  }

  async #once(request: HttpRequest, line: string, deadline: Deadline): Promise<HttpAnswer> {
    const base = this.#bases[this.#current] as URL
    try {
      return await this.#send(base, request, line, deadline)
    } catch (error) {
      // Nothing of the request was sent over a connection that was not trusted.
      const cause = error instanceof NoAnswer ? error.cause : undefined
      if (!(cause instanceof Error) || !this.#sockets.trustsMore(cause)) throw error
      return this.#send(base, request, line, deadline)
    }
  }

  async #send(base: URL, request: HttpRequest, line: string, deadline: Deadline): Promise<HttpAnswer> {
    const {service, authorization, headers, requestTimeoutMs = 30_000, signal} = this.#options
    const url = addressOf(base, request)
    const body = request.method === 'GET' ? undefined : bodyOf(request.body)
    const login = await authorization?.()
    const start = await this.#sockets.starter(url)
    const limitMs = Math.max(1, Math.min(requestTimeoutMs, deadline.left))
    const where = {settings: this.#options, base: shown(base), line}
    const {promise, resolve, reject} = Promise.withResolvers<HttpAnswer>()
    const asked = start(
      {
        method: request.method,
        headers: {
          accept: 'application/json, application/vnd.schemaregistry.v1+json;q=0.9, */*;q=0.1',
          'user-agent': 'kafkit',
          ...headers,
          ...(login !== undefined && {authorization: login}),
          ...(body !== undefined && {'content-type': 'application/json', 'content-length': String(body.length)}),
          ...request.headers,
        },
        ...(signal && {signal}),
      },
      (answer) => {
        collect(answer).then((text) => {
          const status = answer.statusCode ?? 0
          if (status >= 200 && status < 300) return resolve({status, text, headers: answer.headers, base: shown(base)})
          const {location} = answer.headers
          reject(new HttpRefusal(refusal(where, status, text, location), status, text, retryAfter(answer)))
        }, failed)
      },
    )
    let sent = false
    const timer = setTimeout(() => {
      const text = `${service} at ${shown(base)} did not answer ${line} within ${durationText(Number(limitMs.toPrecision(2)))}`
      reject(new NoAnswer(text, 'timeout', sent))
      asked.destroy()
    }, timerMs(limitMs))
    function failed(error: Error) {
      if (error instanceof NoAnswer) return reject(error)
      const {reason, text} = noAnswer(error, where.settings, base.protocol === 'https:')
      reject(new NoAnswer(`${service} at ${shown(base)}: ${text}`, reason, sent, {cause: error}))
    }
    asked.on('finish', () => {
      sent = true
    })
    asked.on('error', failed)
    asked.end(body)
    try {
      return await promise
    } catch (error) {
      signal?.throwIfAborted()
      throw error
    } finally {
      clearTimeout(timer)
    }
  }
}

/** The request for people and the audit log: `GET /subjects/orders-value/versions?deleted=true`. */
const lineOf = (request: HttpRequest): string => `${request.method} /${pathOf(request)}${queryOf(request)}`

const pathOf = ({path}: HttpRequest): string => path.map((part) => encodeURIComponent(part)).join('/')

function queryOf({query = {}}: HttpRequest): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== false)
  return pairs.length === 0
    ? ''
    : `?${new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, String(value)])).toString()}`
}

/** The path and the query of the base address are kept. */
function addressOf(base: URL, request: HttpRequest): URL {
  const url = new URL(`${base.origin}${base.pathname}${pathOf(request)}`)
  url.search = [base.search.slice(1), queryOf(request).slice(1)].filter((part) => part !== '').join('&')
  return url
}

const shown = (base: URL | undefined): string =>
  base === undefined ? '' : `${base.origin}${base.pathname.replace(/\/$/, '')}`

const bodyOf = (body: unknown): Buffer | undefined =>
  body === undefined ? undefined : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))

const mayRepeat = (request: HttpRequest, failure: NoAnswer | HttpRefusal): boolean =>
  request.method === 'GET' || request.changes === false || request.repeatable ||
  // Refused before anything was done.
  (failure instanceof HttpRefusal && failure.status === 429) // prettier-ignore

const undecided = (error: NoAnswer, line: string): NoAnswer =>
  new NoAnswer(
    `${error.message}; it is unknown whether ${line} was carried out: check before you repeat it`,
    error.reason,
    true,
    {cause: error},
  )

/** Joins the failures of all addresses into one. */
function together(failures: readonly NoAnswer[]): NoAnswer {
  const [first] = failures
  if (first === undefined || failures.length === 1) return first as NoAnswer
  const texts = failures.map(({message}) => message)
  return new NoAnswer(
    texts.join('; '),
    first.reason,
    failures.some(({sent}) => sent),
    {cause: first},
  )
}

async function collect(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > largestAnswer) {
      answer.destroy()
      throw new NoAnswer(`the answer is larger than ${largestAnswer / 2 ** 20} MiB`, 'tooLarge', true)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** The header Retry-After, in seconds or as a date, as ms. */
function retryAfter({headers}: IncomingMessage): number | undefined {
  const text = headers['retry-after']
  if (text === undefined) return undefined
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds * 1000)
}
