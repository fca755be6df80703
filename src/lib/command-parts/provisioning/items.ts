// Rows of plans and of their outcome.
import type {Columns} from '../../cli/columns.ts'
import type {Role} from '../../cli/colour.ts'
import type {ActionOutcome, OutcomeStatus} from '../../provisioning/apply/apply.ts'
import type {Place} from '../../text/place.ts'
import type {Cost, Costs} from '../../provisioning/plan/costs.ts'
import {
  actionKey,
  type Action,
  type Harm,
  type Kind,
  type NotDone,
  type Notice,
  type Plan,
  type PlanLine,
} from '../../provisioning/plan/plan.ts'

/** One item of a plan. */
export interface PlanItem {
  /**
   * `planned`; `unknown`: its present state could not be read; `refused`: it cannot be done; `notice`: it is left as
   * it is. After an apply: `done`, `unchanged` (it already was as declared), `failed`, `skipped`, `stale` (the
   * cluster has changed since the plan was made).
   */
  readonly status: 'planned' | 'unknown' | 'refused' | 'notice' | OutcomeStatus
  readonly kind: Kind
  readonly name: string
  /** Null if nothing is changed. */
  readonly change: Action['change'] | null
  readonly summary: string
  readonly details: readonly PlanLine[]
  /** Consents that it needs, for `--allow`. */
  readonly consents: readonly Harm[]
  /** Records that are lost; null if unknown, or if none are. */
  readonly records: number | null
  /** Bytes on disk that are lost or copied; null if unknown, or if there are none. */
  readonly bytes: number | null
  /** The least time that the copies take with the throttle, ms; null if unknown, or if nothing is copied. */
  readonly leastMs: number | null
  /** Groups that read the topic; null if they were not looked up. */
  readonly readers: readonly string[] | null
  /**
   * For a topic that is deleted: how long ago each of them last committed, ms; null: not within 7 days. The whole is
   * null if unknown.
   */
  readonly readAgo: Readonly<Record<string, number | null>> | null
  /** False: not all groups could be seen, so there may be more readers; null if they were not looked up. */
  readonly readersComplete: boolean | null
  /**
   * Other topics with as many partitions that the same groups read, if the number of partitions is to change;
   * otherwise null.
   */
  readonly alike: readonly string[] | null
  /** Who has validated the change: the brokers, or kafkit's own checks. Null if nothing is changed. */
  readonly checked: 'broker' | 'kafkit' | null
  readonly file: string | null
  readonly line: number | null
  readonly error: Error | null
}

const placed = (place: Place | null) => ({file: place?.file ?? null, line: place?.line ?? null})
const nothing = {
  change: null,
  summary: '',
  details: [],
  consents: [],
  records: null,
  bytes: null,
  leastMs: null,
  readers: null,
  readAgo: null,
  readersComplete: null,
  alike: null,
  checked: null,
}

export const actionItem = (
  action: Action,
  cost: Cost | undefined,
  status: PlanItem['status'] = 'planned',
  error: Error | null = null,
): PlanItem => ({
  status,
  kind: action.kind,
  name: action.name,
  change: action.change,
  summary: action.summary,
  details: action.lines,
  consents: action.harms,
  records: cost?.records ?? null,
  bytes: cost?.bytes ?? null,
  leastMs: cost?.leastMs ?? null,
  readers: cost?.readers?.groups ?? null,
  readAgo: cost?.readAgo && cost.readers ? agesOf(cost.readers.groups, cost.readAgo) : null,
  readersComplete: cost?.readers?.complete ?? null,
  alike: cost?.alike ?? null,
  checked: action.checked,
  ...placed(action.place),
  error,
})

const agesOf = (groups: readonly string[], ages: ReadonlyMap<string, number | null>) =>
  Object.fromEntries(groups.map((group) => [group, ages.get(group) ?? null]))

const notDone = (status: 'unknown' | 'refused', {kind, name, place, error}: NotDone): PlanItem => ({
  ...nothing,
  status,
  kind,
  name,
  ...placed(place),
  error,
})

const noticeItem = ({kind, name, place, text}: Notice): PlanItem => ({
  ...nothing,
  status: 'notice',
  kind,
  name,
  summary: text,
  ...placed(place),
  error: null,
})

/** All items of a plan, in the order in which it shows them. */
export const planItems = (plan: Plan, costs: Costs): PlanItem[] => [
  ...plan.actions.map((action) => actionItem(action, costs.get(actionKey(action)))),
  ...besides(plan),
]

const besides = ({refused, unknown, notices}: Plan): PlanItem[] => [
  ...refused.map((each) => notDone('refused', each)),
  ...unknown.map((each) => notDone('unknown', each)),
  ...notices.map(noticeItem),
]

export const outcomeItems = (outcomes: readonly ActionOutcome[], plan: Plan, costs: Costs): PlanItem[] => [
  ...outcomes.map(({action, status, error}) => actionItem(action, costs.get(actionKey(action)), status, error)),
  ...besides(plan),
]

const roles: Readonly<Record<PlanItem['status'], Role | undefined>> = {
  planned: undefined,
  done: 'good',
  unchanged: 'faint',
  notice: 'faint',
  skipped: 'warn',
  stale: 'warn',
  unknown: 'bad',
  refused: 'bad',
  failed: 'bad',
}

export const itemColumns = {
  /**
   * `planned`, `unknown`, `refused`, `notice`; after an apply also `done`, `unchanged`, `failed`, `skipped`, `stale`.
   */
  status: {value: ({status}) => status, role: ({status}) => roles[status]},
  kind: {value: ({kind}) => kind},
  name: {value: ({name}) => name, role: () => 'name'},
  /** Null if nothing is changed. */
  change: {value: ({change}) => change},
  /** Changes such as `retention.ms 604800000 → 86400000`, joined. */
  details: {
    value: ({summary, details}) => [summary, ...details.map(lineText)].filter((text) => text !== '').join('; '),
  },
  /** Consents that it needs, for `--allow`. */
  consents: {value: ({consents}) => consents, role: () => 'warn', filled: true},
  /** Records that are lost; null if unknown, or if none are. */
  records: {value: ({records}) => records, align: 'right', filled: true},
  /** Bytes on disk that are lost or copied; null if unknown, or if there are none. */
  bytes: {value: ({bytes}) => bytes, align: 'right', filled: true},
  readers: {value: ({readers}) => readers, filled: true},
  checked: {value: ({checked}) => checked, wide: true},
  file: {value: ({file}) => file},
  line: {value: ({line}) => line, align: 'right'},
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<PlanItem>

/** `retention.ms 604800000 (7d) → 86400000 (1d)`, `cleanup.policy compact`, `max.message.bytes 8388608 (8 MiB) → unset`. */
export function lineText({field, from, to}: PlanLine): string {
  if (from === null && to === null) return field
  if (from === null) return `${field} ${to}`
  return `${field} ${from} → ${to ?? 'unset'}`
}

/** The JSON document of a plan. */
export interface PlanDocument {
  readonly clusterId: string | null
  readonly items: readonly PlanItem[]
  /** How many items are as declared, by kind. */
  readonly unchanged: Readonly<Partial<Record<Kind, number>>>
  /** How many declared items were left out (--only, --match), by kind. */
  readonly leftOut: Readonly<Partial<Record<Kind, number>>>
  /** All consents that the plan needs, for `--allow`. */
  readonly consents: readonly Harm[]
}
