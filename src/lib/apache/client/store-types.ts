// Checks ssl.truststore.type and ssl.keystore.type as Java's clients do. Kafkit itself looks at the file's content
// instead.
import {readFileSync} from 'node:fs'
import {storeFormat} from '../../cluster/tls/store.ts'
import {JavaError} from '../java/errors.ts'

const kafkaException = 'org.apache.kafka.common.KafkaException'
const invalidConfiguration = 'org.apache.kafka.common.errors.InvalidConfigurationException'

/**
 * Throws JavaError for a PEM file whose type is not PEM (the default is JKS), and for a type of PEM with another
 * file. JKS and PKCS12 are interchangeable, as in Java.
 */
export function checkStoreTypes(properties: ReadonlyMap<string, string>): void {
  const get = (name: string) => properties.get(name)?.trim()
  if (!/SSL$/i.test(get('security.protocol') ?? '')) return
  for (const [prefix, what] of [
    ['ssl.keystore', 'key'],
    ['ssl.truststore', 'trust'],
  ] as const) {
    const type = get(`${prefix}.type`) ?? 'JKS'
    const inline = what === 'key' ? properties.has('ssl.keystore.key') : properties.has('ssl.truststore.certificates')
    if (inline && type !== 'PEM')
      throw new JavaError(
        invalidConfiguration,
        `SSL ${what === 'key' ? 'private key' : 'trust store certs'} can be specified only for PEM, but ${what} store type is ${type}.`,
      )
    const file = get(`${prefix}.location`)
    if (!file) continue
    if (type === 'PEM' && properties.has(`${prefix}.password`))
      throw new JavaError(
        invalidConfiguration,
        what === 'key'
          ? 'SSL key store password cannot be specified with PEM format, only key password may be specified'
          : 'SSL trust store password cannot be specified for PEM format.',
      )
    const format = formatOf(file)
    if (format === undefined || (format === 'PEM') === (type === 'PEM')) continue
    if (type === 'PEM')
      throw new JavaError(invalidConfiguration, `Failed to load PEM SSL keystore ${file}`, {
        cause: new JavaError(
          invalidConfiguration,
          `No matching ${what === 'key' ? 'PRIVATE KEY' : 'CERTIFICATE'} entries in PEM file`,
        ),
      })
    throw new JavaError(kafkaException, `Failed to load SSL keystore ${file} of type ${type}`, {
      cause: new JavaError('java.io.IOException', `Invalid keystore format: the file is PEM; set ${prefix}.type=PEM`),
    })
  }
}

/** Undefined if the file cannot be read, which is reported elsewhere. */
function formatOf(file: string): string | undefined {
  try {
    return storeFormat(readFileSync(file)) ?? 'unknown'
  } catch {
    return undefined
  }
}
