import {bindingKey, everyAcl} from '../../acls/acl-binding.ts'
import {createAcls} from '../../acls/create-acls.ts'
import {listAcls} from '../../acls/list-acls.ts'
import type {Io} from '../../cli/io.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {UsageProblem} from '../command-line/checks.ts'
import type {AclsOptions} from './checks.ts'
import {entriesByResource, entryText} from './entries.ts'
import {inCall} from './failure.ts'
import {patternTypeOf, resourceFilterText} from './resources.ts'

export async function addAcls(cluster: Cluster, options: AclsOptions, io: Io): Promise<void> {
  const patternType = patternTypeOf(options)
  if (patternType !== 'LITERAL' && patternType !== 'PREFIXED')
    throw new UsageProblem(`A '--resource-pattern-type' value of '${patternType}' is not valid when adding acls.`)
  const wanted = entriesByResource(options)
  if (wanted.some(({entries}) => entries.length === 0)) {
    throw new UsageProblem('You must specify one of: --allow-principal, --deny-principal when trying to add ACLs.')
  }
  for (const {resource, entries} of wanted) {
    const existing = await inCall('describeAcls', () => listAcls(cluster, {...everyAcl, ...resource}))
    const known = new Set(existing.map((each) => bindingKey(each)))
    const missing = entries.filter((entry) => {
      if (!known.has(bindingKey({...resource, ...entry}))) return true
      io.out(`Acl (pattern=${resourceFilterText(resource)}, entry=${entryText(entry)}) already exists.\n`)
      return false
    })
    if (missing.length === 0) continue
    const lines = missing.map((entry) => `\t${entryText(entry)}`).join('\n')
    io.out(`Adding ACLs for resource \`${resourceFilterText(resource)}\`: \n ${lines}\n\n`)
    const outcomes = await inCall('createAcls', () =>
      createAcls(
        cluster,
        missing.map((entry) => ({...resource, ...entry})),
      ),
    )
    for (const outcome of outcomes)
      if (outcome.status === 'failed') await inCall('createAcls', () => fail(outcome.error))
  }
}

const fail = (error: Error): Promise<never> => Promise.reject(error)
