// Compares kafkit's authorizer with the lines that test/fixtures/AuthorizerAnswers.java writes.
import type {AclBinding} from '../../src/lib/acls/acl-binding.ts'
import type {AclOperation, AclPatternType, AclPermission, AclResourceType} from '../../src/lib/acls/acl-names.ts'
import {authorize, authorizeByResourceType, type Verdict} from '../../src/lib/acls/authorizer.ts'

type Rule = [AclResourceType, string, AclPatternType, string, string, AclOperation, AclPermission]
type Request = [AclResourceType, string, string, string, AclOperation]
interface RuleSet {
  superUsers: string[]
  allowEveryone: boolean
  rules: Rule[]
  requests: [request: Request, allowed: boolean, decided: Rule | 'super user' | 'default', byType: boolean][]
}

export interface AuthorizerComparison {
  requests: number
  /** How often each kind of answer was given: a comparison in which everything is refused proves little. */
  reasons: Record<string, number>
  differences: object[]
}

export function compareAuthorizer(lines: readonly string[]): AuthorizerComparison {
  const comparison: AuthorizerComparison = {requests: 0, reasons: {}, differences: []}
  for (const line of lines) {
    const {rules, requests, ...settings} = JSON.parse(line) as RuleSet
    const bindings = rules.map((rule) => bindingOf(rule))
    for (const [fields, allowed, decided, byType] of requests) {
      const [resourceType, resourceName, principal, host, operation] = fields
      const request = {resourceType, resourceName, principal, host, operation}
      const verdict = authorize(bindings, settings, request)
      const ours = [verdict.allowed, decidedBy(verdict), anyOfType(bindings, settings, request)]
      comparison.requests++
      comparison.reasons[verdict.because] = (comparison.reasons[verdict.because] ?? 0) + 1
      if (JSON.stringify(ours) !== JSON.stringify([allowed, decided, byType]))
        comparison.differences.push({rules, settings, fields, kafka: [allowed, decided, byType], ours})
    }
  }
  return comparison
}

const bindingOf = (rule: Rule): AclBinding => ({
  resourceType: rule[0],
  resourceName: rule[1],
  patternType: rule[2],
  principal: rule[3],
  host: rule[4],
  operation: rule[5],
  permission: rule[6],
})

function decidedBy({because, rule}: Verdict): Rule | 'super user' | 'default' {
  if (because === 'super user') return because
  if (rule === null) return 'default'
  const {resourceType, resourceName, patternType, principal, host, operation, permission} = rule
  return [resourceType, resourceName, patternType, principal, host, operation, permission]
}

/** Like Authorizer.authorizeByResourceType, this uses a resource that hardly exists for resources without ACLs. */
function anyOfType(
  bindings: AclBinding[],
  settings: Pick<RuleSet, 'superUsers' | 'allowEveryone'>,
  request: Parameters<typeof authorize>[2],
): boolean {
  const {allowed} = authorize(bindings, settings, {...request, resourceName: 'hardcode'})
  return allowed === true || authorizeByResourceType(bindings, request) !== null
}
