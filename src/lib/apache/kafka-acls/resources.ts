// Reads from the command line which resources are meant (AclCommand.getResourceFilter).
import {clusterResourceName, type AclPatternType, type AclResourceType} from '../../acls/acl-names.ts'
import {OptionError} from '../command-line/options.ts'
import {UsageProblem} from '../command-line/checks.ts'
import {javaTrim} from '../java/trim.ts'
import type {AclsOptions} from './checks.ts'

export interface ResourceFilter {
  readonly resourceType: AclResourceType
  readonly resourceName: string
  readonly patternType: AclPatternType
}

/** ResourcePattern.toString and ResourcePatternFilter.toString. */
export const resourceFilterText = ({resourceType, resourceName, patternType}: ResourceFilter): string =>
  `ResourcePattern(resourceType=${resourceType}, name=${resourceName}, patternType=${patternType})`

/** Throws OptionError for an unknown word, then for more than one. */
export function patternTypeOf(options: AclsOptions): AclPatternType {
  const given = options.values('resource-pattern-type').map((text) => {
    const found = (['ANY', 'MATCH', 'LITERAL', 'PREFIXED'] as const).find((name) => name === text.toUpperCase())
    if (found) return found
    throw new OptionError(
      'OptionArgumentConversionException',
      `Cannot parse argument '${text}' of option resource-pattern-type`,
    )
  })
  options.value('resource-pattern-type')
  return given[0] ?? 'LITERAL'
}

/** The filters without repetitions. The option for the cluster is ignored if the pattern type is not LITERAL. */
export function resourceFilters(options: AclsOptions): ResourceFilter[] {
  const patternType = patternTypeOf(options)
  const named = (resourceType: AclResourceType, names: readonly string[]) =>
    names.map((resourceName) => ({resourceType, resourceName, patternType}))
  const trimmed = (option: 'topic' | 'group' | 'delegation-token' | 'user-principal') =>
    options.values(option).map((name) => javaTrim(name))
  const withCluster = patternType === 'LITERAL' && (options.has('cluster') || options.has('idempotent'))
  const all: ResourceFilter[] = [
    ...named('TOPIC', trimmed('topic')),
    ...(withCluster ? [clusterFilter] : []),
    ...named('GROUP', trimmed('group')),
    // Kept as it was typed; Apache's tool trims all other names.
    ...named('TRANSACTIONAL_ID', options.values('transactional-id')),
    ...named('DELEGATION_TOKEN', trimmed('delegation-token')),
    ...named('USER', trimmed('user-principal')),
  ]
  return [...new Map(all.map((each) => [resourceFilterText(each), each])).values()]
}

export const clusterFilter: ResourceFilter = {
  resourceType: 'CLUSTER',
  resourceName: clusterResourceName,
  patternType: 'LITERAL',
}

/** Throws UsageProblem if there are none. */
export function requiredResourceFilters(options: AclsOptions): ResourceFilter[] {
  const filters = resourceFilters(options)
  if (filters.length > 0) return filters
  throw new UsageProblem(
    'You must provide at least one resource: --topic <topic> or --cluster or --group <group> or --delegation-token <Delegation Token ID>',
  )
}
