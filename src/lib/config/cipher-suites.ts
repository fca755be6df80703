import {getCiphers} from 'node:tls'
import {UsageError} from '../cluster/errors.ts'

/**
 * Converts Java's names of cipher suites (IANA's: TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256) to an OpenSSL list
 * (ECDHE-RSA-AES128-GCM-SHA256); OpenSSL's own names are kept. Throws UsageError for a suite that OpenSSL does not
 * have.
 */
export function opensslCiphers(suites: readonly string[]): string {
  const known = new Set(getCiphers())
  return suites
    .map((suite) => {
      const name = translated(suite)
      if (!known.has(name.toLowerCase()))
        throw new UsageError(`ssl.cipher.suites: there is no suite '${suite}' in this OpenSSL`, {
          property: 'ssl.cipher.suites',
        })
      return name
    })
    .join(':')
}

function translated(suite: string): string {
  const match = /^(?:TLS|SSL)_(.+)_WITH_(.+)$/.exec(suite)
  // TLS 1.3 suites have no WITH, and the same name everywhere.
  if (!match) return suite
  const [, exchange = '', cipher = ''] = match
  const secret = cipher
    .replace(/^AES_(\d+)_/, 'AES$1_')
    .replace(/_CBC_/, '_')
    .replace(/^(CHACHA20_POLY1305)_SHA256$/, '$1')
    .replace(/^3DES_EDE_/, 'DES_CBC3_')
  return `${exchange === 'RSA' ? '' : `${exchange}-`}${secret}`.replaceAll('_', '-')
}
