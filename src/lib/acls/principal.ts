import {UsageError} from '../errors/usage-error.ts'
import {everybody} from './acl-names.ts'

/**
 * Throws UsageError for a text that is not a principal of an ACL (`User:alice`, `User:*`): a broker would store it and
 * never match it.
 */
export function checkPrincipal(text: string): void {
  const problem = principalProblem(text)
  if (problem !== undefined) throw new UsageError(problem)
}

/** For existing ACLs, whichever tool created them: throws UsageError only for what no broker stores. */
export function checkStoredPrincipal(text: string): void {
  if (!text.includes(':')) checkPrincipal(text)
}

/** The same check for the principal of a request, which is one user and never `User:*`. */
export function checkOnePrincipal(text: string): void {
  checkPrincipal(text)
  if (text === everybody)
    throw new UsageError(`${everybody} stands for all users in ACLs; name one principal, for instance User:alice`)
}

/** Why no user can have this principal; undefined if one can. */
export function principalProblem(text: string): string | undefined {
  const colon = text.indexOf(':')
  if (text.trim() === '') return 'a principal cannot be empty; it looks like User:alice'
  if (colon < 0) return `'${text}' is not a principal: write its type too, User:${text.trim()}`
  const [type, name] = [text.slice(0, colon), text.slice(colon + 1)]
  if (type === '') return `'${text}' is not a principal: the type before the colon is missing, as in User${text}`
  if (name === '') return `'${text}' is not a principal: the name after the colon is missing, as in ${type}:alice`
  if (type !== type.trim() || name !== name.trim())
    return `'${text}' is not a principal: there are blanks around its type or name, and brokers compare every character`
  if (type !== 'User' && type.toLowerCase() === 'user')
    return `'${text}' would match no user: brokers compare the type's letters exactly, write User:${name}`
  if (name !== '*' && name.endsWith('*'))
    return `'${text}' would match no user: principals have no patterns but ${everybody}, so name each of them`
  return undefined
}
