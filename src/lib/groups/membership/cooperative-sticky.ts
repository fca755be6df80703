// As Apache's CooperativeStickyAssignor: even, few moves, and what moves belongs to nobody for one round, until its owner
// has let go of it; then the group meets again. Not the same partitions as Apache's, the same promises.
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {assignmentOf, keyOf, type Assignor, type Member} from './assignor.ts'
import {balance} from './balance.ts'

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

/** Who reads a partition, by its key, if anybody can be believed. */
function homesOf(members: readonly Member[]): ReadonlyMap<string, string> {
  // Members of an older generation missed a round: what they have may be another's by now (KIP-792). Two of the newest
  // that claim the same partition are both wrong.
  const newest = Math.max(...members.map(({generation}) => generation))
  const claims = claimsOf(members.filter(({generation}) => generation === newest))
  return new Map(
    [...claims].flatMap(([key, [id, other]]) => (id !== undefined && other === undefined ? [[key, id]] : [])),
  )
}

/** The members that say they read a partition, by its key. A claim that is not believed still means that somebody reads. */
function claimsOf(members: readonly Member[]): ReadonlyMap<string, readonly string[]> {
  const claims = new Map<string, string[]>()
  for (const {id, owned} of members)
    for (const key of new Set(owned.map(keyOf))) {
      const others = claims.get(key)
      if (others) others.push(id)
      else claims.set(key, [id])
    }
  return claims
}
