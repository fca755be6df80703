import {aclOperations, type AclOperation} from './acl-names.ts'

export type {AclOperation} from './acl-names.ts'

const notAsked = -2147483648

/**
 * Decodes the bit field of a response (KIP-430): the bit of an operation is its code; 0 to 2 (UNKNOWN, ANY, ALL) never
 * occur. Null if it was not requested or the broker is too old.
 */
export function authorizedOperations(bits: number): AclOperation[] | null {
  if (bits === notAsked) return null
  return aclOperations.filter((_, code) => code > 2 && (bits & (1 << code)) !== 0)
}
