// Turns sasl.* into a mechanism. Each mechanism is loaded on use, because most connections need none of them.
import {UsageError} from '../cluster/errors.ts'
import type {Mechanism} from '../cluster/sasl/mechanism.ts'
import {jaasOf, parseJaas, type Get} from './jaas.ts'

const ours = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512', 'OAUTHBEARER', 'GSSAPI', 'AWS_MSK_IAM']

/** Throws UsageError that names the property, never a secret. */
export async function saslMechanism(get: Get): Promise<Mechanism> {
  const plugin = get('kafkit.sasl.plugin')
  if (plugin !== undefined) return (await import('./sasl-plugin.ts')).pluginMechanism(plugin, get)
  const name = get('sasl.mechanism')?.toUpperCase() ?? 'GSSAPI'
  switch (name) {
    case 'PLAIN':
      return plainLogin(get)
    case 'SCRAM-SHA-256':
      return scramLogin(get, 256)
    case 'SCRAM-SHA-512':
      return scramLogin(get, 512)
    case 'OAUTHBEARER':
      return (await import('./oauthbearer-properties.ts')).oauthBearerLogin(get)
    case 'AWS_MSK_IAM':
      return (await import('./aws-properties.ts')).mskIamLogin(get)
    case 'GSSAPI':
      return kerberosLogin(get)
    default:
      throw new UsageError(
        `sasl.mechanism ${name} is not one of ${ours.join(', ')}; name one that is packaged for kafkajs with kafkit.sasl.plugin=PACKAGE`,
        {property: 'sasl.mechanism'},
      )
  }
}

function credentials(get: Get, mechanism: string, module: string) {
  const entry = jaasOf(get, mechanism, module)
  if (!entry)
    throw new UsageError(`sasl.mechanism ${mechanism} needs sasl.jaas.config with username and password`, {
      property: 'sasl.mechanism',
    })
  const [username, password] = [entry.options.get('username'), entry.options.get('password')]
  if (username === undefined || password === undefined)
    throw new UsageError(`sasl.jaas.config of ${module} needs username and password`, {property: 'sasl.jaas.config'})
  return {username, password, options: entry.options}
}

async function plainLogin(get: Get): Promise<Mechanism> {
  const {username, password} = credentials(get, 'PLAIN', 'PlainLoginModule')
  const {plain} = await import('../cluster/sasl/plain.ts')
  return plain(username, password)
}

async function scramLogin(get: Get, bits: 256 | 512): Promise<Mechanism> {
  const {username, password, options} = credentials(get, `SCRAM-SHA-${bits}`, 'ScramLoginModule')
  const {scram} = await import('../cluster/sasl/scram.ts')
  return scram(bits, username, password, {delegationToken: options.get('tokenauth')?.toLowerCase() === 'true'})
}

/** The options of Krb5LoginModule with a counterpart in MIT's library, which takes them from the environment. */
async function kerberosLogin(get: Get): Promise<Mechanism> {
  const isDefault = get('sasl.mechanism') === undefined
  const text = get('sasl.jaas.config')
  if (isDefault && text !== undefined && parseJaas(text).module !== 'Krb5LoginModule')
    throw new UsageError(
      "sasl.mechanism is not set, and Kafka's default is GSSAPI; set the mechanism that sasl.jaas.config is for, for instance PLAIN",
      {property: 'sasl.mechanism'},
    )
  const unset = isDefault ? " (Kafka's default, as sasl.mechanism is not set)" : ''
  const options = jaasOf(get, 'GSSAPI', 'Krb5LoginModule')?.options
  const service = get('sasl.kerberos.service.name') ?? options?.get('serviceName')
  if (!service)
    throw new UsageError(`sasl.mechanism GSSAPI${unset} needs sasl.kerberos.service.name, for instance kafka`, {
      property: 'sasl.mechanism',
    })
  const [keyTab, principal] = [options?.get('keyTab'), options?.get('principal')]
  const {gssapi} = await import('../cluster/sasl/gssapi.ts')
  const {existsSync} = await import('node:fs')
  if (keyTab !== undefined && !existsSync(keyTab))
    throw new UsageError(`sasl.jaas.config: keyTab ${keyTab}: there is no such file`, {property: 'sasl.jaas.config'})
  return gssapi({
    service,
    principal,
    load: async () => {
      if (keyTab !== undefined) {
        process.env['KRB5_CLIENT_KTNAME'] = keyTab
        process.env['KRB5CCNAME'] ??= 'MEMORY:kafkit'
      }
      const {importPackage} = await import('./sasl-plugin.ts')
      return (await importPackage('kerberos')) as never
    },
  })
}
