// sasl.mechanism=OAUTHBEARER: finds which source of tokens the properties configure.
import {readFile} from 'node:fs/promises'
import {fileURLToPath} from 'node:url'
import {parseAddresses} from '../cluster/address.ts'
import {UsageError} from '../cluster/errors.ts'
import type {Mechanism} from '../cluster/sasl/mechanism.ts'
import type {Grant, TokenEndpoint} from '../cluster/sasl/oidc.ts'
import {cached, commandToken, fileToken, fixedToken, unsecuredToken, type TokenSource} from '../cluster/sasl/tokens.ts'
import {jaasOf, type Get} from './jaas.ts'

type Options = ReadonlyMap<string, string>

export async function oauthBearerLogin(get: Get): Promise<Mechanism> {
  const options = jaasOf(get, 'OAUTHBEARER', 'OAuthBearerLoginModule')?.options ?? new Map<string, string>()
  const {oauthBearer} = await import('../cluster/sasl/oauthbearer.ts')
  return oauthBearer(await tokenSource(get, options), Date.now)
}

/** The token source for the brokers, for another service that accepts the same tokens. */
export const oauthBearerTokens = async (get: Get): Promise<TokenSource> =>
  tokenSource(get, jaasOf(get, 'OAUTHBEARER', 'OAuthBearerLoginModule')?.options ?? new Map<string, string>())

async function tokenSource(get: Get, options: Options): Promise<TokenSource> {
  const token = get('kafkit.sasl.oauthbearer.token') ?? options.get('oauth.access.token')
  if (token !== undefined) return fixedToken(token)
  const command = get('kafkit.sasl.oauthbearer.token.command')
  if (command !== undefined) return cached(commandToken(command), Date.now)
  if (get('sasl.login.callback.handler.class')?.endsWith('IAMOAuthBearerLoginCallbackHandler'))
    return mskTokens(get, options)
  const url = get('sasl.oauthbearer.token.endpoint.url') ?? options.get('oauth.token.endpoint.uri')
  if (url !== undefined && url !== '') return fromUrl(url, get, options)
  const claims = unsecured(options)
  if (claims) return cached(unsecuredToken(claims, Date.now), Date.now)
  throw new UsageError(
    'sasl.mechanism OAUTHBEARER needs a token: sasl.oauthbearer.token.endpoint.url (https:, or file: for a token in a file), kafkit.sasl.oauthbearer.token.command, or unsecuredLoginStringClaim_sub in sasl.jaas.config for tests',
    {property: 'sasl.mechanism'},
  )
}

async function mskTokens(get: Get, options: Options): Promise<TokenSource> {
  const [{awsSource, regionFromEnvironment}, {mskToken, regionOf}] = await Promise.all([
    import('./aws-properties.ts'),
    import('../cluster/sasl/aws-msk-iam.ts'),
  ])
  const servers = get('bootstrap.servers')
  const region = regionFromEnvironment() ?? (servers ? regionOf(parseAddresses(servers)[0]?.host ?? '') : undefined)
  if (region === undefined) throw new UsageError('the AWS region of an IAM token cannot be told: set AWS_REGION')
  return cached(mskToken(await awsSource(options), region, Date.now), Date.now)
}

async function fromUrl(text: string, get: Get, options: Options): Promise<TokenSource> {
  const name = 'sasl.oauthbearer.token.endpoint.url'
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'file:') return fileToken(fileURLToPath(url))
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:')
    throw new UsageError(`${name}: '${text}' is not an http:, https: or file: address`, {property: name})
  const {endpointToken} = await import('../cluster/sasl/oidc.ts')
  const audience = options.get('oauth.audience')
  const timeoutMs = Number(get('sasl.login.read.timeout.ms') ?? NaN)
  const endpoint: TokenEndpoint = {
    url: url.href,
    scope: get('sasl.oauthbearer.scope') ?? options.get('scope') ?? options.get('oauth.scope'),
    extensions: extensions(options, 'extension_'),
    ...(audience === undefined ? {} : {fields: {audience}}),
    ...(await endpointTls(url, options)),
    ...(timeoutMs > 0 ? {timeoutMs} : {}),
  }
  return cached(endpointToken(endpoint, await grant(get, options), Date.now), Date.now)
}

/** Java reads the provider's trust store from the JAAS entry, under the usual names. */
async function endpointTls(url: URL, options: Options): Promise<Pick<TokenEndpoint, 'tls'>> {
  if (url.protocol !== 'https:' || ![...options.keys()].some((key) => key.startsWith('ssl.'))) return {}
  const {tlsOptions} = await import('./tls-properties.ts')
  return {tls: await tlsOptions((name) => options.get(name))}
}

async function grant(get: Get, options: Options): Promise<Grant> {
  const clientId =
    get('sasl.oauthbearer.client.credentials.client.id') ?? options.get('clientId') ?? options.get('oauth.client.id')
  const assertion = await assertionSource(get)
  if (get('sasl.oauthbearer.jwt.retriever.class')?.endsWith('JwtBearerJwtRetriever')) {
    if (!assertion)
      throw new UsageError(
        'JwtBearerJwtRetriever needs sasl.oauthbearer.assertion.private.key.file or sasl.oauthbearer.assertion.file',
      )
    return {kind: 'jwt bearer', assertion}
  }
  const clientSecret =
    get('sasl.oauthbearer.client.credentials.client.secret') ??
    options.get('clientSecret') ??
    options.get('oauth.client.secret')
  if (clientSecret === undefined && assertion) return {kind: 'client assertion', clientId, assertion}
  if (clientId === undefined || clientSecret === undefined)
    throw new UsageError(
      'the token endpoint needs sasl.oauthbearer.client.credentials.client.id and .client.secret (or clientId and clientSecret in sasl.jaas.config)',
    )
  return {
    kind: 'client credentials',
    clientId,
    clientSecret,
    urlEncode: get('sasl.oauthbearer.header.urlencode')?.toLowerCase() === 'true',
  }
}

async function assertionSource(get: Get): Promise<(() => Promise<string>) | undefined> {
  const prefix = 'sasl.oauthbearer.assertion'
  const read = async (name: string, file: string) =>
    readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new UsageError(
        `${name}: cannot read ${file}: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`,
        {cause: error, property: name},
      )
    })
  const file = get(`${prefix}.file`)
  if (file) return async () => (await read(`${prefix}.file`, file)).trim()
  const keyFile = get(`${prefix}.private.key.file`)
  if (!keyFile) return undefined
  const algorithm = (get(`${prefix}.algorithm`) ?? 'RS256').toUpperCase()
  if (algorithm !== 'RS256' && algorithm !== 'ES256')
    throw new UsageError(`${prefix}.algorithm: '${algorithm}' is neither RS256 nor ES256`, {
      property: `${prefix}.algorithm`,
    })
  const templateFile = get(`${prefix}.template.file`)
  const template = templateFile
    ? (JSON.parse(await read(`${prefix}.template.file`, templateFile)) as object)
    : undefined
  const claims = Object.fromEntries(
    (['aud', 'iss', 'sub'] as const).flatMap((claim) => {
      const value = get(`${prefix}.claim.${claim}`)
      return value === undefined ? [] : [[claim, value]]
    }),
  )
  const privateKey = await read(`${prefix}.private.key.file`, keyFile)
  const {signedAssertion} = await import('../cluster/sasl/assertion.ts')
  return async () =>
    signedAssertion(
      {
        privateKey,
        passphrase: get(`${prefix}.private.key.passphrase`),
        algorithm,
        template,
        claims,
        expiresInSeconds: Number(get(`${prefix}.claim.exp.seconds`) ?? 300),
        notBeforeSeconds: Number(get(`${prefix}.claim.nbf.seconds`) ?? 60),
        withId: get(`${prefix}.claim.jti.include`)?.toLowerCase() === 'true',
      },
      Date.now(),
    )
}

/** Java's OAuthBearerUnsecuredLoginCallbackHandler; undefined if the JAAS entry has none of its options. */
function unsecured(options: Options) {
  const claims: Record<string, unknown> = {}
  for (const [name, value] of options) {
    const [, kind, claim = ''] = /^unsecuredLogin(String|Number|List)Claim_(.+)$/.exec(name) ?? []
    if (kind === 'String') claims[claim] = value
    else if (kind === 'Number') claims[claim] = Number(value)
    // `,a,b` or `|a|b`: its first character separates.
    else if (kind === 'List') claims[claim] = value.slice(1).split(value.slice(0, 1))
  }
  if (Object.keys(claims).length === 0) return undefined
  const principal = options.get('unsecuredLoginPrincipalClaimName') ?? 'sub'
  if (typeof claims[principal] !== 'string')
    throw new UsageError(`sasl.jaas.config: an unsecured token needs unsecuredLoginStringClaim_${principal}`, {
      property: 'sasl.jaas.config',
    })
  const lifetimeSeconds = Number(options.get('unsecuredLoginLifetimeSeconds') ?? 3600)
  if (!(lifetimeSeconds > 0))
    throw new UsageError('sasl.jaas.config: unsecuredLoginLifetimeSeconds is not a number of seconds', {
      property: 'sasl.jaas.config',
    })
  return {claims, lifetimeSeconds, extensions: extensions(options, 'unsecuredLoginExtension_')}
}

const extensions = (options: Options, prefix: string): Record<string, string> =>
  Object.fromEntries(
    [...options].filter(([name]) => name.startsWith(prefix)).map(([name, value]) => [name.slice(prefix.length), value]),
  )
