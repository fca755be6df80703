import {keyOf, type Member} from './assignor.ts'

/**
 * The member that owns each partition before the rebalance, by the partition's key. Partitions without a certain
 * owner are left out.
 */
export function previousOwners(members: readonly Member[]): ReadonlyMap<string, string> {
  // Members of an older generation missed a rebalance, so others may own their partitions by now (KIP-792). Two members of
  // the newest generation that claim the same partition are both wrong.
  const newest = Math.max(...members.map(({generation}) => generation))
  const claims = claimants(members.filter(({generation}) => generation === newest))
  return new Map(
    [...claims].flatMap(([key, [id, other]]) => (id !== undefined && other === undefined ? [[key, id]] : [])),
  )
}

/** The members that claim each partition, by its key. Even a claim that is wrong means that the member still reads it. */
export function claimants(members: readonly Member[]): ReadonlyMap<string, readonly string[]> {
  const claims = new Map<string, string[]>()
  for (const {id, owned} of members)
    for (const key of new Set(owned.map(keyOf))) {
      const others = claims.get(key)
      if (others) others.push(id)
      else claims.set(key, [id])
    }
  return claims
}
