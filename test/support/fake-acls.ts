// A broker's ACLs for tests: requests are matched like ResourcePatternFilter, and changes are kept.
import {everyAcl, matchesFilter, type AclBinding, type AclFilter} from '../../src/lib/acls/acl-binding.ts'
import {aclOperations, aclPatternTypes, aclPermissions, aclResourceTypes} from '../../src/lib/acls/acl-names.ts'
import {CreateAcls} from '../../src/lib/apis/create-acls.ts'
import {DeleteAcls} from '../../src/lib/apis/delete-acls.ts'
import {DescribeAcls} from '../../src/lib/apis/describe-acls.ts'
import {DescribeCluster} from '../../src/lib/apis/describe-cluster.ts'
import {DescribeConfigs} from '../../src/lib/apis/describe-configs.ts'
import {on, type Service} from './fake-cluster.ts'

export interface FakeAcls {
  readonly bindings: AclBinding[]
  /** For `fakeCluster`. */
  readonly services: Service[]
}

export interface FakeAuthorizer {
  /** Configs of the broker; null for a config that brokers do not show. */
  readonly configs?: Readonly<Record<string, string | null>>
  /** What the user may do with the cluster according to DescribeCluster, as bits; everything unless given. */
  readonly ownOperations?: number
}

/** `TOPIC orders LITERAL User:alice * READ ALLOW`. */
export function acl(text: string): AclBinding {
  const [resourceType, resourceName, patternType, principal, host, operation, permission] = text.split(' ')
  return {resourceType, resourceName, patternType, principal, host, operation, permission} as AclBinding
}

const hidden = {'super.users': null, 'allow.everyone.if.no.acl.found': null}

export function fakeAcls(lines: readonly string[] = [], authorizer: FakeAuthorizer = {}): FakeAcls {
  const {configs = hidden, ownOperations = 8096} = authorizer
  const bindings = lines.map((line) => acl(line))
  const matching = (filter: AclFilter) => bindings.filter((each) => matchesFilter(each, filter))
  const describing = on(DescribeAcls, (request) => ({
    resources: matching(decoded(request)).map((each) => {
      const {resourceType, resourceName, patternType, ...entry} = coded(each)
      return {resourceType, resourceName, patternType, acls: [entry]}
    }),
  }))
  const creating = on(CreateAcls, ({creations}) => ({
    results: creations.map((each) => {
      if (each.resourceName === 'refused') return {errorCode: 42, errorMessage: 'The broker does not like it.'}
      bindings.push({
        resourceType: aclResourceTypes[each.resourceType] ?? 'UNKNOWN',
        resourceName: each.resourceName,
        patternType: aclPatternTypes[each.resourcePatternType] ?? 'UNKNOWN',
        principal: each.principal,
        host: each.host,
        operation: aclOperations[each.operation] ?? 'UNKNOWN',
        permission: aclPermissions[each.permissionType] ?? 'UNKNOWN',
      })
      return {errorCode: 0}
    }),
  }))
  const deleting = on(DeleteAcls, ({filters}) => ({
    filterResults: filters.map((filter) => {
      const gone = matching(decoded(filter))
      for (const each of gone) bindings.splice(bindings.indexOf(each), 1)
      return {errorCode: 0, matchingAcls: gone.map((each) => ({...coded(each), errorCode: 0}))}
    }),
  }))
  const configuring = on(DescribeConfigs, ({resources}) => ({
    results: resources.map(({resourceType, resourceName}) => ({
      resourceType,
      resourceName,
      configs: Object.entries(configs).map(([name, value]) => ({name, value, isSensitive: value === null})),
    })),
  }))
  const own = on(DescribeCluster, () => ({clusterAuthorizedOperations: ownOperations, clusterId: 'c', controllerId: 1}))
  return {bindings, services: [describing, creating, deleting, configuring, own]}
}

const coded = (each: AclBinding) => ({
  resourceType: aclResourceTypes.indexOf(each.resourceType),
  resourceName: each.resourceName,
  patternType: aclPatternTypes.indexOf(each.patternType),
  principal: each.principal,
  host: each.host,
  operation: aclOperations.indexOf(each.operation),
  permissionType: aclPermissions.indexOf(each.permission),
})

const decoded = (request: {
  readonly resourceTypeFilter: number
  readonly resourceNameFilter: string | null
  readonly patternTypeFilter: number
  readonly principalFilter: string | null
  readonly hostFilter: string | null
  readonly operation: number
  readonly permissionType: number
}): AclFilter => ({
  ...everyAcl,
  resourceType: aclResourceTypes[request.resourceTypeFilter] ?? 'UNKNOWN',
  resourceName: request.resourceNameFilter,
  patternType: aclPatternTypes[request.patternTypeFilter] ?? 'UNKNOWN',
  principal: request.principalFilter,
  host: request.hostFilter,
  operation: aclOperations[request.operation] ?? 'UNKNOWN',
  permission: aclPermissions[request.permissionType] ?? 'UNKNOWN',
})
