// Parses resources and operations as they are typed: `topic/orders`, `topic/orders-*`, `cluster`;
// `read,describe-configs`.
import {UsageError} from '../errors/usage-error.ts'
import {listed} from '../text/listed.ts'
import {nearest} from '../text/nearest.ts'
import type {AclPattern} from './acl-binding.ts'
import {aclOperations, clusterResourceName, wildcard, type AclOperation} from './acl-names.ts'
import {resourceText, resourceTypeWord} from './acl-text.ts'
import {isSupported, supportedOperations, type ConcreteResourceType} from './supported-operations.ts'

/** A pattern as in an ACL: of an existing type, LITERAL or PREFIXED. */
export interface ResourcePattern extends AclPattern {
  readonly resourceType: ConcreteResourceType
  readonly patternType: 'LITERAL' | 'PREFIXED'
}

const types = Object.keys(supportedOperations) as ConcreteResourceType[]
const otherWords: Readonly<Record<string, ConcreteResourceType>> = {
  topics: 'TOPIC',
  groups: 'GROUP',
  transaction: 'TRANSACTIONAL_ID',
  txn: 'TRANSACTIONAL_ID',
  token: 'DELEGATION_TOKEN',
}

/**
 * A `*` at the end makes a prefix, and `*` alone every resource of the type; `literal` takes names as they are. Throws
 * UsageError for what could match nothing.
 */
export function parseResource(text: string, {literal = false}: {readonly literal?: boolean} = {}): ResourcePattern {
  const slash = text.indexOf('/')
  const word = (slash < 0 ? text : text.slice(0, slash)).toLowerCase()
  const resourceType = types.find((type) => resourceTypeWord(type) === word) ?? otherWords[word]
  if (!resourceType) throw unknownType(text, word)
  if (resourceType === 'CLUSTER') {
    if (slash >= 0 && text.slice(slash + 1) !== clusterResourceName)
      throw new UsageError(`the cluster has no name in ACLs: write cluster instead of ${text}`)
    return {resourceType, resourceName: clusterResourceName, patternType: 'LITERAL'}
  }
  const name = slash < 0 ? '' : text.slice(slash + 1)
  if (name === '') throw new UsageError(`${word} needs a name: write ${word}/NAME, or ${word}/* for all`)
  if (literal || !name.endsWith(wildcard) || name === wildcard)
    return checked({resourceType, resourceName: name, patternType: 'LITERAL'}, literal)
  return checked({resourceType, resourceName: name.slice(0, -1), patternType: 'PREFIXED'}, literal)
}

/** A single resource, not a pattern. Throws UsageError otherwise. */
export function parseOneResource(text: string): ResourcePattern {
  const pattern = parseResource(text)
  if (pattern.patternType === 'PREFIXED' || pattern.resourceName === wildcard)
    throw new UsageError(
      `${text} stands for many resources; name one, for instance ${resourceTypeWord(pattern.resourceType)}/orders`,
    )
  return pattern
}

function checked(pattern: ResourcePattern, literal: boolean): ResourcePattern {
  const {resourceName} = pattern
  const isAll = resourceName === wildcard && pattern.patternType === 'LITERAL'
  if (literal || isAll || !resourceName.includes(wildcard)) return pattern
  throw new UsageError(
    `'${resourceText(pattern)}' would match nothing: a * stands for the rest of a name at its end only (--literal takes it as a part of the name)`,
  )
}

function unknownType(text: string, word: string): UsageError {
  // In this order, because messages hide the word after `token`, which could be a secret.
  const words = types.map((type) => resourceTypeWord(type)).toSorted()
  const guess = nearest(word, words)
  const hint = guess ? `; did you mean ${guess}?` : ''
  return new UsageError(
    `'${text}' is not a resource: it begins with ${listed(words)}, as in topic/orders, topic/orders-* or cluster${hint}`,
  )
}

/** `Read`, `describe-configs`, `ALL`. Throws UsageError for any other word. */
export function parseOperation(text: string): AclOperation {
  const wanted = text.trim().toUpperCase().replaceAll(/[-_]/g, '')
  const found = aclOperations.find((name, code) => code > 1 && name.replaceAll('_', '') === wanted)
  if (found) return found
  const words = aclOperations.slice(2).map((name) => operationWord(name))
  const guess = nearest(text.toLowerCase(), words)
  throw new UsageError(
    `'${text}' is not an operation, which are ${words.join(', ')}${guess ? `; did you mean ${guess}?` : ''}`,
  )
}

/** The operation as it is typed: `describe-configs`. */
export const operationWord = (operation: AclOperation): string => operation.toLowerCase().replaceAll('_', '-')

/** Throws UsageError that lists the possible operations if the resource type does not have this one. */
export function checkOperation({resourceType}: Pick<ResourcePattern, 'resourceType'>, operation: AclOperation): void {
  if (isSupported(resourceType, operation)) return
  const possible = ['all', ...supportedOperations[resourceType].map((each) => operationWord(each))]
  throw new UsageError(
    `there is no ${operationWord(operation)} on a ${resourceTypeWord(resourceType)}: possible: ${possible.join(', ')}`,
  )
}
