// Key derivation, checksums and decryption of PKCS#12: its own scheme (RFC 7292, appendix B) and PBES2 (RFC 8018).
import {createDecipheriv, createHmac, hash, pbkdf2Sync, timingSafeEqual} from 'node:crypto'
import {child, children, integer, octets, oid, tags, type Element} from './der.ts'
import {decryptRc2} from './rc2.ts'
import {StoreFailure} from './key-store.ts'

const pbes2 = '1.2.840.113549.1.5.13'
const pbmac1 = '1.2.840.113549.1.5.14'
const pbkdf2 = '1.2.840.113549.1.5.12'

/** The most rounds that are accepted; a file may ask for more than anyone can wait for. */
const mostIterations = 10_000_000

const hashes: Readonly<Record<string, {name: string; blockBytes: number}>> = {
  '1.3.14.3.2.26': {name: 'sha1', blockBytes: 64},
  '2.16.840.1.101.3.4.2.4': {name: 'sha224', blockBytes: 64},
  '2.16.840.1.101.3.4.2.1': {name: 'sha256', blockBytes: 64},
  '2.16.840.1.101.3.4.2.2': {name: 'sha384', blockBytes: 128},
  '2.16.840.1.101.3.4.2.3': {name: 'sha512', blockBytes: 128},
}
const sha1 = {name: 'sha1', blockBytes: 64}

/** The HMAC functions of PBKDF2 and PBMAC1. */
const prfs: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
}

/** PBES2's ciphers: OpenSSL's name, and the key size in bytes. */
const ciphers: Readonly<Record<string, readonly [string, number]>> = {
  '2.16.840.1.101.3.4.1.2': ['aes-128-cbc', 16],
  '2.16.840.1.101.3.4.1.22': ['aes-192-cbc', 24],
  '2.16.840.1.101.3.4.1.42': ['aes-256-cbc', 32],
  '1.2.840.113549.3.7': ['des-ede3-cbc', 24],
}

/** PKCS#12's own schemes: the cipher, and the key size in bytes. */
const oldSchemes: Readonly<Record<string, readonly ['3des' | 'rc2', number]>> = {
  '1.2.840.113549.1.12.1.3': ['3des', 24],
  '1.2.840.113549.1.12.1.4': ['3des', 16],
  '1.2.840.113549.1.12.1.5': ['rc2', 16],
  '1.2.840.113549.1.12.1.6': ['rc2', 5],
}

/** Throws StoreFailure unless the store was written with this password. */
export function checkMac(mac: Element, bytes: Buffer, password: string): void {
  const [digestInfo, salt, rounds] = children(mac)
  if (!digestInfo || !salt) throw new StoreFailure('broken', 'its checksum cannot be read')
  const algorithm = child(digestInfo, 0)
  const expected = octets(child(digestInfo, 1))
  const matches = (name: string, key: Buffer) => {
    const given = createHmac(name, key).update(bytes).digest()
    return given.length === expected.length && timingSafeEqual(given, expected)
  }
  let right: boolean
  if (oid(child(algorithm, 0)) === pbmac1) {
    // RFC 9579.
    const [kdf, hmac] = children(child(algorithm, 1))
    if (!kdf || !hmac) throw new StoreFailure('broken', 'its checksum cannot be read')
    right = matches(known(prfs, hmac), stretch(kdf, password, undefined))
  } else {
    const digest = known(hashes, algorithm)
    const use = {digest, salt: octets(salt), rounds: rounds ? integer(rounds) : 1}
    right = spellings(password).some((secret) =>
      matches(digest.name, derive(use, 'mac', secret, octets(child(digestInfo, 1)).length)),
    )
  }
  if (!right) throw new StoreFailure('password', 'the password does not open it')
}

/**
 * Decrypts a ciphertext as its AlgorithmIdentifier says. Throws StoreFailure for a wrong password or an unknown
 * algorithm.
 */
export function decrypt(algorithm: Element, ciphertext: Buffer, password: string): Buffer {
  const parameters = child(algorithm, 1)
  if (oid(child(algorithm, 0)) === pbes2) {
    const [kdf, cipher] = children(parameters)
    if (!kdf || !cipher) throw new StoreFailure('broken', 'its encryption cannot be read')
    const [name, length] = known(ciphers, cipher)
    const key = stretch(kdf, password, length)
    return opened(() => decipher(name, key, octets(child(cipher, 1)), ciphertext))
  }
  const [cipher, length] = known(oldSchemes, algorithm)
  const use = {digest: sha1, salt: octets(child(parameters, 0)), rounds: integer(child(parameters, 1))}
  const [first = '', ...others] = spellings(password)
  const attempt = (secret: string) => {
    const key = derive(use, 'key', secret, length)
    const iv = derive(use, 'iv', secret, 8)
    if (cipher === 'rc2') return decryptRc2(key, iv, ciphertext)
    // With two keys, the first is used again at the end.
    return decipher('des-ede3-cbc', length === 16 ? Buffer.concat([key, key.subarray(0, 8)]) : key, iv, ciphertext)
  }
  return opened(() => {
    try {
      return attempt(first)
    } catch (error) {
      if (others[0] === undefined) throw error
      return attempt(others[0])
    }
  })
}

function opened(work: () => Buffer): Buffer {
  try {
    return work()
  } catch (error) {
    throw new StoreFailure('password', 'the password does not open it', {cause: error})
  }
}

function decipher(name: string, key: Buffer, iv: Buffer, bytes: Buffer): Buffer {
  const cipher = createDecipheriv(name, key, iv)
  return Buffer.concat([cipher.update(bytes), cipher.final()])
}

/** PBKDF2 with the parameters in the file; the key length is that of the file unless `wanted` is given. */
function stretch(kdf: Element, password: string, wanted: number | undefined): Buffer {
  if (oid(child(kdf, 0)) !== pbkdf2) throw unknownAlgorithm(kdf)
  const [salt, rounds, ...more] = children(child(kdf, 1))
  if (!salt || !rounds) throw new StoreFailure('broken', 'its encryption cannot be read')
  const own = more.find(({tag}) => tag === tags.integer)
  const prf = more.find(({tag}) => tag === tags.sequence)
  const length = wanted ?? (own ? integer(own) : 32)
  return pbkdf2Sync(password, octets(salt), bounded(integer(rounds)), length, prf ? known(prfs, prf) : 'sha1')
}

interface Derivation {
  readonly digest: {readonly name: string; readonly blockBytes: number}
  readonly salt: Buffer
  readonly rounds: number
}

const purposes = {key: 1, iv: 2, mac: 3} as const

/** RFC 7292, appendix B.2. */
function derive(
  {digest: kind, salt, rounds}: Derivation,
  purpose: keyof typeof purposes,
  secret: string,
  length: number,
): Buffer {
  const {name, blockBytes: v} = kind
  const filled = (bytes: Buffer) => {
    const whole = Buffer.alloc(Math.ceil(bytes.length / v) * v)
    for (let i = 0; i < whole.length; i++) whole[i] = bytes[i % bytes.length] ?? 0
    return whole
  }
  const diversifier = Buffer.alloc(v, purposes[purpose])
  const input = Buffer.concat([filled(salt), filled(Buffer.from(secret, 'utf16le').swap16())])
  const parts: Buffer[] = []
  for (let have = 0; have < length;) {
    // Called thousands of times with a few bytes: the one-shot function takes a fraction of a Hash object's time.
    let digest = hash(name, Buffer.concat([diversifier, input]), 'buffer')
    for (let round = bounded(rounds); round > 1; round--) digest = hash(name, digest, 'buffer')
    parts.push(digest)
    have += digest.length
    // Each block of the input plus the repeated digest plus 1, added as large numbers.
    for (let block = 0; block < input.length; block += v) {
      let carry = 1
      for (let i = v - 1; i >= 0; i--) {
        carry += (input[block + i] ?? 0) + (digest[i % digest.length] ?? 0)
        input[block + i] = carry & 0xff
        carry >>= 8
      }
    }
  }
  return Buffer.concat(parts).subarray(0, length)
}

/** With the trailing zero that a BMPString has here; an empty password can be written in two ways. */
const spellings = (password: string): readonly string[] => (password === '' ? ['\0', ''] : [`${password}\0`])

function bounded(rounds: number): number {
  if (!(rounds >= 1 && rounds <= mostIterations)) throw new StoreFailure('broken', `it asks for ${rounds} rounds`)
  return rounds
}

function known<T>(table: Readonly<Record<string, T>>, algorithm: Element): T {
  const entry = table[oid(child(algorithm, 0))]
  if (entry === undefined) throw unknownAlgorithm(algorithm)
  return entry
}

const unknownAlgorithm = (algorithm: Element) =>
  new StoreFailure('unsupported', `it is protected in a way that is not known (${oid(child(algorithm, 0))})`)
