import type {Cluster} from '../../cluster/cluster.ts'
import type {MemberSettings, OnMemberEvent} from './member-settings.ts'
import type {Reading} from './reading.ts'

/**
 * Joins the group and lets `reading` read the assigned partitions until the signal aborts; then commits offsets and
 * leaves the group. Throws errors that make membership impossible: KafkaError, UnsupportedApi, ConnectionError,
 * UsageError.
 */
export async function runMember(
  cluster: Cluster,
  settings: MemberSettings,
  reading: Reading,
  signal: AbortSignal,
  onEvent?: OnMemberEvent,
): Promise<void> {
  const member =
    settings.protocol === 'consumer'
      ? (await import('./consumer-member.ts')).consumerMember
      : (await import('./classic-member.ts')).classicMember
  await member(cluster, settings, reading, signal, onEvent)
}
