import type {Cluster} from '../cluster/cluster.ts'
import {bindingKey, type AclBinding} from './acl-binding.ts'
import {listAcls} from './list-acls.ts'

const tries = 20

/**
 * Waits until a broker lists ACLs as they were changed: brokers usually follow the controller within 100 ms. Resolves
 * with those that are still not `there` (or, with false, still are). `pause` waits between two tries.
 */
export async function readBack(
  cluster: Cluster,
  changed: readonly AclBinding[],
  {there, pause}: {readonly there: boolean; readonly pause: () => Promise<void>},
): Promise<AclBinding[]> {
  for (let left = tries; ; left--) {
    const listed = new Set((await listAcls(cluster)).map((each) => bindingKey(each)))
    const wrong = changed.filter((each) => listed.has(bindingKey(each)) !== there)
    if (wrong.length === 0 || left <= 1) return wrong
    await pause()
  }
}
