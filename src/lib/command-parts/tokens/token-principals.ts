import {UsageError} from '../../errors/usage-error.ts'
import {checkOnePrincipal} from '../../acls/principal.ts'
import {tokenPrincipal, type TokenPrincipal} from '../../tokens/token-principal.ts'

/**
 * Checks a principal such as `User:alice`. Throws UsageError for other types, because brokers have tokens for users
 * only.
 */
export function userPrincipal(text: string): TokenPrincipal {
  checkOnePrincipal(text)
  const principal = tokenPrincipal(text)
  if (principal?.principalType !== 'User')
    throw new UsageError(`'${text}' is not a user: tokens are for principals of type User, as in User:alice`)
  return principal
}
