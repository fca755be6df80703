import type {AclBinding} from '../../acls/acl-binding.ts'
import {aclText, resourceText} from '../../acls/acl-text.ts'
import {impliedBy, type Verdict} from '../../acls/authorizer.ts'
import {groupAcls, type GroupedAcls} from '../../acls/grouped-acls.ts'
import type {Right} from '../../acls/request-rights.ts'
import {operationWord} from '../../acls/resource-words.ts'
import {shellWord} from '../../text/shell-word.ts'

/** The reason for a verdict: the rule that decides, or that no rule applies. */
export function reasonText({because, rule, allowed}: Verdict): string {
  if (rule) return aclText(rule)
  if (because === 'super user') return 'super user'
  if (because === 'no rule allows it') return 'no ACL allows it'
  if (allowed === null) return 'no ACL on it; cannot see allow.everyone.if.no.acl.found'
  return `no ACL on it, and allow.everyone.if.no.acl.found=${allowed}`
}

/** `yes`, `no`, or `unknown` if it depends on a setting that cannot be seen. */
export const answerText = (allowed: boolean | null): 'yes' | 'no' | 'unknown' =>
  allowed === null ? 'unknown' : allowed ? 'yes' : 'no'

export const answerRole = (allowed: boolean | null): 'good' | 'bad' | 'warn' =>
  allowed === null ? 'warn' : allowed ? 'good' : 'bad'

/** `topic/orders`, or `topic/*` if any resource of the type would do. */
export const rightResource = ({resourceType, resourceName}: Right): string =>
  resourceText({resourceType, resourceName: resourceName ?? '*', patternType: 'LITERAL'})

/** The command lines that grant (or revoke) exactly these ACLs, one for each resource, principal, host and permission. */
export const commandsFor = (verb: 'grant' | 'revoke', bindings: readonly AclBinding[]): string[] =>
  groupAcls(bindings).map((group) => commandFor(verb, group))

function commandFor(
  verb: 'grant' | 'revoke',
  {principal, operations, host, permission, ...pattern}: GroupedAcls,
): string {
  const literal = pattern.patternType === 'LITERAL' && /.\*$/.test(pattern.resourceName)
  const words = [
    principal,
    operations.map((operation) => operationWord(operation)).join(','),
    literal ? resourceText(pattern).replace(/ \(literal\)$/, '') : resourceText(pattern),
    ...(literal ? ['--literal'] : []),
    ...(host === '*' ? [] : ['--host', host]),
    ...(permission === 'DENY' ? ['--deny'] : []),
  ]
  return `kafkit acls ${verb} ${words.map((word) => shellWord(word)).join(' ')}`
}

/** The ACL that gives one right to a principal. */
export const bindingFor = (
  {operation, resourceType, resourceName}: Right,
  {principal, host}: {readonly principal: string; readonly host: string},
): AclBinding => ({
  resourceType,
  resourceName: resourceName ?? '*',
  patternType: 'LITERAL',
  principal,
  host,
  operation,
  permission: 'ALLOW',
})

/** The same rights in fewer ACLs: without those that another one includes. */
export const withoutImplied = (bindings: readonly AclBinding[]): AclBinding[] =>
  bindings.filter(
    (each) =>
      !bindings.some(
        (other) =>
          other.resourceType === each.resourceType &&
          other.resourceName === each.resourceName &&
          impliedBy[each.operation]?.includes(other.operation),
      ),
  )
