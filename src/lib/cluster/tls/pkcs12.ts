// Reads PKCS#12 (RFC 7292) as Java, openssl and Windows write it. Node's own `pfx` accepts no store without a key (such
// as a trust store), does not show Java's mark of trusted certificates, and refuses the old RC2.
import {createPrivateKey, createPublicKey, X509Certificate} from 'node:crypto'
import {child, children, element, octets, oid, tags, type Element} from './der.ts'
import {checkMac, decrypt} from './pkcs12-secrets.ts'
import {StoreFailure, type KeyEntry, type KeyStore} from './key-store.ts'

const ids = {
  data: '1.2.840.113549.1.7.1',
  encrypted: '1.2.840.113549.1.7.6',
  keyBag: '1.2.840.113549.1.12.10.1.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certificateBag: '1.2.840.113549.1.12.10.1.3',
  nestedBags: '1.2.840.113549.1.12.10.1.6',
  /** Java's mark of a certificate that is trusted by itself, not as part of a key's chain. */
  trusted: '2.16.840.1.113894.746875.1.1',
} as const

interface Found {
  readonly keys: Buffer[]
  readonly certificates: {readonly der: Buffer; readonly trusted: boolean}[]
}

/**
 * Throws StoreFailure for a wrong password or an unsafe algorithm. `keyPassword` is tried before the store's password.
 */
export function readPkcs12(bytes: Buffer, password: string | undefined, keyPassword?: string): KeyStore {
  const [, authSafe, mac] = children(element(bytes))
  if (!authSafe || oid(child(authSafe, 0)) !== ids.data) throw new StoreFailure('broken', 'it is not a PKCS#12 store')
  const safe = octets(child(child(authSafe, 1), 0))
  const secret = password ?? ''
  if (mac) checkMac(mac, safe, secret)
  const found: Found = {keys: [], certificates: []}
  for (const content of children(element(safe))) {
    const type = oid(child(content, 0))
    const inside = child(child(content, 1), 0)
    if (type === ids.data) readBags(element(octets(inside)), found, secret, keyPassword)
    else if (type === ids.encrypted) {
      const info = child(inside, 1)
      const ciphertext = children(info)[2]
      // [0] IMPLICIT OCTET STRING, in pieces if it is constructed.
      if (ciphertext) readBags(element(decrypt(child(info, 1), octets(ciphertext), secret)), found, secret, keyPassword)
    }
  }
  const marked = found.certificates.filter(({trusted}) => trusted)
  const others = found.certificates.filter(({trusted}) => !trusted).map(({der}) => der)
  return {
    keys: found.keys.map((key) => withChain(key, others)),
    trusted: (marked.length > 0 ? marked : found.certificates).map(({der}) => der),
  }
}

function readBags(bags: Element, found: Found, password: string, keyPassword: string | undefined) {
  for (const bag of children(bags)) {
    const [id, holder, attributes] = children(bag)
    if (!id || !holder) continue
    const value = child(holder, 0)
    switch (oid(id)) {
      case ids.keyBag:
        found.keys.push(value.whole)
        break
      case ids.shroudedKeyBag:
        found.keys.push(unshroud(value, password, keyPassword))
        break
      case ids.certificateBag: {
        const trusted =
          attributes !== undefined && children(attributes).some((one) => oid(child(one, 0)) === ids.trusted)
        found.certificates.push({der: octets(child(child(value, 1), 0)), trusted})
        break
      }
      case ids.nestedBags:
        readBags(value, found, password, keyPassword)
        break
    }
  }
}

function unshroud(value: Element, password: string, keyPassword: string | undefined): Buffer {
  const [algorithm, ciphertext] = [child(value, 0), octets(child(value, 1))]
  for (const secret of keyPassword === undefined ? [password] : [keyPassword, password]) {
    try {
      const key = decrypt(algorithm, ciphertext, secret)
      // A wrong password can produce something that looks correctly padded.
      if (element(key).tag === tags.sequence) return key
    } catch (error) {
      if (error instanceof StoreFailure && error.reason !== 'password') throw error
    }
  }
  throw new StoreFailure('key-password', 'the password does not open the key in it')
}

/** The certificate of the key, followed by those of its issuers that are in the store. */
function withChain(key: Buffer, certificates: readonly Buffer[]): KeyEntry {
  const publicKey = createPublicKey(createPrivateKey({key, format: 'der', type: 'pkcs8'}))
  const all = certificates.map((der) => new X509Certificate(der))
  const chain: X509Certificate[] = []
  let next = all.find((one) => one.publicKey.equals(publicKey))
  while (next && !chain.includes(next)) {
    chain.push(next)
    const last: X509Certificate = next
    next = all.find((one) => one !== last && last.checkIssued(one))
  }
  return {key, chain: chain.map(({raw}) => raw)}
}
