// Adds a controller to the quorum and removes one from it (KIP-853). A controller is identified by its metadata
// directory's id too, because one that lost its disk is another voter.
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

/** Throws KafkaError DUPLICATE_VOTER if it already is a voter, and UnsupportedApi before Kafka 3.9. */
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

/** Throws KafkaError VOTER_NOT_FOUND if it is not a voter, and UnsupportedApi before Kafka 3.9. */
export async function removeVoter(cluster: Cluster, {id, directoryId}: Voter): Promise<void> {
  await cluster.call(
    RemoveRaftVoter,
    {clusterId: null, voterId: id, voterDirectoryId: directoryId},
    {what: `remove controller ${id}`},
  )
}
