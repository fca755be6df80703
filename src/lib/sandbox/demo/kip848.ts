import {parseAddresses} from '../../cluster/address.ts'
import {openCluster} from '../../cluster/cluster.ts'
import {runMember} from '../../groups/membership/run-member.ts'
import {textFormat} from '../../records/formats/text-format.ts'
import {consumeInGroup} from '../../records/consume/group-consume.ts'

/**
 * A member with the KIP-848 protocol, which kafkajs does not support: reads, discards and commits until the signal
 * aborts.
 */
export async function consumeKip848(
  bootstrapServers: string,
  groupId: string,
  topic: string,
  signal: AbortSignal,
): Promise<void> {
  const cluster = openCluster({bootstrap: parseAddresses(bootstrapServers), clientId: 'demo'})
  try {
    await consumeInGroup(cluster, {
      groupId,
      format: textFormat({}),
      output: {write: async () => {}},
      reset: 'earliest',
      autoCommitMs: 500,
      signal,
      member: (reading, stopped, blockedMs) =>
        runMember(cluster, {groupId, topics: [topic], protocol: 'consumer', blockedMs}, reading, stopped),
    })
  } finally {
    cluster.close()
  }
}
