// Finds ACLs that brokers accept and store but never match; tools without checks create them.
import {topicNameProblem} from '../text/topic-name-problem.ts'
import type {AclBinding} from './acl-binding.ts'
import {aclHost} from './acl-host.ts'
import {wildcard} from './acl-names.ts'
import {resourceText} from './acl-text.ts'
import {principalProblem} from './principal.ts'

/** Why the ACL matches nothing, or something else than intended; undefined if no problem is known. */
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
  // A prefix may be a text that no topic can have as its name: `.`.
  const mayBegin = patternType === 'PREFIXED' && /^\.{1,2}$/.test(resourceName)
  return problem === undefined || mayBegin ? undefined : `${text} matches no topic: ${problem}`
}

function hostProblem(host: string): string | undefined {
  try {
    const written = aclHost(host)
    return written === host ? undefined : `host ${host} never matches: brokers write it ${written}`
  } catch (error) {
    return (error as Error).message
  }
}
