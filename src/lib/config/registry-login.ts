// The login at a Schema Registry: the properties of Confluent's serializers for basic and bearer authentication.
import {UsageError} from '../errors/usage-error.ts'
import type {HttpSettings} from '../http/settings.ts'

export type Get = (name: string) => string | undefined
type Login = Pick<HttpSettings, 'authorization' | 'headers'>

/**
 * `get` returns a property with or without the prefix `schema.registry.`, `all` any property by its full name; `user`:
 * `USER:PASSWORD` in the address. Throws UsageError for an incomplete login.
 */
export async function registryLogin(get: Get, all: Get, user: string | undefined): Promise<Login> {
  const bearer = get('bearer.auth.credentials.source')?.trim().toUpperCase()
  const token = get('bearer.auth.token')?.trim()
  if (bearer || token) return bearerLogin(bearer ?? 'STATIC_TOKEN', token, get, all)
  const info = get('basic.auth.user.info')?.trim()
  const source = get('basic.auth.credentials.source')?.trim().toUpperCase() ?? (info ? 'USER_INFO' : 'URL')
  if (source === 'SASL_INHERIT') return basic(await inherited(all))
  if (source === 'USER_INFO') {
    if (!info?.includes(':'))
      throw new UsageError(
        'basic.auth.user.info must be USER:PASSWORD where basic.auth.credentials.source is USER_INFO',
        {
          property: info === undefined ? 'basic.auth.credentials.source' : 'basic.auth.user.info',
        },
      )
    return basic(info)
  }
  return user === undefined ? {} : basic(user)
}

const basic = (info: string) => {
  const value = `Basic ${Buffer.from(info).toString('base64')}`
  return {authorization: () => Promise.resolve(value)}
}

/** The user name and password for the brokers. */
async function inherited(all: Get): Promise<string> {
  const {parseJaas} = await import('./jaas.ts')
  const jaas = all('sasl.jaas.config')
  const options = jaas === undefined ? undefined : parseJaas(jaas).options
  const name = options?.get('username') ?? all('sasl.username')
  const password = options?.get('password') ?? all('sasl.password')
  if (name === undefined || password === undefined)
    throw new UsageError(
      'basic.auth.credentials.source is SASL_INHERIT, but there is no user name and password of the brokers (sasl.jaas.config)',
      {property: 'basic.auth.credentials.source'},
    )
  return `${name}:${password}`
}

async function bearerLogin(source: string, token: string | undefined, get: Get, all: Get): Promise<Login> {
  const property = 'bearer.auth.credentials.source'
  const cluster = get('bearer.auth.logical.cluster')
  const pool = get('bearer.auth.identity.pool.id')
  const headers = {
    ...(cluster && {'target-sr-cluster': cluster}),
    ...(pool && {'Confluent-Identity-Pool-Id': pool}),
  }
  const of = (ask: () => Promise<{readonly value: string}>) => ({
    headers,
    authorization: async () => `Bearer ${(await ask()).value}`,
  })
  const {cached, fixedToken} = await import('../cluster/sasl/tokens.ts')
  if (source === 'STATIC_TOKEN') {
    if (!token) throw new UsageError(`${property} is STATIC_TOKEN, but bearer.auth.token is not set`, {property})
    return of(fixedToken(token))
  }
  if (source === 'OAUTHBEARER') {
    const url = get('bearer.auth.issuer.endpoint.url')
    const clientId = get('bearer.auth.client.id')
    const clientSecret = get('bearer.auth.client.secret')
    if (!url || !URL.canParse(url) || !clientId || !clientSecret)
      throw new UsageError(
        `${property} is OAUTHBEARER, which needs bearer.auth.issuer.endpoint.url, bearer.auth.client.id and bearer.auth.client.secret`,
        {property},
      )
    const {endpointToken} = await import('../cluster/sasl/oidc.ts')
    const endpoint = {url, scope: get('bearer.auth.scope'), extensions: {}}
    const grant = {kind: 'client credentials', clientId, clientSecret, urlEncode: false} as const
    return of(cached(endpointToken(endpoint, grant, Date.now), Date.now))
  }
  if (source === 'SASL_OAUTHBEARER_INHERIT') {
    const {oauthBearerTokens} = await import('./oauthbearer-properties.ts')
    return of(await oauthBearerTokens(all))
  }
  throw new UsageError(`${property}: ${source} needs a class of Java's; use STATIC_TOKEN or OAUTHBEARER`, {property})
}
