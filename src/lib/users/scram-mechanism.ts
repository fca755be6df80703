import {pbkdf2, randomBytes} from 'node:crypto'
import {promisify} from 'node:util'

export type ScramMechanism = keyof typeof scramMechanisms

/** Kafka's ScramMechanism: the code in requests, the hash, and the iterations that brokers accept. */
export const scramMechanisms = {
  'SCRAM-SHA-256': {code: 1, hash: 'sha256', bytes: 32, leastIterations: 4096, mostIterations: 16_384},
  'SCRAM-SHA-512': {code: 2, hash: 'sha512', bytes: 64, leastIterations: 4096, mostIterations: 16_384},
} as const

export const isScramMechanism = (name: string): name is ScramMechanism => Object.hasOwn(scramMechanisms, name)

/** The mechanism of a code; undefined for a newer one than this program knows. */
export const scramMechanism = (code: number): ScramMechanism | undefined =>
  Object.keys(scramMechanisms)
    .filter(isScramMechanism)
    .find((name) => scramMechanisms[name].code === code)

export interface SaltedPassword {
  readonly salt: Buffer
  readonly saltedPassword: Buffer
}

/** Salts a password locally, so that it is never sent (KIP-554): Hi() of RFC 5802 over its UTF-8 bytes. */
export async function saltPassword(
  mechanism: ScramMechanism,
  iterations: number,
  password: string,
  salt: Buffer = randomBytes(32),
): Promise<SaltedPassword> {
  const {hash, bytes} = scramMechanisms[mechanism]
  return {salt, saltedPassword: await promisify(pbkdf2)(Buffer.from(password), salt, iterations, bytes, hash)}
}
