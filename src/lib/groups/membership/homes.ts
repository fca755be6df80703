// Who had which partition before the group met again.
import {keyOf, type Member} from './assignor.ts'

/** Who reads a partition, by its key, if anybody can be believed. */
export function homesOf(members: readonly Member[]): ReadonlyMap<string, string> {
  // Members of an older generation missed a round: what they have may be another's by now (KIP-792). Two of the newest
  // that claim the same partition are both wrong.
  const newest = Math.max(...members.map(({generation}) => generation))
  const claims = claimsOf(members.filter(({generation}) => generation === newest))
  return new Map(
    [...claims].flatMap(([key, [id, other]]) => (id !== undefined && other === undefined ? [[key, id]] : [])),
  )
}

/** The members that say they read a partition, by its key. A claim that is not believed still means that somebody reads. */
export function claimsOf(members: readonly Member[]): ReadonlyMap<string, readonly string[]> {
  const claims = new Map<string, string[]>()
  for (const {id, owned} of members)
    for (const key of new Set(owned.map(keyOf))) {
      const others = claims.get(key)
      if (others) others.push(id)
      else claims.set(key, [id])
    }
  return claims
}
