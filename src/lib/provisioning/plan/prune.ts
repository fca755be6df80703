// Finds what lies inside the scopes of the files but is declared by none of them.
import {bindingKey, type AclBinding} from '../../acls/acl-binding.ts'
import {UsageError} from '../../errors/usage-error.ts'
import {counted} from '../../text/plural.ts'
import {isUnread, type Current} from '../current.ts'
import type {Section} from '../declared.ts'
import type {Desired} from '../desired.ts'
import {inScope} from '../scope.ts'

/** Topics in which Kafka's own applications keep their state: they are deleted only if named. */
const isForeign = (name: string): boolean =>
  /^(?:__|_schemas$|_confluent|connect-|mm2-|heartbeats$)/.test(name) ||
  /-(?:changelog|repartition|subscription-registration-topic|subscription-response-topic)$/.test(name) ||
  /-KTABLE-FK-JOIN-SUBSCRIPTION-/.test(name)

/** Throws UsageError if no scope says what may be pruned, or if everything would be deleted. */
export function checkPrune(desired: Desired, mostDeletes: number): void {
  if (!desired.scopes.some(({topics, principals}) => topics ?? principals))
    throw new UsageError(
      '--prune deletes what no file declares inside their scope, and no file has one: add scope, as in scope: {topics: [orders.*]}',
    )
  if (desired.sections.has('topics') && desired.topics.length === 0 && mostDeletes > 0)
    throw new UsageError(
      'the section topics is empty, so --prune would delete every topic of the scope; if that is meant, add --max-deletes 0, which allows any number',
    )
}

const why = 'is not in the files'

export interface Pruned {
  readonly topics: ReadonlyMap<string, string>
  readonly acls: ReadonlyMap<AclBinding, string>
  readonly users: ReadonlyMap<string, string>
}

/** Sections that the files do not have are not pruned. */
export function prunedBy(desired: Desired, current: Current, looked: (section: Section) => boolean): Pruned {
  const {scopes, sections} = desired
  const may = (section: Section) => sections.has(section) && looked(section)
  const topics = new Set(desired.topics.map(({name}) => name))
  const acls = new Set(desired.acls.map(({binding}) => bindingKey(binding)))
  const users = new Set(desired.users.map(({user}) => user))
  const found = !may('topics')
    ? []
    : current.names.filter(
        ({name, internal}) => !internal && !isForeign(name) && !topics.has(name) && inScope(scopes, 'topics', name),
      )
  const stray =
    !may('acls') || current.acls === null || isUnread(current.acls)
      ? []
      : current.acls.filter((each) => !acls.has(bindingKey(each)) && inScope(scopes, 'principals', each.principal))
  const others =
    !may('users') || current.users === null || isUnread(current.users)
      ? []
      : [...current.users.keys()].filter((user) => !users.has(user) && inScope(scopes, 'principals', `User:${user}`))
  return {
    topics: new Map(found.map(({name}) => [name, why])),
    acls: new Map(stray.map((each) => [each, why])),
    users: new Map(others.map((user) => [user, why])),
  }
}

/** Why so many deletions are refused; undefined if they are allowed. A limit of 0 allows any number. */
export function tooManyDeletes(deletes: number, most: number): string | undefined {
  if (most === 0 || deletes <= most) return undefined
  return `${counted(deletes, 'deletion')} of topics, but at most ${most} are allowed at once: check the plan, and raise --max-deletes if they are intended (0 allows any number)`
}
