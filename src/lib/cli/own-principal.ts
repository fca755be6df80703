import type {ClusterSettings} from '../cluster/cluster.ts'

/**
 * The principal as which brokers see this client, if that is known: the user of SASL, or ANONYMOUS without any
 * security. Null for client certificates, whose names brokers map, and for mechanisms of which only the broker knows
 * the user.
 */
export function ownPrincipal({sasl, tls}: Pick<ClusterSettings, 'sasl' | 'tls'>): string | null {
  const username = sasl?.credentials?.().username
  if (username !== undefined) return `User:${username}`
  return sasl || tls ? null : 'User:ANONYMOUS'
}
