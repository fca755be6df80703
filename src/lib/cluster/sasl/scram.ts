// SCRAM (RFC 5802, RFC 7677): neither side sends the password, and each proves to the other that it knows it.
import {createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual} from 'node:crypto'
import {promisify} from 'node:util'
import {SaslFailure, type Mechanism} from './mechanism.ts'

const stretch = promisify(pbkdf2)

/**
 * The minimum of RFC 7677 and of Kafka: with fewer iterations the password is cheap to guess from one recorded login.
 */
const fewestIterations = 4096
/** Limits the work, because a hostile server could otherwise keep this process computing for hours. */
const mostIterations = 10_000_000

export interface ScramOptions {
  /** The credentials are a delegation token's id and HMAC (KIP-48). */
  readonly delegationToken?: boolean | undefined
}

export const scram = (bits: 256 | 512, username: string, password: string, options: ScramOptions = {}): Mechanism => ({
  name: `SCRAM-SHA-${bits}`,
  // kafkajs has no delegation tokens.
  ...(options.delegationToken === true ? {} : {credentials: () => ({username, password})}),
  async *converse() {
    const hash = `sha${bits}`
    const hmac = (key: Buffer, text: string) => createHmac(hash, key).update(text).digest()
    const nonce = randomBytes(24).toString('base64url')
    const extension = options.delegationToken === true ? ',tokenauth=true' : ''
    const first = `n=${username.replaceAll('=', '=3D').replaceAll(',', '=2C')},r=${nonce}${extension}`

    const challenge = (yield Buffer.from(`n,,${first}`)).toString()
    const {e: refusal, r: combined = '', s: salt = '', i = ''} = attributes(challenge)
    if (refusal !== undefined) throw new SaslFailure('loginRefused', refusal)
    const iterations = Number(i)
    if (!combined.startsWith(nonce) || combined === nonce)
      throw new SaslFailure('loginRefused', 'its SCRAM answer does not belong to our request')
    if (!(iterations >= fewestIterations && iterations <= mostIterations))
      throw new SaslFailure('loginRefused', `it asks for ${i} SCRAM iterations, at least ${fewestIterations} are safe`)
    // The password's bytes unchanged: Kafka's clients and tools do not prepare passwords as RFC 5802 requires
    // (SASLprep).
    const salted = await stretch(Buffer.from(password), Buffer.from(salt, 'base64'), iterations, bits / 8, hash)
    const clientKey = hmac(salted, 'Client Key')
    const storedKey = createHash(hash).update(clientKey).digest()
    const final = `c=biws,r=${combined}`
    const conversation = `${first},${challenge},${final}`
    const signature = hmac(storedKey, conversation)
    const proof = clientKey.map((byte, at) => byte ^ (signature[at] ?? 0))

    const answer = attributes((yield Buffer.from(`${final},p=${Buffer.from(proof).toString('base64')}`)).toString())
    if (answer.e !== undefined) throw new SaslFailure('loginRefused', answer.e)
    const given = Buffer.from(answer.v ?? '', 'base64')
    const expected = hmac(hmac(salted, 'Server Key'), conversation)
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw new SaslFailure(
        'loginRefused',
        'it could not prove that it knows the password; another server may be answering',
      )
  },
})

const attributes = (message: string): Record<string, string> =>
  Object.fromEntries(message.split(',').map((part) => [part.slice(0, 1), part.slice(2)]))
