import type {Cluster} from '../cluster/cluster.ts'
import {bindingKey, type AclBinding} from './acl-binding.ts'
import {listAcls} from './list-acls.ts'

const tries = 20

/**
 * Waits until a broker lists ACLs as they were changed: brokers follow the controller, mostly within 100 ms. Resolves with
 * those that still are not `there` (or, with false, still are). `pause` waits between two looks.
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
