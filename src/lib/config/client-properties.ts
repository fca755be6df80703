// Turns Apache's client.properties into the settings of a cluster. Java's names are documented in Kafka's
// AdminClientConfig.
import {UsageError} from '../cluster/errors.ts'
import type {ClusterSettings} from '../cluster/cluster.ts'
import type {Mechanism} from '../cluster/sasl/mechanism.ts'

export interface ClientProperties {
  readonly settings: Omit<ClusterSettings, 'bootstrap'>
}
/** Java's three clients, which have different properties. */
export type ClientKind = 'admin' | 'producer' | 'consumer'

const milliseconds = {
  'request.timeout.ms': 'requestTimeoutMs',
  'default.api.timeout.ms': 'totalTimeoutMs',
  'socket.connection.setup.timeout.ms': 'connectTimeoutMs',
  'retry.backoff.ms': 'retryBackoffMs',
  'retry.backoff.max.ms': 'retryBackoffMaxMs',
  'reconnect.backoff.ms': 'reconnectBackoffMs',
  'reconnect.backoff.max.ms': 'reconnectBackoffMaxMs',
} as const

const protocols = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL']

/** Throws UsageError that names the property, for a value that it does not accept. */
export async function clientProperties(
  properties: ReadonlyMap<string, string>,
  kind: ClientKind = 'admin',
  login?: Mechanism,
): Promise<ClientProperties> {
  // Kafka's ConfigDef trims the values of all types, passwords too.
  const get = (name: string) => properties.get(name)?.trim()
  const protocol = (get('security.protocol') ?? 'PLAINTEXT').toUpperCase()
  if (!protocols.includes(protocol)) {
    throw new UsageError(`security.protocol: '${protocol}' is not one of ${protocols.join(', ')}`, {
      property: 'security.protocol',
    })
  }
  const clientId = get('client.id')
  const tls = protocol.endsWith('SSL') ? await (await import('./tls-properties.ts')).tlsOptions(get) : undefined
  const sasl = protocol.startsWith('SASL')
    ? (login ?? (await (await import('./sasl-properties.ts')).saslMechanism(get)))
    : undefined
  const times: Partial<Record<(typeof milliseconds)[keyof typeof milliseconds], number>> = {}
  for (const [name, field] of Object.entries(milliseconds)) {
    const text = get(name)
    if (text === undefined) continue
    if (!/^\d+$/.test(text))
      throw new UsageError(`${name}: '${text}' is not a number of milliseconds`, {property: name})
    times[field] = Number(text)
  }
  // A producer's `retries` concern its batches, not its requests.
  const retries = kind === 'admin' ? get('retries') : undefined
  if (retries !== undefined && !/^\d+$/.test(retries))
    throw new UsageError(`retries: '${retries}' is not a whole number`)
  const dnsLookup = get('client.dns.lookup')
  if (dnsLookup !== undefined && dnsLookup !== lookups[0] && dnsLookup !== lookups[1])
    throw new UsageError(`client.dns.lookup: '${dnsLookup}' is not one of ${lookups.join(', ')}`, {
      property: 'client.dns.lookup',
    })
  const unverified = tls && get('enable.ssl.certificate.verification')?.toLowerCase() === 'false'
  return {
    settings: {
      ...(clientId ? {clientId} : {}),
      ...(tls && {tls: unverified ? {...tls, rejectUnauthorized: false} : tls}),
      ...(sasl && {sasl}),
      ...(dnsLookup === undefined ? {} : {dnsLookup}),
      ...(retries === undefined ? {} : {retries: Number(retries)}),
      ...times,
    },
  }
}

const lookups = ['use_all_dns_ips', 'resolve_canonical_bootstrap_servers_only'] as const
