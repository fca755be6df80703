// What a gate says of lags, case by case; test/commands/groups/lag.test.ts has the words and the exit codes.
import {describe, expect, test} from 'vitest'
import {errorCode} from '../../../src/lib/cluster/error-codes.ts'
import {KafkaError} from '../../../src/lib/cluster/errors.ts'
import type {UnreadAge} from '../../../src/lib/groups/lag/ages.ts'
import {judgeLag, type GateRules} from '../../../src/lib/groups/lag/gate.ts'
import {summedLag, type GroupLag} from '../../../src/lib/groups/lag/group-lag.ts'
import type {GroupLags} from '../../../src/lib/groups/lag/lag.ts'
import type {LagProblem, PartitionLag} from '../../../src/lib/groups/lag/partition-lag.ts'
import type {StuckReport} from '../../../src/lib/groups/lag/stuck.ts'

interface At {
  readonly topic?: string
  readonly lag?: number | null
  readonly problem?: LagProblem
  readonly age?: UnreadAge
}

function partitionLag({topic = 'orders', lag = 0, problem, age}: At, partition: number): PartitionLag {
  return {
    topic,
    partition,
    committedOffset: 0,
    committedLeaderEpoch: null,
    metadata: '',
    logStartOffset: 0,
    logEndOffset: lag,
    lag,
    problem: problem ?? null,
    error: null,
    age: age ?? null,
    member: null,
  }
}

function group(groupId: string, at: readonly At[], {state = 'Stable', members = 1} = {}): GroupLag {
  const partitions = at.map((each, partition) => partitionLag(each, partition))
  const member = (memberId: number) => ({
    memberId: String(memberId),
    groupInstanceId: null,
    rackId: null,
    clientId: 'c',
    host: '/h',
    memberEpoch: null,
    subscribedTopics: [],
    subscribedTopicRegex: null,
    assignment: [],
    targetAssignment: null,
    tasks: null,
    upgraded: null,
  })
  return {
    groupId,
    group: {
      groupId,
      type: 'classic',
      state,
      protocolType: 'consumer',
      assignor: 'range',
      coordinator: null,
      groupEpoch: null,
      targetAssignmentEpoch: null,
      members: Array.from({length: members}, (_, id) => member(id)),
      authorizedOperations: null,
    },
    partitions,
    ...summedLag(partitions),
  }
}

function judged(
  given: {readonly groups?: readonly GroupLag[]; readonly failed?: readonly (readonly [string, number])[]; readonly brokers?: readonly number[]}, // prettier-ignore
  rules: Partial<GateRules> = {},
  {named = [], unmatched = []}: {readonly named?: readonly string[]; readonly unmatched?: readonly string[]} = {},
  stuck?: StuckReport,
): {status: string; findings: string[]} {
  const groups = given.groups ?? []
  const lags: GroupLags = {
    groups,
    errors: (given.failed ?? []).map(([groupId, code]) => ({groupId, error: new KafkaError(code, 'describe it')})),
    brokerErrors: (given.brokers ?? []).map((node) => ({
      node,
      error: new KafkaError(errorCode.requestTimedOut, 'ask'),
    })),
  }
  const selected = {names: groups.map(({groupId}) => groupId), named: new Set(named), unmatched}
  const {status, findings} = judgeLag(lags, selected, {by: 'partition', warn: {}, crit: {}, ...rules}, stuck)
  const texts = findings.map((each) => {
    const {reason} = each
    const what = 'what' in each ? ` ${each.what}` : ''
    const place = [each.groupId, each.topic, each.partition].filter((part) => part !== null).join('/')
    const limit = 'limit' in each ? ` ${each.value}>${each.limit}` : ''
    return `${each.status} ${reason}${what}${limit} ${place}`.trim()
  })
  return {status, findings: texts}
}
const ok = {status: 'ok', findings: []}
const old = (ms: number | null, basis: UnreadAge['basis'] = 'record'): UnreadAge => ({
  ms,
  basis,
  timestamp: 5,
  error: null,
})

test('nothing is wrong: ok, without limits too', () => {
  const groups = [group('a', [{lag: 9}, {lag: 0}])]
  expect(judged({groups})).toEqual(ok)
  expect(judged({groups}, {warn: {records: 9}, crit: {records: 9}})).toEqual(ok)
})

describe('limits', () => {
  test.each<[string, Partial<GateRules>, string[]]>([
    ['one record above the warning', {warn: {records: 9}}, ['warning lag 10>9 a/orders/0']],
    ['one record above the critical limit', {crit: {records: 9}}, ['critical lag 10>9 a/orders/0']],
    ['above both: the critical limit alone is told', {warn: {records: 1}, crit: {records: 9}}, ['critical lag 10>9 a/orders/0']], // prettier-ignore
    ['above the warning, at the critical limit', {warn: {records: 1}, crit: {records: 10}}, ['warning lag 10>1 a/orders/0']], // prettier-ignore
    ['at the warning', {warn: {records: 10}}, []],
    ['the sum of the group', {by: 'group', crit: {records: 10}}, ['critical lag 13>10 a']],
    ['the sum of the group is at the limit', {by: 'group', crit: {records: 13}}, []],
  ])('%s', (_, rules, findings) => {
    expect(judged({groups: [group('a', [{lag: 10}, {lag: 3, topic: 'events'}].slice(0, rules.by === 'group' ? 2 : 1))]}, rules).findings).toEqual(findings) // prettier-ignore
  })

  test('of age count beside those of records', () => {
    const groups = [group('a', [{lag: 5, age: old(2000)}])]
    expect(judged({groups}, {warn: {records: 4}, crit: {ageMs: 1999}})).toEqual({
      status: 'critical',
      findings: ['critical age 2000>1999 a/orders/0', 'warning lag 5>4 a/orders/0'],
    })
    expect(judged({groups}, {warn: {ageMs: 2000}, crit: {ageMs: 2000}})).toEqual(ok)
  })

  test('the known part of a sum can exceed a limit, and the unknown part is reported with it', () => {
    const groups = [group('a', [{lag: 50}, {lag: null, problem: 'noLeader'}])]
    expect(judged({groups}, {by: 'group', crit: {records: 10}}).findings).toEqual([
      'critical lag 50>10 a',
      'unknown noLeader a/orders/1',
    ])
  })
})

describe('what is not known is never ok', () => {
  const problems = [
    'noCommit',
    'noLeader',
    'unknownPartition',
    'notAuthorized',
    'error',
    'beforeStart',
    'afterEnd',
  ] as const
  test.each(problems)('a partition with %s', (problem) => {
    const groups = [group('a', [{lag: null, problem}])]
    expect(judged({groups})).toEqual({status: 'unknown', findings: [`unknown ${problem} a/orders/0`]})
    expect(judged({groups}, {allowUnknown: true})).toEqual(ok)
    const uncommitted = judged({groups}, {allowUncommitted: true})
    expect(uncommitted.status).toBe(problem === 'noCommit' ? 'ok' : 'unknown')
  })

  test('a group without any offset', () => {
    const groups = [group('a', [])]
    expect(judged({groups}).findings).toEqual(['unknown nothingCommitted a'])
    expect(judged({groups}, {allowUncommitted: true})).toEqual(ok)
    expect(judged({groups}, {allowUnknown: true})).toEqual(ok)
    // What it lacks is the topic then, and that is told once.
    expect(judged({groups}, {topics: ['orders']}, {named: ['a']}).findings).toEqual(['unknown missing topic a/orders'])
  })

  test('an age that is asked for; one that is not asked for is not missed', () => {
    const groups = [group('a', [{lag: 5, age: old(null, 'future')}])]
    expect(judged({groups}, {warn: {ageMs: 1}}).findings).toEqual(['unknown ageUnknown a/orders/0'])
    expect(judged({groups}, {crit: {ageMs: 1}}).findings).toEqual(['unknown ageUnknown a/orders/0'])
    expect(judged({groups: [group('a', [{lag: 5}])]}, {crit: {ageMs: 1}}).status).toBe('unknown')
    expect(judged({groups}, {warn: {records: 5}})).toEqual(ok)
    expect(judged({groups}, {crit: {ageMs: 1}, allowUnknown: true})).toEqual(ok)
  })

  test('why an age is unknown: the record is stamped ahead of the clock, or could not be read', () => {
    const selected = {names: ['a'], named: new Set<string>(), unmatched: []}
    const rules = {by: 'partition', warn: {ageMs: 1}, crit: {}} as const
    const refused = new KafkaError(errorCode.topicAuthorizationFailed, 'read it')
    const ages = [old(null, 'future'), {...old(null, 'unknown'), error: refused}]
    const groups = [group('a', ages.map((age) => ({lag: 5, age})))] // prettier-ignore
    const {findings} = judgeLag({groups, errors: [], brokerErrors: []}, selected, rules, undefined)
    expect(findings).toMatchObject([
      {reason: 'ageUnknown', stampedAt: 5, error: null},
      {reason: 'ageUnknown', stampedAt: null, error: {codeName: 'TOPIC_AUTHORIZATION_FAILED'}},
    ])
  })

  test('unknown outranks a warning, because it may hide a critical lag, and not a critical finding', () => {
    const groups = [group('a', [{lag: 5}]), group('b', [{lag: null, problem: 'error'}]), group('c', [{lag: 99}])]
    expect(judged({groups}, {warn: {records: 1}, crit: {records: 50}})).toEqual({
      status: 'critical',
      findings: ['critical lag 99>50 c/orders/0', 'unknown error b/orders/0', 'warning lag 5>1 a/orders/0'],
    })
    expect(judged({groups: groups.slice(0, 2)}, {warn: {records: 1}}).status).toBe('unknown')
  })
})

describe('what was asked for and is not there', () => {
  test('a group that does not exist, and one that may not be seen', () => {
    const failed = [
      ['gone', errorCode.groupIdNotFound],
      ['secret', errorCode.groupAuthorizationFailed],
    ] as const
    expect(judged({failed}).findings).toEqual(['unknown missing group gone', 'unknown refused group secret'])
    // What may not be seen is no missing group.
    expect(judged({failed}, {allowMissing: true}).findings).toEqual(['unknown refused group secret'])
  })

  test('a pattern that matches nothing', () => {
    expect(judged({}, {}, {unmatched: ['pay-*']}).findings).toEqual(['unknown missing pattern'])
    expect(judged({}, {allowMissing: true}, {unmatched: ['pay-*']})).toEqual(ok)
  })

  test('if a broker did not list its groups, no limit on the number of groups is checked', () => {
    const rules = {expectGroups: {min: 1, max: 1}}
    const given = {groups: [group('a', [{}]), group('b', [{}])]}
    expect(judged(given, rules).findings).toEqual(['critical groups'])
    expect(judged({...given, brokers: [3]}, rules, {unmatched: ['pay-*']}).findings).toEqual(['unknown refused broker'])
    expect(judged({groups: given.groups.slice(1)}, rules)).toEqual(ok)
  })

  test('a topic: each group that was named must have it, of those of a pattern one', () => {
    const groups = [group('a', [{topic: 'orders'}]), group('b', [{topic: 'events'}])]
    const rules = {topics: ['orders']}
    expect(judged({groups}, rules, {named: ['a', 'b']}).findings).toEqual(['unknown missing topic b/orders'])
    expect(judged({groups}, rules, {named: ['a']})).toEqual(ok)
    expect(judged({groups}, rules)).toEqual(ok)
    expect(judged({groups}, {topics: ['other']}).findings).toEqual(['unknown missing topic other'])
    expect(judged({groups, brokers: [3]}, {topics: ['other']}).findings).toEqual(['unknown refused broker'])
    expect(judged({groups}, {topics: ['other'], allowMissing: true})).toEqual(ok)
  })
})

describe('members and states', () => {
  test('fewer or more members than expected', () => {
    const groups = [group('a', [{}], {members: 2})]
    expect(judged({groups}, {expectMembers: {min: 3, max: Infinity}})).toEqual({
      status: 'critical',
      findings: ['critical members a'],
    })
    expect(judged({groups}, {expectMembers: {min: 0, max: 1}}).status).toBe('critical')
    expect(judged({groups}, {expectMembers: {min: 2, max: 2}})).toEqual(ok)
  })

  test('a state in any case', () => {
    const groups = [group('a', [{}], {state: 'PreparingRebalance'})]
    expect(judged({groups}, {expectStates: ['stable', 'empty']}).findings).toEqual(['critical state a'])
    expect(judged({groups}, {expectStates: ['stable', 'preparingrebalance']})).toEqual(ok)
  })
})

test('partitions that stand still are critical, those that are seen first are unknown', () => {
  const place = {groupId: 'a', topic: 'orders'}
  const stuck = {
    stuck: [{...place, partition: 1, forMs: 60_000, written: 4}],
    unseen: [{...place, partition: 2}],
  } as unknown as StuckReport
  const given = {groups: [group('a', [{lag: 1}])]}
  expect(judged(given, {}, {}, stuck).findings).toEqual(['critical stuck a/orders/1', 'unknown firstLook a/orders/2'])
  expect(judged(given, {allowUnknown: true}, {}, stuck).findings).toEqual(['critical stuck a/orders/1'])
})
