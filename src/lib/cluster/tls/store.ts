// Reads Java's key and trust stores of any format. The format is recognized by the first bytes, as Java does.
import {StoreFailure, type KeyStore} from './key-store.ts'

export type StoreFormat = 'PEM' | 'JKS' | 'JCEKS' | 'PKCS12'

/**
 * Recognizes the format by content: Java reads JKS where the settings say PKCS12 and vice versa, and users rely on
 * that.
 */
export function storeFormat(bytes: Buffer): StoreFormat | undefined {
  if (bytes.includes('-----BEGIN ')) return 'PEM'
  const magic = bytes.length >= 4 ? bytes.readUInt32BE() : 0
  if (magic === 0xfeedfeed) return 'JKS'
  if (magic === 0xcececece) return 'JCEKS'
  // A DER sequence that is as long as the file, or of indefinite length.
  return bytes[0] === 0x30 && bytes.length > 32 ? 'PKCS12' : undefined
}

/** Reads a store other than PEM. Throws StoreFailure if it cannot be used. */
export async function readStore(bytes: Buffer, password: string | undefined, keyPassword?: string): Promise<KeyStore> {
  const format = storeFormat(bytes)
  try {
    if (format === 'JKS') return (await import('./jks.ts')).readJks(bytes, password, keyPassword)
    if (format === 'PKCS12') return (await import('./pkcs12.ts')).readPkcs12(bytes, password, keyPassword)
  } catch (error) {
    if (error instanceof StoreFailure) throw error
    throw new StoreFailure('broken', `it cannot be read: ${(error as Error).message}`, {cause: error})
  }
  if (format === 'JCEKS')
    throw new StoreFailure(
      'unsupported',
      'it is a JCEKS store, which kafkit does not read: convert it with keytool -importkeystore -deststoretype PKCS12',
    )
  throw new StoreFailure('unsupported', 'it is not a PEM, PKCS12 or JKS store')
}

/** The DER bytes as PEM, for OpenSSL. */
export function pem(label: 'CERTIFICATE' | 'PRIVATE KEY', der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}
