// Checks lags against limits and expectations. The gate fails closed: an unknown value is never ok unless an --allow
// flag says so.
import {errorCode} from '../../cluster/error-codes.ts'
import type {SelectedNames} from '../../text/name-selector.ts'
import {isWithin, type CountRange} from './count-range.ts'
import type {FindingPlace, LagFinding, LagStatus} from './finding.ts'
import type {GroupLag} from './group-lag.ts'
import {topicFilter} from './group-partitions.ts'
import type {GroupLags} from './lag.ts'
import {measuresOf, type LimitedBy, type Measure} from './measures.ts'
import type {StuckReport} from './stuck.ts'

/** The largest values that are accepted: unread records, and the age of the oldest unread record in ms. */
export interface Limit {
  readonly records?: number | undefined
  readonly ageMs?: number | undefined
}

export interface GateRules {
  readonly by: LimitedBy
  readonly warn: Limit
  readonly crit: Limit
  readonly expectMembers?: CountRange | undefined
  readonly expectGroups?: CountRange | undefined
  /** Every group must be in one of these states, in any case. */
  readonly expectStates?: readonly string[] | undefined
  /** Every group that was named must have these topics, and so must at least one group that a pattern selected. */
  readonly topics?: readonly string[] | undefined
  /** Accept groups, patterns and topics that do not exist. */
  readonly allowMissing?: boolean | undefined
  /** Accept partitions without a committed offset. */
  readonly allowUncommitted?: boolean | undefined
  /** Accept any lag or age that is unknown. */
  readonly allowUnknown?: boolean | undefined
}

export interface GateResult {
  readonly status: LagStatus
  /** The worst first. */
  readonly findings: readonly LagFinding[]
}

/** `unknown` ranks above `warning`, because it may hide a critical lag. */
const rank: Readonly<Record<LagStatus, number>> = {ok: 0, warning: 1, unknown: 2, critical: 3}

/** `stuck`: the result of findStuck for the same groups, if --stuck was given. */
export function judgeLag(
  lags: GroupLags,
  selected: SelectedNames,
  rules: GateRules,
  stuck: StuckReport | undefined,
): GateResult {
  const findings = [
    ...absent(lags, selected, rules),
    ...lags.groups.flatMap((group) => [
      ...unexpected(group, rules),
      ...unknown(group, rules),
      ...exceeded(group, rules),
    ]),
    ...standing(stuck, rules),
  ].toSorted((a, b) => rank[b.status] - rank[a.status])
  return {status: findings[0]?.status ?? 'ok', findings}
}

const place = ({groupId = null, topic = null, partition = null}: Partial<FindingPlace>): FindingPlace => ({
  groupId,
  topic,
  partition,
})

/** Findings about what was requested and does not exist, or may not be seen. */
function absent({groups, errors, brokerErrors}: GroupLags, selected: SelectedNames, rules: GateRules): LagFinding[] {
  const missing = (what: 'group' | 'topic', at: Partial<FindingPlace>): LagFinding[] =>
    rules.allowMissing ? [] : [{status: 'unknown', reason: 'missing', what, ...place(at)}]
  const found: LagFinding[] = []
  for (const {node, error} of brokerErrors)
    found.push({status: 'unknown', reason: 'refused', what: 'broker', node, error, ...place({})})
  for (const {groupId, error} of errors) {
    if (error.code === errorCode.groupIdNotFound) found.push(...missing('group', {groupId}))
    else found.push({status: 'unknown', reason: 'refused', what: 'group', error, ...place({groupId})})
  }
  // If a broker did not list its groups, the list of groups is unknown.
  const listed = brokerErrors.length === 0
  for (const pattern of rules.allowMissing || !listed ? [] : selected.unmatched)
    found.push({status: 'unknown', reason: 'missing', what: 'pattern', pattern, ...place({})})
  if (listed && rules.expectGroups && !isWithin(groups.length, rules.expectGroups)) {
    const expected = rules.expectGroups
    found.push({status: 'critical', reason: 'groups', count: groups.length, expected, ...place({})})
  }
  for (const topic of rules.topics ?? []) {
    const takes = topicFilter([topic])
    const without = groups.filter(({partitions}) => !partitions.some((at) => takes(at.topic)))
    const named = groups.some(({groupId}) => selected.named.has(groupId))
    for (const {groupId} of without) if (selected.named.has(groupId)) found.push(...missing('topic', {groupId, topic}))
    if (listed && without.length === groups.length && !named) found.push(...missing('topic', {topic}))
  }
  return found
}

function unexpected({groupId, group}: GroupLag, {expectMembers, expectStates}: GateRules): LagFinding[] {
  const found: LagFinding[] = []
  const count = group.members.length
  if (expectMembers && !isWithin(count, expectMembers))
    found.push({status: 'critical', reason: 'members', count, expected: expectMembers, ...place({groupId})})
  if (expectStates && !expectStates.some((state) => state.toLowerCase() === group.state.toLowerCase())) {
    const {state} = group
    found.push({status: 'critical', reason: 'state', state, expected: expectStates, ...place({groupId})})
  }
  return found
}

function unknown({groupId, partitions}: GroupLag, rules: GateRules): LagFinding[] {
  if (rules.allowUnknown) return []
  if (partitions.length === 0) {
    // With --topic the group was restricted to topics that it does not have, which `absent` reports.
    if (rules.allowUncommitted || rules.topics) return []
    return [{status: 'unknown', reason: 'nothingCommitted', ...place({groupId})}]
  }
  const checksAge = rules.warn.ageMs !== undefined || rules.crit.ageMs !== undefined
  return partitions.flatMap((at): LagFinding[] => {
    const {topic, partition, problem, age} = at
    const where = {groupId, topic, partition}
    if (problem === 'noCommit' && rules.allowUncommitted) return []
    if (problem) return [{status: 'unknown', reason: problem, at, ...where}]
    if (!checksAge || (age && age.ms !== null)) return []
    const stampedAt = age?.basis === 'future' ? age.timestamp : null
    return [{status: 'unknown', reason: 'ageUnknown', error: age?.error ?? null, stampedAt, ...where}]
  })
}

function exceeded(group: GroupLag, {by, warn, crit}: GateRules): LagFinding[] {
  const limits = [warn.records, warn.ageMs, crit.records, crit.ageMs]
  if (limits.every((limit) => limit === undefined)) return []
  return measuresOf(group, by).flatMap((measure) => [
    ...excess(measure, 'lag', measure.atLeast.lag, warn.records, crit.records),
    ...excess(measure, 'age', measure.atLeast.ageMs, warn.ageMs, crit.ageMs),
  ])
}

/** At most one finding: that of the critical limit, or else that of the warning. */
function excess(
  {groupId, key, topic, partition}: Measure,
  reason: 'lag' | 'age',
  value: number | null,
  warn: number | undefined,
  crit: number | undefined,
): LagFinding[] {
  if (value === null) return []
  const where = {key, value, groupId, topic, partition}
  if (crit !== undefined && value > crit) return [{status: 'critical', reason, limit: crit, ...where}]
  return warn !== undefined && value > warn ? [{status: 'warning', reason, limit: warn, ...where}] : []
}

function standing(report: StuckReport | undefined, {allowUnknown}: GateRules): LagFinding[] {
  if (!report) return []
  return [
    ...report.stuck.map((each): LagFinding => ({status: 'critical', reason: 'stuck', ...each})),
    ...(allowUnknown ? [] : report.unseen).map((at): LagFinding => ({status: 'unknown', reason: 'firstLook', ...at})),
  ]
}
