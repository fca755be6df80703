// The sources of bearer tokens: given once, in a file, printed by a command, or generated for tests.
import {SaslFailure} from './mechanism.ts'

export interface Token {
  readonly value: string
  /** SASL extensions (KIP-342), for instance Confluent's logicalCluster. */
  readonly extensions?: Readonly<Record<string, string>> | undefined
  /** Ms since the epoch, if the issuer stated it. */
  readonly expiresAt?: number | undefined
}

/** Called at every login; throws SaslFailure. */
export type TokenSource = () => Promise<Token>

/** A token is replaced after this part of its lifetime, as Apache's client does. */
const renewAfter = 0.8

/** Uses one token for all connections of a process until it has to be renewed. */
export function cached(fetch: TokenSource, now: () => number): TokenSource {
  let token: Promise<Token> | undefined
  let goodUntil = -Infinity
  return () => {
    if (token && now() < goodUntil) return token
    const asked = now()
    goodUntil = Infinity
    token = fetch().then(
      (fetched) => {
        const expires = fetched.expiresAt ?? expiryOf(fetched.value) ?? asked
        goodUntil = asked + (expires - asked) * renewAfter
        return fetched
      },
      (error: unknown) => {
        token = undefined
        goodUntil = -Infinity
        throw error
      },
    )
    return token
  }
}

/** A file that another program keeps up to date; it is read at every login. */
export const fileToken =
  (file: string): TokenSource =>
  async () => {
    const {readFile} = await import('node:fs/promises')
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new SaslFailure('tokenMissing', `the token file ${file} cannot be read: ${error.code ?? error.message}`, {
        cause: error,
      })
    })
    return {value: checked(text.trim(), `the token file ${file}`)}
  }

/** The first line that a shell command prints; its stderr is added to the error. */
export const commandToken =
  (command: string): TokenSource =>
  async () => {
    const {exec} = await import('node:child_process')
    const text = await new Promise<string>((resolve, reject) =>
      exec(command, {timeout: 60_000, windowsHide: true}, (error, stdout, stderr) => {
        if (!error) return resolve(stdout)
        const said = stderr.trim().split('\n').at(-1) ?? ''
        reject(
          new SaslFailure(
            'tokenMissing',
            `the token command failed (${error.code ?? error.signal ?? '?'})${said && `: ${said}`}`,
          ),
        )
      }),
    )
    return {value: checked((text.trim().split('\n')[0] ?? '').trim(), 'the output of the token command')}
  }

export const fixedToken = (value: string): TokenSource => {
  const token = Promise.resolve({value: checked(value, 'the token')})
  return () => token
}

/** Only the characters of RFC 6750; anything else would be read as another part of the message. */
export function checked(value: string, what: string): string {
  if (value === '') throw new SaslFailure('tokenMissing', `${what} is empty`)
  if (!/^[\w\-.~+/=]+$/.test(value))
    throw new SaslFailure('tokenMissing', `${what} is not a bearer token: it has characters that a token may not have`)
  return value
}

export interface UnsecuredClaims {
  readonly claims: Readonly<Record<string, unknown>>
  readonly lifetimeSeconds: number
  readonly extensions?: Readonly<Record<string, string>> | undefined
}

/** A token without a signature, as Java's OAuthBearerUnsecuredLoginCallbackHandler creates it: for tests only. */
export const unsecuredToken =
  ({claims, lifetimeSeconds, extensions}: UnsecuredClaims, now: () => number): TokenSource =>
  () => {
    const issued = now() / 1000
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const body = {...claims, iat: issued, exp: issued + lifetimeSeconds}
    return Promise.resolve({value: `${part({alg: 'none'})}.${part(body)}.`, extensions})
  }

/** Ms since the epoch, from the `exp` of a JWT; undefined for a token that only its issuer can read. */
export function expiryOf(token: string): number | undefined {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {exp?: unknown}
    return typeof claims.exp === 'number' ? claims.exp * 1000 : undefined
  } catch {
    return undefined
  }
}
