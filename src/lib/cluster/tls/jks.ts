// Reads Java's own key store format, JKS (sun.security.provider.JavaKeyStore). Its only specification is the source,
// unchanged since 1998.
import {createHash, timingSafeEqual} from 'node:crypto'
import {child, element, octets} from './der.ts'
import {StoreFailure, type KeyEntry, type KeyStore} from './key-store.ts'

/**
 * Throws StoreFailure for a wrong password or a truncated file. Without a password nothing is checked and keys stay
 * encrypted, as in Java.
 */
export function readJks(bytes: Buffer, password: string | undefined, keyPassword = password): KeyStore {
  if (password !== undefined && password !== '') checkDigest(bytes, password)
  const reader = new Reader(bytes)
  reader.int()
  const version = reader.int()
  if (version !== 1 && version !== 2) throw new StoreFailure('unsupported', `its version ${version} is not known`)
  const trusted: Buffer[] = []
  const keys: KeyEntry[] = []
  for (let left = reader.int(); left > 0; left--) {
    const kind = reader.int()
    reader.text() // alias
    reader.bytes(8) // time
    const certificate = () => {
      if (version === 2) reader.text() // X.509
      return reader.bytes(reader.int())
    }
    if (kind === 1) {
      const key = reader.bytes(reader.int())
      const chain = Array.from({length: reader.int()}, certificate)
      if (keyPassword !== undefined && keyPassword !== '') keys.push({key: openKey(key, keyPassword), chain})
    } else if (kind === 2) trusted.push(certificate())
    else throw new StoreFailure('broken', 'it cannot be read to its end')
  }
  return {keys, trusted}
}

/** The last 20 bytes: SHA-1 of the password, a fixed phrase and everything before. */
function checkDigest(bytes: Buffer, password: string) {
  const digest = createHash('sha1')
    .update(utf16(password))
    .update('Mighty Aphrodite')
    .update(bytes.subarray(0, -20))
    .digest()
  if (!timingSafeEqual(digest, bytes.subarray(-20))) throw new StoreFailure('password', 'the password does not open it')
}

/** Sun's key protector: 20 bytes of salt, the key XORed with a chain of SHA-1 hashes, and SHA-1 of password and key. */
function openKey(protectedKey: Buffer, password: string): Buffer {
  const sealed = octets(child(element(protectedKey), 1))
  const secret = utf16(password)
  const hidden = sealed.subarray(20, -20)
  const key = Buffer.alloc(hidden.length)
  let digest = sealed.subarray(0, 20)
  for (let at = 0; at < hidden.length; at += 20) {
    digest = createHash('sha1').update(secret).update(digest).digest()
    for (let i = at; i < Math.min(at + 20, hidden.length); i++) key[i] = (hidden[i] ?? 0) ^ (digest[i - at] ?? 0)
  }
  const check = createHash('sha1').update(secret).update(key).digest()
  if (!check.equals(sealed.subarray(-20)))
    throw new StoreFailure('key-password', 'the password does not open the key in it')
  return key
}

const utf16 = (text: string) => Buffer.from(text, 'utf16le').swap16()

class Reader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  bytes(length: number): Buffer {
    const end = this.#at + length
    if (length < 0 || end > this.#bytes.length) throw new StoreFailure('broken', 'it cannot be read to its end')
    return this.#bytes.subarray(this.#at, (this.#at = end))
  }

  int(): number {
    return this.bytes(4).readUInt32BE()
  }

  /** DataInput's UTF; the content does not matter here. */
  text(): Buffer {
    return this.bytes(this.bytes(2).readUInt16BE())
  }
}
