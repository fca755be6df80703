import {aclOperations, type AclOperation} from './acl-names.ts'

export type {AclOperation} from './acl-names.ts'

const notAsked = -2147483648

/**
 * Reads the bit field of an answer (KIP-430): the bit of an operation is its code; 0 to 2 (UNKNOWN, ANY, ALL) never appear.
 * Null where it was not asked for or the broker is too old to say.
 */
export function authorizedOperations(bits: number): AclOperation[] | null {
  if (bits === notAsked) return null
  return aclOperations.filter((_, code) => code > 2 && (bits & (1 << code)) !== 0)
}
