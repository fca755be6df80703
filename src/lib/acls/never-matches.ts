// ACLs that brokers accept, store and never match: made by tools that check nothing.
import {topicNameProblem} from '../text/topic-name-problem.ts'
import type {AclBinding} from './acl-binding.ts'
import {aclHost} from './acl-host.ts'
import {wildcard} from './acl-names.ts'
import {resourceText} from './acl-text.ts'
import {principalProblem} from './principal.ts'

/** Why it matches nothing, or something else than is meant; undefined if nothing speaks against it. */
export function neverMatches(binding: AclBinding): string | undefined {
  return resourceProblem(binding) ?? principalProblem(binding.principal) ?? hostProblem(binding.host)
}

function resourceProblem(binding: AclBinding): string | undefined {
  const {resourceType, resourceName, patternType} = binding
  const text = resourceText(binding)
  if (patternType === 'LITERAL' && /.\*$/s.test(resourceName))
    return `${text} applies to a resource of exactly this name; a prefix is another pattern`
  if (resourceType !== 'TOPIC' || (patternType === 'LITERAL' && resourceName === wildcard)) return undefined
  const problem = topicNameProblem(resourceName)
  // A prefix may be what no topic is called: `.`.
  const mayBegin = patternType === 'PREFIXED' && /^\.{1,2}$/.test(resourceName)
  return problem === undefined || mayBegin ? undefined : `${text} matches no topic: ${problem}`
}

function hostProblem(host: string): string | undefined {
  try {
    const written = aclHost(host)
    return written === host ? undefined : `host ${host} matches nobody: brokers write it ${written}`
  } catch (error) {
    return (error as Error).message
  }
}
