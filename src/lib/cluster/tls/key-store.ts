// The content of a key or trust store, whatever its format.

/** The usable content of a store, all in DER. */
export interface KeyStore {
  readonly keys: readonly KeyEntry[]
  /** Certificates that are trusted by themselves. */
  readonly trusted: readonly Buffer[]
}
export interface KeyEntry {
  /** PKCS#8, not encrypted. */
  readonly key: Buffer
  /** The key's own certificate first. */
  readonly chain: readonly Buffer[]
}

/** Why a store cannot be used; the message continues a sentence about the file and shows no secret. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure'
  readonly reason: 'password' | 'key-password' | 'unsupported' | 'broken'

  constructor(reason: StoreFailure['reason'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}
