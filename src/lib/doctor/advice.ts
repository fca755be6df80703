// What to try, by the reason why a connection failed.
import type {ConnectionReason} from '../cluster/connection-reasons.ts'
import {ConnectionError} from '../cluster/errors.ts'

const route = 'look at the route from here to the broker: VPN, firewall, network name space of a container'
const proxy = 'look at the address and login of the proxy, and at what its rules allow'
const brokerLog = "look at the broker's log: it says why it closed the connection"
const notAListener = 'look whether this is the port of a Kafka listener'
const clientCertificate =
  'the listener may demand a client certificate (mutual TLS): set ssl.keystore.location, and look whether its CA is the one that the broker trusts'
const versionsAndCiphers =
  'look at the versions and ciphers that the listener allows (ssl.enabled.protocols, ssl.cipher.suites)'
const otherMechanism = 'set sasl.mechanism to one that the listener offers, or use the listener that offers yours'
const token = 'get a new token, and check the clock of the machine that issued it'
const kerberos = 'klist shows which tickets there are, kinit gets one; names and clocks must agree with the KDC'
const aws = 'aws sts get-caller-identity shows the present identity; AWS_PROFILE chooses another'

const advice: Readonly<Record<ConnectionReason, string>> = {
  nameNotFound:
    'look at the spelling in bootstrap.servers, at /etc/hosts, and whether the VPN or name server that knows the name is in use',
  nameServerSilent: 'look at the name servers of this machine, and whether the VPN that they need is in use',
  refused:
    "look whether the broker runs and listens on this port for other machines too (its 'listeners'), not only on its own localhost",
  noRoute: route,
  unreachable: route,
  notInCluster: route,
  proxyNotFound: proxy,
  proxyFailed: proxy,

  connectTimedOut:
    'packets are dropped on the way: look at firewalls, security groups and the VPN between here and the broker',
  proxyTimedOut: proxy,
  tlsTimedOut:
    'the port accepts connections but does not answer: is it a TLS listener, is its broker healthy, is it a load balancer without a broker behind it?',
  silent:
    'the port accepts connections but does not answer: is the broker hanging, starting up, or is a load balancer without a broker in between?',
  requestTimedOut: 'the broker may wait for what checks its logins (LDAP, a token endpoint): look at its log',
  coordinatorNotFound: "look at the broker's log",

  closed: brokerLog,
  closedUnanswered:
    'it may be a TLS listener (try security.protocol=SSL or SASL_SSL), not Kafka at all, or a proxy without a broker behind it',
  closedBeforeLogin: brokerLog,
  closedByUs: brokerLog,

  tlsExpired: 'have the certificate renewed on the broker',
  tlsNotYetValid: "look at this machine's clock, then at the certificate",
  tlsUntrusted:
    "set ssl.truststore.location to the certificate of the CA that signed the broker's (ask the administrator of the cluster)",
  tlsHostname:
    'use a name that the certificate has, or have one made for this name; ssl.endpoint.identification.algorithm= switches the check off',
  tlsCertificate: 'have the broker show another certificate, or look at what this machine allows',
  tlsVersion: versionsAndCiphers,
  tlsWantsCertificate: clientCertificate,
  tlsRejectedCertificate: clientCertificate,
  tlsHandshake: versionsAndCiphers,
  notTls: 'this is not a TLS port: use the SSL or SASL_SSL listener, or security.protocol=PLAINTEXT or SASL_PLAINTEXT',

  loginRefused:
    'look at user name and password; with SCRAM also whether this user has credentials of this very mechanism (kafka-configs --describe --entity-type users)',
  mechanismUnsupported: otherMechanism,
  loginUnexpected: 'set security.protocol to PLAINTEXT or SSL, or use the listener that accepts a SASL login',
  tokenMissing: token,
  tokenEndpointFailed:
    'the identity provider refused or failed, not the broker: look at its address, the client id, the secret and the scope',
  kerberosMissing: 'install it beside kafkit, or use another mechanism of the listener',
  kerberosFailed: kerberos,
  awsCredentialsMissing: aws,
  pluginFailed: 'look at the plugin that kafkit.sasl.plugin names, and at its options',

  wantsTls: 'set security.protocol=SSL, or SASL_SSL if the cluster demands a login',
  http: 'the port belongs to a web server (a REST proxy, a schema registry, a console): use the port of a Kafka listener, often 9092',
  notKafka: notAListener,
  unreadable: notAListener,
  wrongCluster: route,
  kafkajsFailed: 'applications that use kafkajs may fail in the same way',
}

/** If the broker refused what a mechanism sent, something other than a password may be wrong. */
const refusedBy: Readonly<Record<string, string>> = {
  OAUTHBEARER: token,
  GSSAPI: kerberos,
  AWS_MSK_IAM: aws,
}

/** One sentence, without a full stop; `otherwise` is used if the connection is not at fault. */
export function adviceFor(error: Error | undefined, otherwise: string, mechanism?: string): string {
  if (!(error instanceof ConnectionError)) return otherwise
  const forMechanism = error.reason === 'loginRefused' ? refusedBy[mechanism ?? ''] : undefined
  return forMechanism ?? advice[error.reason]
}
