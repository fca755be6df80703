import type {AclBinding} from './acl-binding.ts'
import {groupAcls, type GroupedAcls} from './grouped-acls.ts'

/** An entry of the section `acls`, with `allow` or `deny`, and one of the resources. */
export interface ExportedAcl {
  readonly principal: string
  readonly host: string
  /** `Read`, `DescribeConfigs`, as Apache's tool and most files write them. */
  readonly allow?: readonly string[]
  readonly deny?: readonly string[]
  readonly topic?: string
  readonly group?: string
  /** `kafka-cluster`. */
  readonly cluster?: string
  readonly transactionalId?: string
  readonly delegationToken?: string
  readonly user?: string
  readonly pattern: 'literal' | 'prefixed'
}

export interface ExportedAcls {
  /** Version of the format. */
  readonly kafkit: 1
  readonly acls: readonly ExportedAcl[]
}

const keys = {
  TOPIC: 'topic',
  GROUP: 'group',
  CLUSTER: 'cluster',
  TRANSACTIONAL_ID: 'transactionalId',
  DELEGATION_TOKEN: 'delegationToken',
  USER: 'user',
} as const

/**
 * All ACLs as the section `acls` of a file, sorted by principal, then by resource. ACLs of unknown types are left out.
 */
export function exportAcls(bindings: readonly AclBinding[]): ExportedAcls {
  const groups = groupAcls(bindings).toSorted((a, b) =>
    a.principal < b.principal ? -1 : a.principal > b.principal ? 1 : 0,
  )
  return {kafkit: 1, acls: groups.flatMap((group) => entryOf(group))}
}

function entryOf({principal, host, permission, operations, ...pattern}: GroupedAcls): ExportedAcl[] {
  const {resourceType, resourceName, patternType} = pattern
  if (resourceType === 'UNKNOWN' || resourceType === 'ANY') return []
  const names = operations.map((operation) => pascalCase(operation))
  return [
    {
      principal,
      host,
      ...(permission === 'DENY' ? {deny: names} : {allow: names}),
      [keys[resourceType]]: resourceName,
      pattern: patternType === 'PREFIXED' ? 'prefixed' : 'literal',
    },
  ]
}

/** `DESCRIBE_CONFIGS` → `DescribeConfigs`. */
const pascalCase = (name: string): string =>
  name
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join('')
