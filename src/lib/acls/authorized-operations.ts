/** What a principal may do to a resource; Kafka's AclOperation names. */
export type AclOperation = (typeof operations)[number]

// The bit of an operation is its AclOperation code; 0 to 2 (UNKNOWN, ANY, ALL) never appear in an answer.
const operations = [
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

const notAsked = -2147483648

/** Reads the bit field of an answer (KIP-430); null where it was not asked for or the broker is too old to say. */
export function authorizedOperations(bits: number): AclOperation[] | null {
  if (bits === notAsked) return null
  return operations.filter((_, code) => code > 2 && (bits & (1 << code)) !== 0)
}
