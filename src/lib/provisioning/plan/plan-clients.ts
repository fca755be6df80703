// Plans SCRAM users and quotas.
import type {QuotaDescription} from '../../quotas/describe.ts'
import {quotaEntityKey, quotaEntityText, type QuotaEntity} from '../../quotas/quota-entity.ts'
import {quotaText} from '../../quotas/quota-keys.ts'
import type {ScramMechanism} from '../../users/scram-mechanism.ts'
import {isUnread, type Current} from '../current.ts'
import type {DesiredQuota, DesiredUser} from '../declared.ts'
import type {Place} from '../../text/place.ts'
import {countUnchanged, emptyPart, type Part} from './parts.ts'
import type {Expected, NewCredential, PlanLine} from './plan.ts'
import type {Previous} from './previous.ts'
import {credentialKey, type PasswordVerdict} from './verify-passwords.ts'
import {CannotApply} from './problems.ts'

export function planUsers(
  wanted: readonly DesiredUser[],
  {users}: Current,
  previous: Previous,
  pruned: ReadonlyMap<string, string>,
  verdicts?: ReadonlyMap<string, PasswordVerdict>,
): Part {
  const part = emptyPart()
  if (users === null) return part
  if (isUnread(users)) {
    const [first] = wanted
    part.unknown.push({kind: 'user', name: first?.user ?? 'users', place: first?.place ?? null, error: users})
    return part
  }
  let unproven = 0
  for (const each of wanted) {
    const has = users.get(each.user) ?? new Map<ScramMechanism, number>()
    if (each.state === 'absent') {
      if (has.size === 0) countUnchanged(part, 'user')
      else removeUser(part, each.user, has, each.place, null)
      continue
    }
    const set: NewCredential[] = []
    const lines: PlanLine[] = []
    let refused = false
    let unknown: Error | undefined
    for (const {mechanism, iterations, password, place} of each.credentials) {
      const now = has.get(mechanism)
      if (now === iterations) {
        const verdict = verdicts?.get(credentialKey(each.user, mechanism))
        if (password && verdict === undefined) unproven++
        if (verdict instanceof Error) unknown ??= verdict
        if (!password || verdict !== 'other') continue
        set.push({mechanism, iterations, password})
        lines.push({
          field: mechanism,
          from: null,
          to: 'another password',
          harm: null,
          note: 'brokers refused a login with the declared password',
        })
        continue
      }
      if (password) set.push({mechanism, iterations, password})
      else {
        const text = now === undefined ? 'does not exist yet' : `has ${now} iterations`
        refused = true
        part.refused.push({
          kind: 'user',
          name: each.user,
          place,
          error: new CannotApply(
            `user ${each.user} ${text}, and setting ${mechanism} needs its password: add passwordFrom`,
          ),
        })
      }
      lines.push({
        field: mechanism,
        from: now === undefined ? null : `${now} iterations`,
        to: `${iterations} iterations`,
        harm: null,
        note: now === undefined ? null : 'the password is set again',
      })
    }
    if (refused) continue
    if (unknown) {
      part.unknown.push({kind: 'user', name: each.user, place: each.place, error: unknown})
      if (set.length === 0) continue
    }
    if (set.length === 0) {
      countUnchanged(part, 'user')
      continue
    }
    part.actions.push({
      kind: 'user',
      change: has.size === 0 ? 'create' : 'change',
      name: each.user,
      place: each.place,
      harms: [],
      deed: {type: 'alterUser', user: each.user, set, remove: []},
      expects: iterationsOf(has),
      checked: 'kafkit',
      lines,
      summary: '',
    })
  }
  const gone = new Map([...previous.users.map((user) => [user, 'was in the previous files'] as const), ...pruned])
  for (const [user, why] of gone) {
    const has = users.get(user)
    if (has && has.size > 0) removeUser(part, user, has, null, why)
  }
  const [first] = wanted
  if (unproven > 0 && first)
    part.notices.push({
      kind: 'user',
      name: 'passwords',
      place: first.place,
      text: 'passwords of existing users cannot be compared, because Kafka does not show them; only mechanisms and iterations were compared (--verify-passwords logs in with them)',
    })
  return part
}

function removeUser(
  part: Part,
  user: string,
  has: ReadonlyMap<ScramMechanism | 'UNKNOWN', number>,
  place: Place | null,
  why: string | null,
): void {
  const remove = [...has.keys()].filter((each) => each !== 'UNKNOWN')
  part.actions.push({
    kind: 'user',
    change: 'delete',
    name: user,
    place,
    harms: ['access'],
    deed: {type: 'alterUser', user, set: [], remove},
    expects: iterationsOf(has),
    checked: 'kafkit',
    lines: [],
    summary: [remove.join(', '), ...(why === null ? [] : [why])].join(', '),
  })
}

export const iterationsOf = (has: ReadonlyMap<ScramMechanism | 'UNKNOWN', number> | undefined): Expected =>
  Object.fromEntries([...(has ?? [])].toSorted(([a], [b]) => (a < b ? -1 : 1)))

export function planQuotas(wanted: readonly DesiredQuota[], {quotas}: Current, previous: Previous): Part {
  const part = emptyPart()
  if (quotas === null) return part
  if (isUnread(quotas)) {
    const [first] = wanted
    part.unknown.push({
      kind: 'quota',
      name: first ? quotaEntityText(first.entity) : 'quotas',
      place: first?.place ?? null,
      error: quotas,
    })
    return part
  }
  for (const {entity, values, place} of wanted) {
    const declared = new Set(values.map(({key}) => key))
    const dropped = previous.quotaKeys(entity).filter((key) => !declared.has(key))
    const all = [
      ...values.map(({key, value}) => ({key, value, note: null})),
      ...dropped.map((key) => ({key, value: null, note: 'was in the previous files'})),
    ]
    addQuota(part, entity, all, quotas, place)
  }
  for (const entity of previous.quotaEntities) {
    const all = previous.quotaKeys(entity).map((key) => ({key, value: null, note: 'was in the previous files'}))
    addQuota(part, entity, all, quotas, null)
  }
  return part
}

function addQuota(
  part: Part,
  entity: QuotaEntity,
  wanted: readonly {readonly key: string; readonly value: number | null; readonly note: string | null}[],
  quotas: readonly QuotaDescription[],
  place: Place | null,
): void {
  const now = quotaValues(quotas, entity)
  const changed = wanted.filter(({key, value}) => (now.get(key) ?? null) !== value)
  if (changed.length === 0) {
    if (place) countUnchanged(part, 'quota')
    return
  }
  part.actions.push({
    kind: 'quota',
    change: now.size === 0 ? 'create' : changed.every(({value}) => value === null) ? 'delete' : 'change',
    name: quotaEntityText(entity),
    place,
    harms: [],
    deed: {
      type: 'alterQuota',
      entity,
      set: changed.flatMap(({key, value}) => (value === null ? [] : [{key, value}])),
      remove: changed.flatMap(({key, value}) => (value === null ? [key] : [])),
    },
    expects: Object.fromEntries(changed.map(({key}) => [key, now.get(key) ?? null])),
    checked: 'kafkit',
    lines: changed.map(({key, value, note}): PlanLine => {
      const from = now.get(key)
      return {
        field: key,
        from: from === undefined ? null : quotaText(key, from),
        to: value === null ? null : quotaText(key, value),
        harm: null,
        note,
      }
    }),
    summary: '',
  })
}

export function quotaValues(quotas: readonly QuotaDescription[], entity: QuotaEntity): Map<string, number> {
  const known = byEntity.get(quotas) ?? new Map(quotas.map((each) => [quotaEntityKey(each.entity), each]))
  byEntity.set(quotas, known)
  return new Map(known.get(quotaEntityKey(entity))?.quotas.map((each) => [each.key, each.value]))
}

/** Cached, because thousands of entities are looked up in the same answer. */
const byEntity = new WeakMap<readonly QuotaDescription[], ReadonlyMap<string, QuotaDescription>>()
