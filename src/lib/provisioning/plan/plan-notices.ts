// Notices about a plan as a whole.
import {lostRights} from '../../acls/change-effects.ts'
import {ownHosts} from '../../acls/own-hosts.ts'
import {isUnread, type Current} from '../current.ts'
import type {Action, Plan} from './plan.ts'

/** Whether the plan would take away this principal's own right to change ACLs. */
export function lockOut(actions: readonly Action[], {acls}: Current, principal: string | null): Plan['notices'] {
  if (acls === null || isUnread(acls) || principal === null) return []
  const going = new Set(actions.flatMap(({deed}) => (deed.type === 'deleteAcl' ? [deed.binding] : [])))
  const coming = actions.flatMap(({deed}) => (deed.type === 'createAcl' ? [deed.binding] : []))
  if (going.size === 0 && coming.length === 0) return []
  const keys = new Set([...going].map((each) => JSON.stringify(each)))
  const result = [...acls.filter((each) => !keys.has(JSON.stringify(each))), ...coming]
  // Access that only the absence of ACLs grants does not count as a right: the plan may end it, and then it could not
  // be undone.
  const self = {principal, hosts: ownHosts(), may: null}
  const lost = lostRights(acls, result, {superUsers: null, allowEveryone: false}, self)
  if (lost.length === 0) return []
  const place = actions.find(({place: at}) => at)?.place ?? {file: 'the files', line: 1, column: 1}
  return [
    {
      kind: 'acl',
      name: principal,
      place,
      text: `this takes ${lost.join(' and ')} on the cluster from ${principal}, which is you: you could not undo that`,
    },
  ]
}

/**
 * Kafka cannot rename topics: one topic that is deleted and one of the same shape that is created may be meant as a
 * rename.
 */
export function looksRenamed(actions: readonly Action[]): Plan['notices'] {
  const gone = actions.filter(({kind, change}) => kind === 'topic' && change === 'delete')
  const come = actions.filter(({kind, change}) => kind === 'topic' && change === 'create')
  const [from, to] = [gone[0], come[0]]
  if (!from || !to || gone.length > 1 || come.length > 1 || to.deed.type !== 'createTopic') return []
  if (to.deed.partitions !== from.expects['partitions'] || !to.place) return []
  return [
    {
      kind: 'topic',
      name: to.name,
      place: to.place,
      text: `topic ${from.name} is deleted and ${to.name} is created with as many partitions: if you mean a rename, Kafka has none, and records and offsets are not carried over`,
    },
  ]
}
