// Apache's client.properties as settings of a cluster. What Java's names mean is in Kafka's documentation of AdminClientConfig.
import {UsageError} from '../cluster/errors.ts'
import type {ClusterSettings} from '../cluster/cluster.ts'

export interface ClientProperties {
  /** `bootstrap.servers`, unparsed. */
  readonly bootstrapServers: string | undefined
  readonly settings: Omit<ClusterSettings, 'bootstrap'>
  /** Names that mean nothing to us. */
  readonly unknown: readonly string[]
}

const milliseconds = {
  'request.timeout.ms': 'requestTimeoutMs',
  'default.api.timeout.ms': 'totalTimeoutMs',
  'socket.connection.setup.timeout.ms': 'connectTimeoutMs',
  'retry.backoff.ms': 'retryBackoffMs',
  'retry.backoff.max.ms': 'retryBackoffMaxMs',
} as const

/** Of type password: blanks around them count. */
const secrets: ReadonlySet<string> = new Set([
  'sasl.jaas.config',
  'ssl.key.password',
  'ssl.keystore.password',
  'ssl.truststore.password',
  'ssl.keystore.key',
  'ssl.keystore.certificate.chain',
  'ssl.truststore.certificates',
])

const protocols = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']

/** UsageError that names the property, for values that cannot be. */
export async function clientProperties(properties: ReadonlyMap<string, string>): Promise<ClientProperties> {
  const seen = new Set<string>()
  const get = (name: string) => {
    seen.add(name)
    // Kafka trims values of all types but passwords.
    const value = properties.get(name)
    return secrets.has(name) ? value : value?.trim()
  }
  const protocol = (get('security.protocol') ?? 'PLAINTEXT').toUpperCase()
  if (!protocols.includes(protocol)) {
    throw new UsageError(`security.protocol: '${protocol}' is none of ${protocols.join(', ')}`)
  }
  const clientId = get('client.id')
  const tls = protocol.endsWith('SSL') ? await (await import('./tls-properties.ts')).tlsOptions(get) : undefined
  const sasl = protocol.startsWith('SASL') ? await (await import('./sasl-properties.ts')).saslMechanism(get) : undefined
  const times: Partial<Record<(typeof milliseconds)[keyof typeof milliseconds], number>> = {}
  for (const [name, field] of Object.entries(milliseconds)) {
    const text = get(name)
    if (text === undefined) continue
    if (!/^\d+$/.test(text)) throw new UsageError(`${name}: '${text}' is no number of milliseconds`)
    times[field] = Number(text)
  }
  return {
    bootstrapServers: get('bootstrap.servers'),
    settings: {...(clientId ? {clientId} : {}), ...(tls && {tls}), ...(sasl && {sasl}), ...times},
    unknown: [...properties.keys()].filter((name) => !seen.has(name) && !irrelevant.test(name)),
  }
}

/** Properties of Java clients that have no counterpart here or belong to another protocol than the one chosen. */
const irrelevant =
  /^(ssl|sasl)\.|^(metrics?\.|metric\.reporters|auto\.include\.jmx|client\.dns\.lookup$|connections\.max\.idle|metadata\.|reconnect\.backoff|receive\.buffer|send\.buffer|security\.providers|enable\.metrics\.push|socket\.connection\.setup\.timeout\.max)/
