// Like Apache's CooperativeStickyAssignor: even, with few moves. A partition that moves is assigned to no member
// until its owner has given it up, which starts another rebalance. The partitions that are chosen may differ from
// Apache's choice.
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {assignmentOf, keyOf, type Assignor} from './assignor.ts'
import {balance} from './balance.ts'
import {claimants, previousOwners} from './previous-owners.ts'

export const cooperativeSticky: Assignor = {
  name: 'cooperative-sticky',
  eager: false,
  assign(members, topics) {
    const owners = previousOwners(members)
    const claims = claimants(members)
    const wanted = balance(members, topics, owners)
    const isFree = (id: string, partition: TopicPartition) => {
      const key = keyOf(partition)
      return owners.get(key) === id || (claims.get(key) ?? []).every((claimant) => claimant === id)
    }
    return assignmentOf(
      new Map([...wanted].map(([id, partitions]) => [id, partitions.filter((each) => isFree(id, each))])),
    )
  },
}
