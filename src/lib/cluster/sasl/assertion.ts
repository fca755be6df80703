// A JWT that kafkit signs itself to prove its identity to an identity provider (RFC 7523).
import {createPrivateKey, randomUUID, sign} from 'node:crypto'
import {SaslFailure} from './mechanism.ts'

export interface AssertionOptions {
  /** PEM. */
  readonly privateKey: string
  readonly passphrase?: string | undefined
  readonly algorithm: 'RS256' | 'ES256'
  /** From a template file: merged into the header (such as `kid`) and the claims. */
  readonly template?: {readonly header?: object; readonly payload?: object} | undefined
  readonly claims: Readonly<Record<string, string>>
  readonly expiresInSeconds: number
  readonly notBeforeSeconds: number
  readonly withId: boolean
}

/** The signed and serialized JWT. Throws SaslFailure if the key cannot be used. */
export function signedAssertion(options: AssertionOptions, now: number): string {
  const {privateKey, passphrase, algorithm, template, claims} = options
  const seconds = Math.floor(now / 1000)
  const payload = {
    ...template?.payload,
    ...claims,
    iat: seconds,
    exp: seconds + options.expiresInSeconds,
    nbf: seconds - options.notBeforeSeconds,
    ...(options.withId ? {jti: randomUUID()} : {}),
  }
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part({...template?.header, alg: algorithm, typ: 'JWT'})}.${part(payload)}`
  try {
    const key = createPrivateKey({key: privateKey, passphrase})
    return `${text}.${sign('sha256', Buffer.from(text), {key, dsaEncoding: 'ieee-p1363'}).toString('base64url')}`
  } catch (error) {
    throw new SaslFailure(
      'tokenEndpointFailed',
      `the private key of the assertion cannot be used: ${(error as Error).message}`,
      {
        cause: error,
      },
    )
  }
}
