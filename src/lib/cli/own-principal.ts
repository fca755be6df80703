import type {ClusterSettings} from '../cluster/cluster.ts'

/**
 * The principal that brokers see in this client, where that can be told: the user of SASL, ANONYMOUS without any security.
 * Null for client certificates, whose names brokers map, and for mechanisms whose user only the broker knows.
 */
export function ownPrincipal({sasl, tls}: Pick<ClusterSettings, 'sasl' | 'tls'>): string | null {
  const username = sasl?.credentials?.().username
  if (username !== undefined) return `User:${username}`
  return sasl || tls ? null : 'User:ANONYMOUS'
}
