// Whether a lag is as it should be. Fails closed: what is not known is never ok unless that is said.
import {errorCode} from '../../cluster/error-codes.ts'
import {rangeText, within, type CountRange} from './count-range.ts'
import type {GroupLag, GroupLags, LagProblem, PartitionLag} from './lag.ts'
import type {StuckReport} from './stuck.ts'
import {lagTotals, type LagKey} from './totals.ts'
import type {SelectedGroups} from '../select-groups.ts'

/** More than this is too much: records, or ms of the oldest unread record's age. */
export interface Limit {
  readonly records?: number | undefined
  readonly ageMs?: number | undefined
}
export type LimitedBy = 'partition' | LagKey

export interface GateRules {
  /** What a limit is held against: each partition, or a sum. */
  readonly by: LimitedBy
  readonly warn: Limit
  readonly crit: Limit
  readonly expectMembers?: CountRange | undefined
  readonly expectGroups?: CountRange | undefined
  /** Any case; every group must be in one of them. */
  readonly expectStates?: readonly string[] | undefined
  /** Every group that was named must have these; those of a pattern at least one. */
  readonly topics?: readonly string[] | undefined
  /** A group, a pattern or a topic that is not there is all right. */
  readonly allowMissing?: boolean | undefined
  /** Partitions without a commit are all right. */
  readonly allowUncommitted?: boolean | undefined
  /** Whatever is not known of a partition is all right. */
  readonly allowUnknown?: boolean | undefined
}

export type LagStatus = 'ok' | 'warning' | 'critical' | 'unknown'

export interface Finding {
  readonly status: Exclude<LagStatus, 'ok'>
  /** `lag`, `age`, `stuck`, `members`, `state`, `groups`, `missing`, `refused`, or why a partition's lag is not known. */
  readonly reason:
    | 'lag'
    | 'age'
    | 'stuck'
    | 'members'
    | 'state'
    | 'groups'
    | 'missing'
    | 'refused'
    | 'nothingCommitted'
    | 'ageUnknown'
    | 'firstLook'
    | LagProblem
  readonly groupId: string | null
  readonly topic: string | null
  readonly partition: number | null
  /** A sentence for people. */
  readonly text: string
}

export interface GateResult {
  readonly status: LagStatus
  /** The worst first. */
  readonly findings: readonly Finding[]
}

/** `unknown` stands above `warning`: a critical lag may hide behind it. */
const rank: Readonly<Record<LagStatus, number>> = {ok: 0, warning: 1, unknown: 2, critical: 3}

export function judgeLag(
  lags: GroupLags,
  selected: SelectedGroups,
  rules: GateRules,
  {stuck, durationText}: {readonly stuck?: StuckReport | undefined; readonly durationText: (ms: number) => string},
): GateResult {
  const findings = [
    ...absent(lags, selected, rules),
    ...lags.groups.flatMap((group) => [
      ...expectations(group, rules),
      ...unknowns(group, rules),
      ...exceeded(group, rules, durationText),
    ]),
    ...standing(stuck, rules, durationText),
  ].toSorted((a, b) => rank[b.status] - rank[a.status])
  return {status: findings[0]?.status ?? 'ok', findings}
}

const finding = (
  status: Finding['status'],
  reason: Finding['reason'],
  text: string,
  at: {groupId?: string; topic?: string | null; partition?: number} = {},
): Finding => ({
  status,
  reason,
  groupId: at.groupId ?? null,
  topic: at.topic ?? null,
  partition: at.partition ?? null,
  text,
})

/** What was asked for and is not there, or may not be seen. */
function absent({groups, errors, brokerErrors}: GroupLags, selected: SelectedGroups, rules: GateRules): Finding[] {
  const missing = (text: string, at: {groupId?: string; topic?: string} = {}) =>
    rules.allowMissing ? [] : [finding('unknown', 'missing', text, at)]
  const found: Finding[] = brokerErrors.map(({node, error}) =>
    finding('unknown', 'refused', `groups of broker ${node} are missing: ${error.message}`),
  )
  for (const {groupId, error} of errors) {
    if (error.code === errorCode.groupIdNotFound)
      found.push(...missing(`${groupId}: there is no such group`, {groupId}))
    else found.push(finding('unknown', 'refused', error.message, {groupId}))
  }
  for (const text of selected.unmatched)
    found.push(...missing(text === '*' ? 'there is no group that reads topics' : `no group matches ${text}`))
  if (rules.expectGroups && !within(groups.length, rules.expectGroups))
    found.push(
      finding('critical', 'groups', `${plural(groups.length, 'group')}, ${rangeText(rules.expectGroups)} expected`),
    )
  for (const topic of rules.topics ?? []) {
    const having = groups.filter(({partitions}) => partitions.some((at) => at.topic === topic))
    for (const {groupId} of groups) {
      if (selected.named.has(groupId) && !having.some((each) => each.groupId === groupId))
        found.push(...missing(`${groupId}: has nothing to do with topic ${topic}`, {groupId, topic}))
    }
    if (having.length === 0 && !groups.some(({groupId}) => selected.named.has(groupId)))
      found.push(...missing(`no group has anything to do with topic ${topic}`, {topic}))
  }
  return found
}

function expectations({groupId, group}: GroupLag, {expectMembers, expectStates}: GateRules): Finding[] {
  const found: Finding[] = []
  if (expectMembers && !within(group.members.length, expectMembers)) {
    const text = `${groupId}: ${plural(group.members.length, 'member')}, ${rangeText(expectMembers)} expected`
    found.push(finding('critical', 'members', text, {groupId}))
  }
  if (expectStates && !expectStates.some((state) => state.toLowerCase() === group.state.toLowerCase()))
    found.push(
      finding('critical', 'state', `${groupId}: is ${group.state}, ${expectStates.join(' or ')} expected`, {groupId}),
    )
  return found
}

function unknowns({groupId, partitions}: GroupLag, rules: GateRules): Finding[] {
  if (rules.allowUnknown) return []
  if (partitions.length === 0) {
    // Of a topic that it does not have, that is what is told.
    if (rules.allowUncommitted || rules.topics) return []
    const text = `${groupId}: has committed nothing, or nothing that may be seen`
    return [finding('unknown', 'nothingCommitted', text, {groupId})]
  }
  const checksAge = rules.warn.ageMs !== undefined || rules.crit.ageMs !== undefined
  const doubtful = partitions.filter(({problem, age}) => problem !== null || (checksAge && age?.ms == null))
  return doubtful.flatMap((at) => {
    const {topic, partition, problem} = at
    const where = {groupId, topic, partition}
    if (problem === 'noCommit' && rules.allowUncommitted) return []
    if (problem) return [finding('unknown', problem, `${groupId} ${topic}-${partition}: ${problemText(at)}`, where)]
    const why = at.age?.error ? `: ${at.age.error.text}` : ''
    const text = `${groupId} ${topic}-${partition}: the age of the oldest unread record is unknown${why}`
    return [finding('unknown', 'ageUnknown', text, where)]
  })
}

/** Why the lag of a partition is unknown, or not what will be read, in words. */
export function problemText(
  at: Pick<PartitionLag, 'problem' | 'error' | 'committedOffset'> & Partial<PartitionLag>,
): string {
  switch (at.problem) {
    case null:
      return ''
    case 'noCommit':
      return 'nothing committed'
    case 'noLeader':
      return 'no leader, so its end is unknown'
    case 'unknownPartition':
      return 'no such partition any more'
    case 'notAuthorized':
      return 'not authorized to see the topic'
    case 'beforeStart':
      return `committed offset ${at.committedOffset} lies before the start of the log ${at.logStartOffset}: records were deleted unread`
    case 'afterEnd':
      return `committed offset ${at.committedOffset} lies beyond the end of the log ${at.logEndOffset}`
    case 'error':
      return at.error?.text ?? 'error'
  }
}

/** A partition, or a sum of some, that a limit is held against. */
interface Measure {
  readonly label: string
  readonly lag: number | null
  readonly ageMs: number | null
  readonly topic: string | null
  readonly partition?: number
}

export function measuresOf(group: GroupLag, by: LimitedBy): Measure[] {
  const {groupId} = group
  if (by === 'partition')
    return group.partitions.map(({topic, partition, lag, age}) => ({
      label: `${groupId} ${topic}-${partition}`,
      lag,
      ageMs: age?.ms ?? null,
      topic,
      partition,
    }))
  return lagTotals(group, by).map(({key, lag, age}) => ({
    label: key === null ? groupId : `${groupId} ${key}`,
    lag,
    ageMs: age?.ms ?? null,
    topic: by === 'topic' ? key : null,
  }))
}

function exceeded(group: GroupLag, {by, warn, crit}: GateRules, durationText: (ms: number) => string): Finding[] {
  const {groupId} = group
  const limits = [warn.records, warn.ageMs, crit.records, crit.ageMs]
  if (limits.every((limit) => limit === undefined)) return []
  return measuresOf(group, by).flatMap(({label, lag, ageMs, ...at}) => {
    const found: Finding[] = []
    const check = (value: number | null, kind: 'records' | 'ageMs', text: (limit: number) => string) => {
      const status = over(value, crit[kind]) ? 'critical' : over(value, warn[kind]) ? 'warning' : undefined
      const limit = status === 'critical' ? crit[kind] : warn[kind]
      if (!status || limit === undefined) return
      found.push(finding(status, kind === 'records' ? 'lag' : 'age', `${label}: ${text(limit)}`, {groupId, ...at}))
    }
    check(lag, 'records', (limit) => `lag ${lag} is more than ${limit}`)
    check(
      ageMs,
      'ageMs',
      (limit) => `the oldest unread record is ${durationText(ageMs ?? 0)} old, more than ${durationText(limit)}`,
    )
    return found
  })
}

const over = (value: number | null, limit: number | undefined) => value !== null && limit !== undefined && value > limit

function standing(stuck: StuckReport | undefined, rules: GateRules, durationText: (ms: number) => string): Finding[] {
  if (!stuck) return []
  return [
    ...stuck.stuck.map(({forMs, written, ...at}) =>
      finding(
        'critical',
        'stuck',
        `${at.groupId} ${at.topic}-${at.partition}: nothing committed for ${durationText(forMs)} although there is something to read (${plural(written, 'record')} written meanwhile)`,
        at,
      ),
    ),
    ...(rules.allowUnknown ? [] : stuck.unseen).map((at) =>
      finding(
        'unknown',
        'firstLook',
        `${at.groupId} ${at.topic}-${at.partition}: seen for the first time, so nobody can say whether it is stuck`,
        at,
      ),
    ),
  ]
}

export const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`
