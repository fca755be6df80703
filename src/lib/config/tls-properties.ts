// ssl.* as Node's TLS options. PEM only for now: a store of another type is refused with what to do.
import {readFileSync} from 'node:fs'
import type {ConnectionOptions} from 'node:tls'
import {UsageError} from '../cluster/errors.ts'

type Get = (name: string) => string | undefined

export function tlsOptions(get: Get): ConnectionOptions {
  const options: ConnectionOptions = {}
  const trusted = pem(get, 'ssl.truststore', get('ssl.truststore.certificates'))
  if (trusted !== undefined) options.ca = trusted
  const chain = get('ssl.keystore.certificate.chain')
  const key = get('ssl.keystore.key')
  if ((chain === undefined) !== (key === undefined)) {
    throw new UsageError('ssl.keystore.certificate.chain and ssl.keystore.key are only of use together')
  }
  // A PEM key store is one file with the private key and the chain; OpenSSL finds each.
  const store = pem(get, 'ssl.keystore', undefined)
  if (store !== undefined || key !== undefined) {
    options.key = key === undefined ? store : pemLines(key)
    options.cert = chain === undefined ? store : pemLines(chain)
    const passphrase = get('ssl.key.password')
    if (passphrase !== undefined) options.passphrase = passphrase
  }
  // Kafka's way to say that the certificate's host name does not matter.
  if (get('ssl.endpoint.identification.algorithm') === '') options.checkServerIdentity = () => undefined
  return options
}

function pem(get: Get, prefix: 'ssl.truststore' | 'ssl.keystore', inline: string | undefined): string | undefined {
  if (inline !== undefined) return pemLines(inline)
  const location = get(`${prefix}.location`)
  if (location === undefined || location === '') return undefined
  const text = readText(location, `${prefix}.location`)
  if (text.includes('-----BEGIN')) return text
  const type = get(`${prefix}.type`) ?? 'JKS'
  throw new UsageError(
    `${prefix}.location: ${location} is no PEM file, and kafkit cannot read ${type} stores yet: ` +
      `convert it with keytool -importkeystore and openssl pkcs12, and set ${prefix}.type=PEM`,
  )
}

function readText(file: string, setting: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch (error) {
    throw new UsageError(`${setting}: ${(error as Error).message}`, {cause: error})
  }
}

/** In a properties file a certificate may stand in one line, its parts joined by blanks; OpenSSL wants lines. */
const pemLines = (text: string): string =>
  text.replaceAll(
    /(-----BEGIN [^-]+-----)([\s\S]*?)(-----END [^-]+-----)/g,
    (_, begin: string, body: string, end: string) => {
      const lines = body.replaceAll(/\s+/g, '').match(/.{1,64}/g) ?? []
      return [begin, ...lines, end, ''].join('\n')
    },
  )
