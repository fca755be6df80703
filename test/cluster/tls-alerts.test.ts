import {expect, test} from 'vitest'
import {handshakeError} from '../../src/lib/cluster/tls/errors.ts'

// The texts are those of OpenSSL 3 in Node 24, and of BoringSSL in bun 1.4, for the alerts of a Kafka listener.
test.each([
  [
    'Node',
    '40A7E3F0:error:0A000412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate:../deps/openssl/openssl/ssl/record/rec_layer_s3.c:1605:SSL alert number 42',
  ],
  ['bun', 'error:10000412:SSL routines:OPENSSL_internal:SSLV3_ALERT_BAD_CERTIFICATE'],
  ['bun, TLS 1.3', 'error:1000045c:SSL routines:OPENSSL_internal:TLSV1_ALERT_CERTIFICATE_REQUIRED'],
])('a listener that requires a client certificate says so in %s', (_, text) => {
  const error = handshakeError('broker:9093', Object.assign(new Error(text), {code: 'ERR_SSL_X'}), {})
  expect(error).toMatchObject({reason: 'tlsWantsCertificate'})
})

test.each([
  ['Node', 'error:0A000419:SSL routines:ssl3_read_bytes:tlsv1 alert access denied:../deps/x.c:1:SSL alert number 71'],
  ['bun', 'error:1000042f:SSL routines:OPENSSL_internal:TLSV1_ALERT_INSUFFICIENT_SECURITY'],
])('another alert is named in %s', (_, text) => {
  const error = handshakeError('broker:9093', Object.assign(new Error(text), {code: 'ERR_SSL_X'}), {})
  expect(error?.message).toMatch(/^broker:9093: it refused the TLS handshake: [a-z ]+ \(TLS alert 71\)$/)
})

test('an error of this side in BoringSSL is not an alert', () => {
  const text = 'error:100000f7:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER'
  const error = handshakeError(
    'broker:9093',
    Object.assign(new Error(text), {code: 'ERR_SSL_WRONG_VERSION_NUMBER'}),
    {},
  )
  expect(error).toMatchObject({reason: 'notTls'})
})
