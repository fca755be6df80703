import {everyAcl, type AclBinding} from '../../acls/acl-binding.ts'
import {listAcls} from '../../acls/list-acls.ts'
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {hashOrder, stringHash} from '../java/hash-order.ts'
import type {AclsOptions} from './checks.ts'
import {entryText, principals} from './entries.ts'
import {inCall} from './failure.ts'
import {resourceFilters, resourceFilterText} from './resources.ts'

export async function printAcls(cluster: Cluster, options: AclsOptions, io: Io): Promise<void> {
  const filters = resourceFilters(options)
  const only = hashOrder(principals(options, 'principal'), principalHash)
  const bindings: AclBinding[] = []
  for (const filter of filters.length === 0 ? [everyAcl] : filters.map((each) => ({...everyAcl, ...each})))
    bindings.push(...(await inCall('describeAcls', () => listAcls(cluster, filter))))
  const byResource = entriesOf(bindings)
  if (only.length === 0) return print(byResource, io)
  for (const principal of only) {
    io.out(`ACLs for principal \`${principal}\`\n`)
    print(entriesOf(bindings.filter((each) => each.principal === principal)), io)
  }
}

/** KafkaPrincipal.hashCode. */
function principalHash(principal: string): number {
  const colon = principal.indexOf(':')
  return (Math.imul(31, stringHash(principal.slice(0, colon))) + stringHash(principal.slice(colon + 1))) | 0
}

/**
 * The lines of the entries, without repetitions, by the text of their resource. Apache's tool prints both in the
 * order of hashes that change from run to run; here they are sorted.
 */
function entriesOf(bindings: readonly AclBinding[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const binding of bindings) {
    const resource = resourceFilterText(binding)
    const entries = found.get(resource)
    if (entries) entries.add(entryText(binding))
    else found.set(resource, new Set([entryText(binding)]))
  }
  return found
}

function print(byResource: ReadonlyMap<string, ReadonlySet<string>>, io: Io): void {
  let text = ''
  for (const resource of [...byResource.keys()].toSorted()) {
    text += `Current ACLs for resource \`${resource}\`:\n`
    for (const entry of [...(byResource.get(resource) ?? [])].toSorted()) text += `\t${entry}\n`
    text += '\n'
  }
  if (text !== '') io.out(text)
}
