// Listeners with TLS, and with TLS and SCRAM, on the broker of the benchmarks.
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import type {StartOptions} from '../src/lib/sandbox/sandbox.ts'
import {certificates} from '../test/support/certificates.ts'

const scram = 'org.apache.kafka.common.security.scram.ScramLoginModule required'

export interface Secured {
  readonly options: Pick<StartOptions, 'listeners' | 'properties' | 'formatArguments'>
  /** PEM file. */
  readonly authority: string
  /** A client.properties that logs in. */
  readonly loginFile: string
}

export async function securedListeners(folder: string): Promise<Secured> {
  const {ca, server, password} = await certificates()
  const store = (listener: string) => ({
    [`listener.name.${listener}.ssl.keystore.type`]: 'PKCS12',
    [`listener.name.${listener}.ssl.keystore.location`]: server.pkcs12,
    [`listener.name.${listener}.ssl.keystore.password`]: password,
    [`listener.name.${listener}.ssl.key.password`]: password,
  })
  const loginFile = join(folder, 'login.properties')
  writeFileSync(
    loginFile,
    [
      'security.protocol=SASL_SSL',
      `ssl.truststore.location=${ca}`,
      'sasl.mechanism=SCRAM-SHA-512',
      `sasl.jaas.config=${scram} username="bench" password="bench-secret";`,
      '',
    ].join('\n'),
  )
  return {
    authority: ca,
    loginFile,
    options: {
      listeners: [
        {name: 'TLS', protocol: 'SSL', host: 'localhost'},
        {name: 'LOGIN', protocol: 'SASL_SSL', host: 'localhost'},
      ],
      properties: {
        'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
        'super.users': 'User:ANONYMOUS;User:bench',
        ...store('tls'),
        ...store('login'),
        'listener.name.login.sasl.enabled.mechanisms': 'SCRAM-SHA-512',
        'listener.name.login.scram-sha-512.sasl.jaas.config': `${scram};`,
      },
      formatArguments: ['--add-scram', 'SCRAM-SHA-512=[name=bench,password=bench-secret]'],
    },
  }
}
