// Keys and certificates for TLS tests, which openssl makes once per machine. Every password is `changeit`.
import {execFile} from 'node:child_process'
import {existsSync} from 'node:fs'
import {mkdir, mkdtemp, readFile, rename, rm, writeFile} from 'node:fs/promises'
import {dirname, join} from 'node:path'
import {promisify} from 'node:util'
import {cacheRoot} from '../../src/lib/sandbox/folders.ts'
import {findJava} from '../../src/lib/sandbox/java.ts'

const run = promisify(execFile)
const password = 'changeit'

export interface Certificates {
  password: string
  folder: string
  /** PEM of the authority that signed everything but `other-ca` and `selfsigned`. */
  ca: string
  /** PEM of an authority that signed none of these. */
  otherCa: string
  /** For localhost and 127.0.0.1. */
  server: KeyFiles
  /** For wrong.example, to test a server with the wrong name. */
  wrong: KeyFiles
  /** O=kafkit, OU=ops, CN=alice; as RFC 2253 (in reverse order) `CN=alice,OU=ops,O=kafkit`. */
  client: KeyFiles
  /** CN=mallory, signed by no trusted authority. */
  selfSigned: PlainFiles
  /** For localhost, valid in 2020 only. */
  expired: PlainFiles
  /** For localhost, valid in 2099 only. */
  future: PlainFiles
  /** An elliptic-curve key of CN=alice; `pkcs12` too. */
  ec: PlainFiles & {pkcs12: string}
  /** The client's key and certificate as Java wrote them before 17: RC2 and triple DES. */
  oldPkcs12: string
}

export interface PlainFiles {
  certificate: string
  key: string
}

/** One key and its certificate in all formats that clients and brokers read. */
export interface KeyFiles {
  certificate: string
  key: string
  /** PKCS#8, encrypted with PBES1, because Java 17 cannot read PBES2, openssl's default. */
  encryptedKey: string
  /** Encrypted key, certificate and authority in one PEM, as Kafka's `ssl.keystore.type=PEM` requires. */
  keystorePem: string
  /** The same with a plain key. */
  plainKeystorePem: string
  pkcs12: string
}

/** Creates them unless an earlier run has done so. */
export async function certificates(): Promise<Certificates> {
  const folder = join(cacheRoot(), 'test-certificates-2')
  if (!existsSync(folder)) {
    await mkdir(dirname(folder), {recursive: true})
    const scratch = await mkdtemp(`${folder}.`)
    await make(scratch)
    await rename(scratch, folder).catch((error: NodeJS.ErrnoException) => {
      // Another test process was faster.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
      return rm(scratch, {recursive: true})
    })
  }
  const at = (file: string) => join(folder, file)
  const files = (name: string): KeyFiles => ({
    certificate: at(`${name}.pem`),
    key: at(`${name}.key`),
    encryptedKey: at(`${name}.enc.key`),
    keystorePem: at(`${name}.keystore.pem`),
    plainKeystorePem: at(`${name}.plain.keystore.pem`),
    pkcs12: at(`${name}.p12`),
  })
  const plain = (name: string): PlainFiles => ({certificate: at(`${name}.pem`), key: at(`${name}.key`)})
  return {
    password,
    folder,
    ca: at('ca.pem'),
    otherCa: at('other-ca.pem'),
    server: files('server'),
    wrong: files('wrong'),
    client: files('client'),
    selfSigned: plain('selfsigned'),
    expired: plain('expired'),
    future: plain('future'),
    ec: {...plain('ec'), pkcs12: at('ec.p12')},
    oldPkcs12: at('client.old.p12'),
  }
}

/**
 * The same in Java's own formats: trust.p12, trust.jks, client.jks (key password `keypass12`); keytool makes them
 * once.
 */
export async function javaStores({
  folder,
}: Certificates): Promise<{trustP12: string; trustJks: string; clientJks: string}> {
  const stores = ['trust.p12', 'trust.jks', 'client.jks'].map((name) => join(folder, name))
  const [trustP12 = '', trustJks = '', clientJks = ''] = stores
  if (stores.every((file) => existsSync(file))) return {trustP12, trustJks, clientJks}
  const {executable} = await findJava({atLeast: 17, wantedBy: 'keytool'})
  const keytool = (...args: string[]) => run(join(dirname(executable), 'keytool'), ['-noprompt', ...args])
  const make = async (file: string, type: string, ...args: string[]) => {
    const scratch = `${file}.${process.pid}`
    await keytool(...args, type === 'import' ? '-destkeystore' : '-keystore', scratch)
    await rename(scratch, file)
  }
  const trust = ['-importcert', '-alias', 'ca', '-file', join(folder, 'ca.pem'), '-storepass', password]
  const source = ['-srckeystore', join(folder, 'client.p12'), '-srcstoretype', 'PKCS12', '-srcstorepass', password]
  const target = ['-deststoretype', 'JKS', '-deststorepass', password, '-destkeypass', 'keypass12']
  await make(trustP12, 'trust', ...trust, '-storetype', 'PKCS12')
  await make(trustJks, 'trust', ...trust, '-storetype', 'JKS')
  await make(clientJks, 'import', '-importkeystore', ...source, ...target)
  return {trustP12, trustJks, clientJks}
}

async function make(folder: string): Promise<void> {
  const openssl = (...args: string[]) => run('openssl', args, {cwd: folder})
  const selfSign = async (name: string, subject: string, ...extensions: string[]) => {
    const added = extensions.flatMap((text) => ['-addext', text])
    const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`]
    await openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-sha256',
      '-days',
      '3650',
      '-nodes',
      ...files,
      '-subj',
      subject,
      ...added,
    )
  }
  const sign = async (name: string, subject: string, names: string) => {
    const [key, csr, pem, p8] = [`${name}.key`, `${name}.csr`, `${name}.pem`, `${name}.pk8.key`]
    await openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', csr, '-subj', subject)
    await writeFile(join(folder, `${name}.ext`), `subjectAltName=${names}\nextendedKeyUsage=serverAuth,clientAuth\n`)
    const authority = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-CAserial', `${name}.srl`]
    await openssl(
      'x509',
      '-req',
      '-in',
      csr,
      ...authority,
      '-days',
      '3650',
      '-sha256',
      '-out',
      pem,
      '-extfile',
      `${name}.ext`,
    )
    await openssl('pkcs8', '-topk8', '-nocrypt', '-in', key, '-out', p8)
    const encrypted = `${name}.enc.key`
    await openssl(
      'pkcs8',
      '-topk8',
      '-v1',
      'PBE-SHA1-3DES',
      '-passout',
      `pass:${password}`,
      '-in',
      key,
      '-out',
      encrypted,
    )
    const parts = ['-in', pem, '-inkey', key, '-certfile', 'ca.pem', '-name', name]
    await openssl('pkcs12', '-export', ...parts, '-passout', `pass:${password}`, '-out', `${name}.p12`)
    await concatenate(`${name}.keystore.pem`, encrypted, pem, 'ca.pem')
    await concatenate(`${name}.plain.keystore.pem`, p8, pem, 'ca.pem')
  }
  const concatenate = async (to: string, ...from: string[]) => {
    const texts = await Promise.all(from.map((file) => readFile(join(folder, file), 'utf8')))
    await writeFile(join(folder, to), texts.join(''))
  }
  /** Valid between two dates (YYYYMMDD), which `openssl x509` before 3.4 cannot set. */
  const signBetween = async (name: string, from: string, to: string) => {
    await mkdir(join(folder, `${name}.ca`))
    await openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
      '-subj',
      '/CN=localhost',
    )
    const files = {database: `${name}.ca/index`, serial: `${name}.ca/serial`, new_certs_dir: `${name}.ca`}
    const settings = Object.entries({...files, default_md: 'sha256', policy: 'any', x509_extensions: 'names'})
    await writeFile(join(folder, files.database), '')
    await writeFile(join(folder, files.serial), '01')
    const sections = [
      '[ca]',
      'default_ca=test',
      '[any]',
      'commonName=supplied',
      '[names]',
      'subjectAltName=DNS:localhost',
    ]
    const test = ['[test]', ...settings.map(([key, value]) => `${key}=${value}`)]
    await writeFile(join(folder, `${name}.cnf`), [...sections, ...test, ''].join('\n'))
    const dates = ['-startdate', `${from}000000Z`, '-enddate', `${to}000000Z`]
    const authority = ['-cert', 'ca.pem', '-keyfile', 'ca.key']
    await openssl(
      'ca',
      '-batch',
      '-config',
      `${name}.cnf`,
      ...authority,
      '-in',
      `${name}.csr`,
      '-out',
      `${name}.pem`,
      '-notext',
      ...dates,
    )
  }
  const isAuthority = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign']
  await selfSign('ca', '/CN=kafkit-test-ca', ...isAuthority)
  await Promise.all([
    selfSign('other-ca', '/CN=other-ca'),
    selfSign('selfsigned', '/CN=mallory'),
    sign('server', '/CN=localhost/O=kafkit', 'DNS:localhost,IP:127.0.0.1'),
    sign('wrong', '/CN=wrong.example/O=kafkit', 'DNS:wrong.example'),
    sign('client', '/O=kafkit/OU=ops/CN=alice', 'DNS:alice'),
    signBetween('expired', '20200101', '20201231'),
    signBetween('future', '20990101', '20991231'),
  ])
  const old = ['-legacy', '-in', 'client.pem', '-inkey', 'client.key', '-certfile', 'ca.pem', '-name', 'alice']
  await openssl('pkcs12', '-export', ...old, '-passout', `pass:${password}`, '-out', 'client.old.p12')
  await openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'ec.sec1.key')
  await openssl('pkcs8', '-topk8', '-nocrypt', '-in', 'ec.sec1.key', '-out', 'ec.key')
  await openssl('req', '-new', '-key', 'ec.key', '-subj', '/O=kafkit/OU=ops/CN=alice', '-out', 'ec.csr')
  await openssl(
    'x509',
    '-req',
    '-in',
    'ec.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '3650',
    '-out',
    'ec.pem',
  )
  await openssl(
    'pkcs12',
    '-export',
    '-in',
    'ec.pem',
    '-inkey',
    'ec.key',
    '-passout',
    `pass:${password}`,
    '-out',
    'ec.p12',
  )
}
