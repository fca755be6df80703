// AWS Signature Version 4, as far as logins need it: presigned GET requests and signed POSTs (for STS).
import {createHash, createHmac} from 'node:crypto'

export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
  /** Ms since the epoch. */
  readonly expiresAt?: number | undefined
}

interface Signing {
  readonly credentials: AwsCredentials
  readonly region: string
  readonly service: string
  readonly host: string
  /** Ms since the epoch. */
  readonly now: number
}

export const algorithm = 'AWS4-HMAC-SHA256'

/** `20260301T120000Z`. */
export const amzDate = (now: number): string => new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '')

export const scopeOf = ({region, service, now}: Pick<Signing, 'region' | 'service' | 'now'>): string =>
  `${amzDate(now).slice(0, 8)}/${region}/${service}/aws4_request`

/** The query of a presigned GET of `/`, signature included, in the order in which it was signed. */
export function presigned(signing: Signing, action: string, expiresSeconds: number): URLSearchParams {
  const {credentials, host, now} = signing
  const query = new URLSearchParams({
    Action: action,
    'X-Amz-Algorithm': algorithm,
    'X-Amz-Credential': `${credentials.accessKeyId}/${scopeOf(signing)}`,
    'X-Amz-Date': amzDate(now),
    'X-Amz-Expires': String(expiresSeconds),
    ...(credentials.sessionToken === undefined ? {} : {'X-Amz-Security-Token': credentials.sessionToken}),
    'X-Amz-SignedHeaders': 'host',
  })
  query.sort()
  const request = ['GET', '/', encoded(query), `host:${host}\n`, 'host', sha256('')].join('\n')
  query.append('X-Amz-Signature', signature(signing, request))
  return query
}

/** The headers of a signed POST of a form to `/`. */
export function signedPost(signing: Signing, body: string): Record<string, string> {
  const {credentials, host, now} = signing
  const headers: Record<string, string> = {
    'content-type': 'application/x-www-form-urlencoded',
    host,
    'x-amz-date': amzDate(now),
    ...(credentials.sessionToken === undefined ? {} : {'x-amz-security-token': credentials.sessionToken}),
  }
  const names = Object.keys(headers).toSorted()
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join('')
  const request = ['POST', '/', '', lines, names.join(';'), sha256(body)].join('\n')
  const credential = `Credential=${credentials.accessKeyId}/${scopeOf(signing)}`
  const authorization = `${algorithm} ${credential}, SignedHeaders=${names.join(';')}, Signature=${signature(signing, request)}`
  return {...headers, authorization}
}

function signature(signing: Signing, request: string): string {
  const {credentials, region, service, now} = signing
  const text = [algorithm, amzDate(now), scopeOf(signing), sha256(request)].join('\n')
  const parts = [amzDate(now).slice(0, 8), region, service, 'aws4_request']
  const key = parts.reduce<Buffer>(
    (secret, part) => hmac(secret, part),
    Buffer.from(`AWS4${credentials.secretAccessKey}`),
  )
  return hmac(key, text).toString('hex')
}

/** Encodes the query as RFC 3986 requires; URLSearchParams writes blanks as `+` and does not encode `*`. */
export const encoded = (query: URLSearchParams): string =>
  [...query].map(([name, value]) => `${escaped(name)}=${escaped(value)}`).join('&')

const escaped = (text: string) =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )

const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest()
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
