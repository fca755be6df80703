// Turns ssl.* into Node's TLS options: reads stores of every format that Java's clients read, and checks them before
// connecting.
import {readFile} from 'node:fs/promises'
import type {ConnectionOptions} from 'node:tls'
import {UsageError} from '../cluster/errors.ts'
import {StoreFailure, type KeyStore} from '../cluster/tls/key-store.ts'
import {pem, readStore, storeFormat} from '../cluster/tls/store.ts'
import {fileProblem} from '../text/file-problem.ts'

type Get = (name: string) => string | undefined
type Prefix = 'ssl.truststore' | 'ssl.keystore'

/** Throws UsageError that names the property and the file, never a secret. */
export async function tlsOptions(get: Get): Promise<ConnectionOptions> {
  const options: ConnectionOptions = {...(await protocolOptions(get))}
  const ca = await authorities(get)
  if (ca !== undefined) options.ca = ca
  Object.assign(options, await identity(get))
  const algorithm = get('ssl.endpoint.identification.algorithm')
  // Kafka's setting for not checking the host name in the certificate.
  if (algorithm === '') options.checkServerIdentity = () => undefined
  else if (algorithm !== undefined && !/^https$/i.test(algorithm))
    throw new UsageError(`ssl.endpoint.identification.algorithm: '${algorithm}' is neither https nor empty`, {
      property: 'ssl.endpoint.identification.algorithm',
    })
  await check(options, get)
  return options
}

async function authorities(get: Get): Promise<string | string[] | undefined> {
  const inline = get('ssl.truststore.certificates')
  if (inline !== undefined) return certificatesOf(pemLines(inline), 'ssl.truststore.certificates')
  const store = await open(get, 'ssl.truststore')
  if (store === undefined) return undefined
  if ('pem' in store) return certificatesOf(pemLines(store.pem), 'ssl.truststore.location', store.file)
  // Java also trusts the certificate of a key.
  const found = [...store.trusted, ...store.keys.flatMap(({chain}) => chain.slice(0, 1))]
  if (found.length === 0) throw noCertificate('ssl.truststore.location', store.file)
  return found.map((der) => pem('CERTIFICATE', der))
}

function certificatesOf(text: string, property: string, file?: string): string {
  if (!/-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----/.test(text)) throw noCertificate(property, file)
  return text
}

const noCertificate = (property: string, file?: string) =>
  new UsageError(`${whereOf(property, file)} holds no certificate`, {property})

const whereOf = (property: string, file: string | undefined) => (file === undefined ? property : `${property}: ${file}`)

async function identity(get: Get): Promise<Pick<ConnectionOptions, 'key' | 'cert' | 'passphrase'>> {
  const chain = get('ssl.keystore.certificate.chain')
  const key = get('ssl.keystore.key')
  if ((chain === undefined) !== (key === undefined))
    throw new UsageError('ssl.keystore.certificate.chain and ssl.keystore.key must be set together', {
      property: 'ssl.keystore.certificate.chain',
    })
  const keyPassword = get('ssl.key.password')
  const passphrase = keyPassword === undefined ? {} : {passphrase: keyPassword}
  if (key !== undefined && chain !== undefined) {
    const lines = pemLines(key)
    await openPemKey(lines, keyPassword, 'ssl.keystore.key')
    return {key: lines, cert: certificatesOf(pemLines(chain), 'ssl.keystore.certificate.chain'), ...passphrase}
  }
  const store = await open(get, 'ssl.keystore')
  if (store === undefined) return {}
  const property = 'ssl.keystore.location'
  if ('pem' in store) {
    // A PEM key store is one file with the private key and the chain; OpenSSL finds both.
    const lines = pemLines(store.pem)
    await openPemKey(lines, keyPassword, property, store.file)
    return {key: lines, cert: certificatesOf(lines, property, store.file), ...passphrase}
  }
  const [entry] = store.keys
  if (!entry || entry.chain.length === 0)
    throw new UsageError(`${property}: ${store.file} holds no private key with its certificate`, {property})
  return {key: pem('PRIVATE KEY', entry.key), cert: entry.chain.map((der) => pem('CERTIFICATE', der)).join('')}
}

/** A store by its location: its text if it is PEM, otherwise its content. */
async function open(get: Get, prefix: Prefix): Promise<(({pem: string} | KeyStore) & {file: string}) | undefined> {
  const file = get(`${prefix}.location`)
  if (file === undefined || file === '') return undefined
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    const problem = `${prefix}.location: cannot read ${file}: ${fileProblem(error)}`
    throw new UsageError(problem, {cause: error, property: `${prefix}.location`})
  })
  if (storeFormat(bytes) === 'PEM') return {pem: bytes.toString('latin1'), file}
  if (bytes.length === 0) throw new UsageError(`${prefix}.location: ${file} is empty`, {property: `${prefix}.location`})
  const password = get(`${prefix}.password`)
  const keyPassword = prefix === 'ssl.keystore' ? get('ssl.key.password') : undefined
  try {
    return {...(await readStore(bytes, password, keyPassword)), file}
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error
    const {text, property} = storeProblem(error, prefix, file, {password, keyPassword})
    throw new UsageError(text, {cause: error, property})
  }
}

function storeProblem(
  {reason, message}: StoreFailure,
  prefix: Prefix,
  file: string,
  {password, keyPassword}: {readonly password: string | undefined; readonly keyPassword: string | undefined},
): {readonly text: string; readonly property?: string} {
  const location = `${prefix}.location`
  const own = `${prefix}.password`
  switch (reason) {
    case 'password':
      return password === undefined
        ? {text: `${location}: ${file} is protected by a password; set ${own}`, property: location}
        : {text: `${own} does not open ${file}`, property: own}
    case 'key-password':
      return keyPassword === undefined
        ? {text: `the private key in ${file} has a password of its own; set ssl.key.password`}
        : {text: `ssl.key.password does not open the private key in ${file}`, property: 'ssl.key.password'}
    case 'unsupported':
    case 'broken':
      return {text: `${location}: ${file}: ${message}`, property: location}
  }
}

/** OpenSSL would only report `bad decrypt`, and only when a connection is made. */
async function openPemKey(text: string, password: string | undefined, property: string, file?: string) {
  const where = whereOf(property, file)
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text))
    throw new UsageError(`${where} holds no private key`, {property})
  const {createPrivateKey} = await import('node:crypto')
  try {
    createPrivateKey({key: text, ...(password === undefined ? {} : {passphrase: password})})
  } catch (error) {
    const {code = ''} = error as NodeJS.ErrnoException
    const encrypted = /ENCRYPTED/.test(text)
    if (encrypted && (password === undefined || code === 'ERR_MISSING_PASSPHRASE'))
      throw new UsageError(`${where}: the private key is encrypted; set ssl.key.password`, {cause: error, property})
    if (encrypted && !/UNSUPPORTED/i.test(code))
      throw new UsageError(`${where}: ssl.key.password does not open the private key`, {cause: error, property})
    const problem = `${where}: the private key cannot be read (${(error as Error).message})`
    throw new UsageError(problem, {cause: error, property})
  }
}

async function protocolOptions(get: Get): Promise<ConnectionOptions> {
  const options: ConnectionOptions = {}
  const protocol = get('ssl.protocol')
  if (protocol !== undefined && !/^(TLS|SSL)(v\d(\.\d)?)?$/.test(protocol))
    throw new UsageError(`ssl.protocol: '${protocol}' is not a TLS version; use TLSv1.3 or TLSv1.2`, {
      property: 'ssl.protocol',
    })
  const enabled = list(get('ssl.enabled.protocols'))
  if (enabled.length > 0) {
    const wrong = enabled.find((name) => !isVersion(name))
    if (wrong !== undefined)
      throw new UsageError(`ssl.enabled.protocols: '${wrong}' is not one of ${versions.join(', ')}`, {
        property: 'ssl.enabled.protocols',
      })
    const sorted = versions.filter((name) => enabled.includes(name))
    options.minVersion = sorted[0]
    options.maxVersion = sorted.at(-1)
  }
  const suites = list(get('ssl.cipher.suites'))
  if (suites.length > 0) options.ciphers = (await import('./cipher-suites.ts')).opensslCiphers(suites)
  return options
}

const versions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const
const isVersion = (name: string): name is (typeof versions)[number] => versions.includes(name as 'TLSv1')

const list = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** Checks everything together, as a connection will use it. */
async function check(options: ConnectionOptions, get: Get) {
  const {secureContext} = await import('../cluster/tls/context.ts')
  try {
    secureContext(options)
  } catch (error) {
    const {code = '', message} = error as NodeJS.ErrnoException
    const certificate = get('ssl.keystore.location') ?? 'ssl.keystore.certificate.chain'
    if (/KEY_VALUES_MISMATCH|KEY_TYPE_MISMATCH/.test(code))
      throw new UsageError(
        `ssl.keystore: the private key and the certificate in ${certificate} do not belong together`,
        {
          cause: error,
        },
      )
    throw new UsageError(`ssl.*: OpenSSL cannot use these certificates and settings: ${message}`, {cause: error})
  }
}

/**
 * The blocks of a PEM text, each on separate lines as OpenSSL requires. In a properties file or a variable, a
 * certificate or a whole chain may be one line whose parts are joined by blanks, backslashes or a literal `\n`.
 */
const pemLines = (text: string): string =>
  [...text.matchAll(/(-----BEGIN [^-]+-----)([\s\S]*?)(-----END [^-]+-----)/g)]
    .map(([, begin = '', body = '', end = '']) => {
      // Headers such as DEK-Info need their own lines.
      if (body.includes(':')) return `${begin}\n${body.trim()}\n${end}\n`
      const lines = body.replaceAll(/\\[nrt]?|\s+/g, '').match(/.{1,64}/g) ?? []
      return [begin, ...lines, end, ''].join('\n')
    })
    .join('')
