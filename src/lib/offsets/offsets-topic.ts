// The topic in which coordinators store groups: a group belongs to one partition of it, and that partition's leader
// is its coordinator.

export const offsetsTopic = '__consumer_offsets'

/** GroupCoordinator.partitionFor: Math.abs of String.hashCode (Utils.abs: 0 of the smallest number). */
export function partitionOf(group: string, count: number): number {
  let hash = 0
  for (let at = 0; at < group.length; at++) hash = (Math.imul(hash, 31) + group.charCodeAt(at)) | 0
  return hash === -(2 ** 31) ? 0 : Math.abs(hash) % count
}
