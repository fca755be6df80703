import type {AclOperation, AclResourceType} from './acl-names.ts'

/**
 * The operations that can be allowed or denied on each resource type, apart from ALL (AclEntry.supportedOperations of
 * Kafka 4.3).
 */
export const supportedOperations = {
  TOPIC: ['READ', 'WRITE', 'CREATE', 'DELETE', 'ALTER', 'DESCRIBE', 'DESCRIBE_CONFIGS', 'ALTER_CONFIGS'],
  GROUP: ['READ', 'DELETE', 'DESCRIBE', 'DESCRIBE_CONFIGS', 'ALTER_CONFIGS'],
  CLUSTER: ['CREATE', 'ALTER', 'DESCRIBE', 'CLUSTER_ACTION', 'DESCRIBE_CONFIGS', 'ALTER_CONFIGS', 'IDEMPOTENT_WRITE'],
  TRANSACTIONAL_ID: ['WRITE', 'DESCRIBE', 'TWO_PHASE_COMMIT'],
  DELEGATION_TOKEN: ['DESCRIBE'],
  USER: ['CREATE_TOKENS', 'DESCRIBE_TOKENS'],
} as const satisfies Readonly<Record<Exclude<AclResourceType, 'UNKNOWN' | 'ANY'>, readonly AclOperation[]>>

/** The resource types that an ACL can have. */
export type ConcreteResourceType = keyof typeof supportedOperations

export const isSupported = (type: ConcreteResourceType, operation: AclOperation): boolean =>
  operation === 'ALL' || supportedOperations[type].some((each) => each === operation)
