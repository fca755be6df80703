// Kafka's enums for ACLs: the index of a name is its code on the wire.

/** org.apache.kafka.common.acl.AclOperation. */
export const aclOperations = [
  'UNKNOWN',
  'ANY',
  'ALL',
  'READ',
  'WRITE',
  'CREATE',
  'DELETE',
  'ALTER',
  'DESCRIBE',
  'CLUSTER_ACTION',
  'DESCRIBE_CONFIGS',
  'ALTER_CONFIGS',
  'IDEMPOTENT_WRITE',
  'CREATE_TOKENS',
  'DESCRIBE_TOKENS',
  'TWO_PHASE_COMMIT',
] as const
/** What a principal may do with a resource. */
export type AclOperation = (typeof aclOperations)[number]

/** org.apache.kafka.common.resource.ResourceType. */
export const aclResourceTypes = [
  'UNKNOWN',
  'ANY',
  'TOPIC',
  'GROUP',
  'CLUSTER',
  'TRANSACTIONAL_ID',
  'DELEGATION_TOKEN',
  'USER',
] as const
export type AclResourceType = (typeof aclResourceTypes)[number]

/** org.apache.kafka.common.resource.PatternType. */
export const aclPatternTypes = ['UNKNOWN', 'ANY', 'MATCH', 'LITERAL', 'PREFIXED'] as const
export type AclPatternType = (typeof aclPatternTypes)[number]

/** org.apache.kafka.common.acl.AclPermissionType. */
export const aclPermissions = ['UNKNOWN', 'ANY', 'DENY', 'ALLOW'] as const
export type AclPermission = (typeof aclPermissions)[number]

/** The name of a code; UNKNOWN for a code of a later Kafka release. */
export const nameOfCode = <T extends string>(names: readonly T[], code: number): T | 'UNKNOWN' =>
  names[code] ?? 'UNKNOWN'

/** The only name of a resource of type CLUSTER. */
export const clusterResourceName = 'kafka-cluster'

/** Stands for every resource (LITERAL patterns only), every host, and in `User:*` for every principal. */
export const wildcard = '*'
export const everybody = 'User:*'
