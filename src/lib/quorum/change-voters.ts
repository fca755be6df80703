// Adding a controller to the quorum and taking one out of it (KIP-853). Which controller is meant is said by the id of its
// metadata directory too: one that lost its disk is another voter.
import {AddRaftVoter} from '../apis/add-raft-voter.ts'
import {RemoveRaftVoter} from '../apis/remove-raft-voter.ts'
import type {Cluster} from '../cluster/cluster.ts'
import type {QuorumEndpoint} from './describe.ts'

export interface Voter {
  readonly id: number
  /** As Kafka prints it (base64url). */
  readonly directoryId: string
}

/** How long the leader may wait for the new voter to catch up, ms. */
const voterTimeoutMs = 30_000

/** KafkaError DUPLICATE_VOTER if it is one; UnsupportedApi before Kafka 3.9. */
export async function addVoter(
  cluster: Cluster,
  {id, directoryId}: Voter,
  endpoints: readonly QuorumEndpoint[],
): Promise<void> {
  await cluster.call(
    AddRaftVoter,
    {
      clusterId: null,
      timeoutMs: voterTimeoutMs,
      voterId: id,
      voterDirectoryId: directoryId,
      listeners: endpoints.map(({listener, host, port}) => ({name: listener, host, port})),
    },
    {what: `add controller ${id}`},
  )
}

/** KafkaError VOTER_NOT_FOUND if it is none; UnsupportedApi before Kafka 3.9. */
export async function removeVoter(cluster: Cluster, {id, directoryId}: Voter): Promise<void> {
  await cluster.call(
    RemoveRaftVoter,
    {clusterId: null, voterId: id, voterDirectoryId: directoryId},
    {what: `remove controller ${id}`},
  )
}
