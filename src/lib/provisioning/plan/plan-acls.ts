// Plans ACLs: which are missing, and which are deleted.
import {bindingKey, type AclBinding} from '../../acls/acl-binding.ts'
import {aclText} from '../../acls/acl-text.ts'
import {uncovered} from '../../acls/change-effects.ts'
import {resourceText} from '../../acls/acl-text.ts'
import {isUnread, type Current} from '../current.ts'
import type {DesiredAcl} from '../declared.ts'
import type {Place} from '../../text/place.ts'
import {countUnchanged, emptyPart, type Part} from './parts.ts'
import type {Action} from './plan.ts'
import type {Previous} from './previous.ts'

export interface AclOptions {
  readonly previous: Previous
  /** ACLs to delete although no file names them, with the reason. */
  readonly pruned: ReadonlyMap<AclBinding, string>
}

export function planAcls(wanted: readonly DesiredAcl[], {acls}: Current, {previous, pruned}: AclOptions): Part {
  const part = emptyPart()
  if (acls === null) return part
  if (isUnread(acls)) {
    // If ACLs cannot be read, that is one unknown, however many ACLs are declared.
    const [first] = wanted
    const name = first ? first.binding.principal : 'ACLs'
    part.unknown.push({kind: 'acl', name, place: first?.place ?? null, error: acls})
    return part
  }
  const there = new Map(acls.map((binding) => [bindingKey(binding), binding]))
  const created: AclBinding[] = []
  const going = new Map<string, {binding: AclBinding; place: Place | null; why: string | null}>()
  for (const {binding, state, place, role} of wanted) {
    const exists = there.has(bindingKey(binding))
    if (exists === (state === 'present')) countUnchanged(part, 'acl')
    else if (state === 'absent') going.set(bindingKey(binding), {binding, place, why: null})
    else {
      created.push(binding)
      part.actions.push(action('create', binding, place, role))
    }
  }
  for (const binding of previous.acls)
    if (there.has(bindingKey(binding)))
      going.set(bindingKey(binding), {binding, place: null, why: 'was in the previous files'})
  for (const [binding, why] of pruned)
    if (!going.has(bindingKey(binding))) going.set(bindingKey(binding), {binding, place: null, why})
  for (const {binding, place, why} of going.values()) part.actions.push(action('delete', binding, place, why))
  const placeOf = new Map(wanted.toReversed().map(({binding, place}) => [resourceText(binding), place]))
  for (const pattern of uncovered(created, acls)) {
    const place = placeOf.get(resourceText(pattern))
    if (place)
      part.notices.push({
        kind: 'acl',
        name: resourceText(pattern),
        place,
        text: `these are the first ACLs on ${resourceText(pattern)}: with allow.everyone.if.no.acl.found=true, all other principals lose access to it`,
      })
  }
  return part
}

function action(change: 'create' | 'delete', binding: AclBinding, place: Place | null, why: string | null): Action {
  const creates = change === 'create'
  const harmful = creates ? binding.permission === 'DENY' : true
  return {
    kind: 'acl',
    change,
    name: aclText(binding),
    place,
    harms: harmful ? ['access'] : [],
    deed: {type: creates ? 'createAcl' : 'deleteAcl', binding},
    expects: {acl: creates ? null : 'present'},
    checked: 'kafkit',
    lines: [],
    summary: why ?? '',
  }
}
