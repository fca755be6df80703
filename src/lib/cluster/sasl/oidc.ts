// Fetches tokens from an identity provider: OAuth 2 client credentials (KIP-768) and signed assertions (RFC 7523,
// KIP-1139).
import type {OutgoingHttpHeaders} from 'node:http'
import type {ConnectionOptions} from 'node:tls'
import {SaslFailure} from './mechanism.ts'
import {checked, type Token, type TokenSource} from './tokens.ts'

export interface TokenEndpoint {
  readonly url: string
  readonly scope?: string | undefined
  readonly extensions?: Readonly<Record<string, string>> | undefined
  /** Additional fields of the request, for instance `audience`. */
  readonly fields?: Readonly<Record<string, string>> | undefined
  readonly tls?: ConnectionOptions | undefined
  /** The time limit of one request, ms. */
  readonly timeoutMs?: number | undefined
}

export type Grant =
  | {
      readonly kind: 'client credentials'
      readonly clientId: string
      readonly clientSecret: string
      /** sasl.oauthbearer.header.urlencode: RFC 6749 requires it, but some providers do not understand it. */
      readonly urlEncode?: boolean | undefined
    }
  | {
      readonly kind: 'client assertion'
      readonly clientId: string | undefined
      readonly assertion: () => Promise<string>
    }
  | {readonly kind: 'jwt bearer'; readonly assertion: () => Promise<string>}

const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const clientAssertion = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
/** The number of tries, as in Java; a refused secret is final at once. */
const tries = 3

/** Asks the provider each time. Throws SaslFailure with the provider's own words. */
export const endpointToken =
  (endpoint: TokenEndpoint, grant: Grant, now: () => number): TokenSource =>
  async () => {
    const {fields, headers} = await asked(grant)
    const form = new URLSearchParams({
      ...fields,
      ...(endpoint.scope ? {scope: endpoint.scope} : {}),
      ...endpoint.fields,
    })
    for (let attempt = 1; ; attempt++) {
      try {
        const answer = await post(endpoint, form.toString(), headers)
        return tokenIn(answer, endpoint, now())
      } catch (error) {
        if (!(error instanceof Unreachable)) throw error
        if (attempt === tries) throw new SaslFailure('tokenEndpointFailed', error.message, {cause: error.cause})
      }
    }
  }

async function asked(grant: Grant): Promise<{fields: Record<string, string>; headers: OutgoingHttpHeaders}> {
  switch (grant.kind) {
    case 'client credentials': {
      const encode = grant.urlEncode === true ? encodeURIComponent : String
      const login = Buffer.from(`${encode(grant.clientId)}:${encode(grant.clientSecret)}`).toString('base64')
      return {fields: {grant_type: 'client_credentials'}, headers: {authorization: `Basic ${login}`}}
    }
    case 'client assertion':
      return {
        fields: {
          grant_type: 'client_credentials',
          ...(grant.clientId === undefined ? {} : {client_id: grant.clientId}),
          client_assertion_type: clientAssertion,
          client_assertion: await grant.assertion(),
        },
        headers: {},
      }
    case 'jwt bearer':
      return {fields: {grant_type: jwtBearer, assertion: await grant.assertion()}, headers: {}}
  }
}

/** A failure that may not occur again at the next try. */
class Unreachable extends Error {}

interface Answer {
  readonly status: number
  readonly body: string
}

async function post(endpoint: TokenEndpoint, form: string, headers: OutgoingHttpHeaders): Promise<Answer> {
  const {url, tls, timeoutMs = 10_000} = endpoint
  const secured = new URL(url).protocol === 'https:'
  const {request} = secured ? await import('node:https') : await import('node:http')
  return new Promise<Answer>((resolve, reject) => {
    const call = request(
      url,
      {
        method: 'POST',
        agent: false,
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          accept: 'application/json',
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(form),
          ...headers,
        },
        ...tls,
      },
      (answer) => {
        let body = ''
        answer.setEncoding('utf8')
        answer.on('data', (part: string) => (body += part))
        answer.on('error', (error) => reject(unreachable(url, error)))
        answer.on('end', () => {
          const status = answer.statusCode ?? 0
          if (status >= 500) reject(new Unreachable(refused(url, {status, body})))
          else resolve({status, body})
        })
      },
    )
    call.on('error', (error: NodeJS.ErrnoException) => {
      const late = error.name === 'AbortError' || error.name === 'TimeoutError'
      reject(
        late
          ? new Unreachable(`the token endpoint ${url} did not answer within ${timeoutMs} ms`)
          : unreachable(url, error),
      )
    })
    call.end(form)
  })
}

const unreachable = (url: string, error: NodeJS.ErrnoException) =>
  new Unreachable(
    `the token endpoint ${url} cannot be reached: ${error.message || (error.code ?? 'no reason given')}`,
    {cause: error},
  )

function tokenIn({status, body}: Answer, {url, extensions}: TokenEndpoint, now: number): Token {
  if (status < 200 || status >= 300) throw new SaslFailure('tokenEndpointFailed', refused(url, {status, body}))
  const {access_token: own, id_token: other, expires_in: seconds} = parsed(body)
  // Java's JwtResponseParser accepts either.
  const value = typeof own === 'string' ? own : other
  if (typeof value !== 'string')
    throw new SaslFailure('tokenEndpointFailed', `the token endpoint ${url} answered without a token`)
  const lifetime = Number(seconds)
  return {
    value: checked(value, `what the token endpoint ${url} gave`),
    extensions,
    expiresAt: lifetime > 0 ? now + lifetime * 1000 : undefined,
  }
}

function refused(url: string, {status, body}: Answer): string {
  const {error, error_description: text} = parsed(body)
  const said = [error, text].filter((one) => typeof one === 'string').join(': ')
  const hint = status === 401 || error === 'invalid_client' ? '; are client id and secret right?' : ''
  return `the token endpoint ${url} refused: ${said || 'no reason given'} (HTTP ${status})${hint}`
}

function parsed(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
