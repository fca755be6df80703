// A small OAuth 2 token endpoint: client credentials and signed assertions. Its tokens are not signed, for brokers
// that validate none (`OAuthBearerUnsecuredValidatorCallbackHandler`).
import {createPublicKey, verify} from 'node:crypto'
import {once} from 'node:events'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'

export interface IdentityProvider extends AsyncDisposable {
  readonly url: string
  /** The form of each request, in order; `authorization` is the header. */
  readonly requests: Record<string, string>[]
}

export interface ProviderOptions {
  /** Secret by client id. */
  readonly clients: Readonly<Record<string, string>>
  /** PEM of the certificate or key with which assertions are signed; `sub` names the client. */
  readonly assertionKey?: string
  readonly lifetimeSeconds?: number
  /** This many requests are first answered with 503. */
  readonly failures?: number
}

export async function identityProvider(options: ProviderOptions): Promise<IdentityProvider> {
  const {clients, assertionKey, lifetimeSeconds = 300} = options
  let failures = options.failures ?? 0
  const requests: Record<string, string>[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part: Buffer) => (body += part.toString()))
    request.on('end', () => {
      const form = Object.fromEntries(new URLSearchParams(body))
      requests.push({...form, authorization: request.headers.authorization ?? ''})
      const answer = (status: number, content: object) =>
        response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(content))
      if (failures-- > 0) return answer(503, {error: 'temporarily_unavailable'})
      const who = subject(form, request.headers.authorization)
      if (who === undefined) return answer(401, {error: 'invalid_client', error_description: 'bad secret'})
      const now = Date.now() / 1000
      const claims = {sub: who, iat: now, exp: now + lifetimeSeconds}
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
      answer(200, {access_token: `${part({alg: 'none'})}.${part(claims)}.`, expires_in: lifetimeSeconds})
    })
  })
  function subject(form: Record<string, string>, authorization = ''): string | undefined {
    const assertion = form['assertion'] ?? form['client_assertion']
    if (assertion !== undefined && assertionKey !== undefined) {
      const [header = '', payload = '', signature = ''] = assertion.split('.')
      const right = verify(
        'sha256',
        Buffer.from(`${header}.${payload}`),
        // JWTs have the two numbers of an elliptic-curve signature one after the other (RFC 7518).
        {key: createPublicKey(assertionKey), dsaEncoding: 'ieee-p1363'},
        Buffer.from(signature, 'base64url'),
      )
      return right ? (JSON.parse(Buffer.from(payload, 'base64url').toString()) as {sub: string}).sub : undefined
    }
    const [id = '', secret] = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString().split(':')
    return secret !== undefined && clients[id] === secret ? id : undefined
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
