// A real broker with a listener for each login mechanism and each kind of TLS, with ACLs.
import {startSandbox, type Sandbox, type StartOptions} from '../../src/lib/sandbox/sandbox.ts'
import {certificates, type Certificates} from './certificates.ts'

/** `host:port` of each listener. */
export interface SecureAddresses {
  /** No security; every client of this listener is a super user. */
  PLAINTEXT: string
  /** SASL_PLAINTEXT: PLAIN (admin, alice, bob), SCRAM-SHA-256 (alice), SCRAM-SHA-512 (alice, admin). */
  SASL: string
  /** SASL_PLAINTEXT with OAUTHBEARER only; tokens are not signed (`unsecuredLoginStringClaim_sub`). */
  OAUTH: string
  /** TLS that requires a client certificate, and SASL on top: PLAIN (admin, alice). */
  SASLMTLS: string
  /** As SASL with PLAIN and SCRAM-SHA-256, but a session lasts 3 s (KIP-368). */
  REAUTH: string
  /** TLS with a certificate for localhost and 127.0.0.1. */
  TLS: string
  /** TLS that requires a client certificate; its principal is the CN in lower case, as in `User:alice`. */
  MTLS: string
  /** TLS 1.2 only; a client certificate is requested but may be missing. */
  WANT: string
  /** TLS with a certificate for wrong.example. */
  WRONGHOST: string
  /** TLS and SASL: PLAIN (admin, alice), SCRAM-SHA-256 (alice), SCRAM-SHA-512 (alice, admin), OAUTHBEARER. */
  SASLTLS: string
}

export interface SecureSandbox {
  sandbox: Sandbox
  addresses: SecureAddresses
  certificates: Certificates
  /** Password by user; the same for every mechanism. */
  users: Record<'admin' | 'alice' | 'bob', string>
}

const users = {admin: 'admin-secret', alice: 'alice-secret', bob: 'bob-secret'}

/** One broker, which ends with this process. Super users: ANONYMOUS (PLAINTEXT, TLS) and admin; others need ACLs. */
export async function startSecureSandbox(
  options: Pick<StartOptions, 'kafkaVersion' | 'onProgress'> = {},
): Promise<SecureSandbox> {
  const certs = await certificates()
  const sandbox = await startSandbox({
    ...options,
    detached: false,
    listeners: [
      {name: 'SASL', protocol: 'SASL_PLAINTEXT'},
      {name: 'REAUTH', protocol: 'SASL_PLAINTEXT'},
      {name: 'OAUTH', protocol: 'SASL_PLAINTEXT'},
      {name: 'SASLMTLS', protocol: 'SASL_SSL', host: 'localhost'},
      {name: 'TLS', protocol: 'SSL', host: 'localhost'},
      {name: 'MTLS', protocol: 'SSL', host: 'localhost'},
      {name: 'WANT', protocol: 'SSL', host: 'localhost'},
      {name: 'WRONGHOST', protocol: 'SSL', host: 'localhost'},
      {name: 'SASLTLS', protocol: 'SASL_SSL', host: 'localhost'},
    ],
    properties: {...access, ...sasl(), ...tls(certs)},
    formatArguments: [
      ...scram('SCRAM-SHA-256', 'alice'),
      ...scram('SCRAM-SHA-512', 'alice'),
      ...scram('SCRAM-SHA-512', 'admin', 'iterations=8192,'),
    ],
  })
  const addresses = sandbox.brokers[0]?.listeners as unknown as SecureAddresses
  return {sandbox, addresses, certificates: certs, users}
}

const scram = (mechanism: string, name: keyof typeof users, more = '') => [
  '--add-scram',
  `${mechanism}=[name=${name},${more}password=${users[name]}]`,
]

const access = {
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'super.users': 'User:ANONYMOUS;User:admin',
  'allow.everyone.if.no.acl.found': false,
  'delegation.token.secret.key': 'a-long-secret-for-tests',
  // A short window, so that throttling shows at once.
  'quota.window.num': 3,
  'quota.window.size.seconds': 1,
}

function sasl(): Record<string, string | number> {
  const plain = (...names: (keyof typeof users)[]) =>
    `org.apache.kafka.common.security.plain.PlainLoginModule required ${names.map((name) => `user_${name}="${users[name]}"`).join(' ')};`
  const scramLogin = 'org.apache.kafka.common.security.scram.ScramLoginModule required;'
  return {
    'listener.name.sasl.sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512',
    'listener.name.sasl.plain.sasl.jaas.config': plain('admin', 'alice', 'bob'),
    'listener.name.sasl.scram-sha-256.sasl.jaas.config': scramLogin,
    'listener.name.sasl.scram-sha-512.sasl.jaas.config': scramLogin,
    'listener.name.reauth.sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256',
    'listener.name.reauth.plain.sasl.jaas.config': plain('admin', 'alice'),
    'listener.name.reauth.scram-sha-256.sasl.jaas.config': scramLogin,
    'listener.name.reauth.plain.connections.max.reauth.ms': 3000,
    'listener.name.reauth.scram-sha-256.connections.max.reauth.ms': 3000,
    'listener.name.sasltls.sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER',
    'listener.name.sasltls.scram-sha-256.sasl.jaas.config': scramLogin,
    ...unsecured('sasltls'),
    'listener.name.oauth.sasl.enabled.mechanisms': 'OAUTHBEARER',
    ...unsecured('oauth'),
    'listener.name.saslmtls.sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.saslmtls.plain.sasl.jaas.config': plain('admin', 'alice'),
    'listener.name.sasltls.plain.sasl.jaas.config': plain('admin', 'alice'),
    'listener.name.sasltls.scram-sha-512.sasl.jaas.config': scramLogin,
  }
}

/** A broker that accepts every token. */
const unsecured = (listener: string) => ({
  [`listener.name.${listener}.oauthbearer.sasl.jaas.config`]:
    'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="broker";',
  [`listener.name.${listener}.oauthbearer.sasl.server.callback.handler.class`]:
    'org.apache.kafka.common.security.oauthbearer.internals.unsecured.OAuthBearerUnsecuredValidatorCallbackHandler',
})

function tls({server, wrong, ca, password}: Certificates): Record<string, string> {
  const pkcs12 = (listener: string, location: string) => ({
    [`listener.name.${listener}.ssl.keystore.type`]: 'PKCS12',
    [`listener.name.${listener}.ssl.keystore.location`]: location,
    [`listener.name.${listener}.ssl.keystore.password`]: password,
    [`listener.name.${listener}.ssl.key.password`]: password,
  })
  const pem = (listener: string, location: string) => ({
    [`listener.name.${listener}.ssl.keystore.type`]: 'PEM',
    [`listener.name.${listener}.ssl.keystore.location`]: location,
    [`listener.name.${listener}.ssl.truststore.type`]: 'PEM',
    [`listener.name.${listener}.ssl.truststore.location`]: ca,
  })
  return {
    ...pkcs12('tls', server.pkcs12),
    ...pkcs12('sasltls', server.pkcs12),
    ...pkcs12('wronghost', wrong.pkcs12),
    ...pem('mtls', server.keystorePem),
    'listener.name.mtls.ssl.key.password': password,
    'listener.name.mtls.ssl.client.auth': 'required',
    'listener.name.mtls.ssl.principal.mapping.rules': 'RULE:^CN=([^,]+).*$/$1/L,DEFAULT',
    ...pem('saslmtls', server.plainKeystorePem),
    'listener.name.saslmtls.ssl.client.auth': 'required',
    ...pem('want', server.plainKeystorePem),
    'listener.name.want.ssl.client.auth': 'requested',
    'listener.name.want.ssl.enabled.protocols': 'TLSv1.2',
  }
}
