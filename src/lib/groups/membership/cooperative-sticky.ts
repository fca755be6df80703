// As Apache's CooperativeStickyAssignor: even, few moves, and what moves belongs to nobody for one round, until its owner
// has let go of it; then the group meets again. Not the same partitions as Apache's, the same promises.
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {assignmentOf, keyOf, type Assignor} from './assignor.ts'
import {balance} from './balance.ts'
import {claimsOf, homesOf} from './homes.ts'

export const cooperativeSticky: Assignor = {
  name: 'cooperative-sticky',
  eager: false,
  assign(members, topics) {
    const homes = homesOf(members)
    const claims = claimsOf(members)
    const wanted = balance(members, topics, homes)
    const isFree = (id: string, partition: TopicPartition) => {
      const key = keyOf(partition)
      return homes.get(key) === id || (claims.get(key) ?? []).every((claimant) => claimant === id)
    }
    return assignmentOf(
      new Map([...wanted].map(([id, partitions]) => [id, partitions.filter((each) => isFree(id, each))])),
    )
  },
}
