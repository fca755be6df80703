import {onTestFinished} from 'vitest'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster, type Cluster, type ClusterSettings} from '../../src/lib/cluster/cluster.ts'

/** kafkit's client, with short waits between attempts; closed when the test is over. */
export function open(
  {bootstrapServers}: {readonly bootstrapServers: string},
  settings: Partial<ClusterSettings> = {},
): Cluster {
  const cluster = openCluster({
    bootstrap: parseAddresses(bootstrapServers),
    retryBackoffMs: 1,
    retryBackoffMaxMs: 5,
    ...settings,
  })
  onTestFinished(() => cluster.close())
  return cluster
}
