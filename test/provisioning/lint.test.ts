// The rules of section 7: each has a file that breaks it, and none finds anything in a good one.
import {expect, test} from 'vitest'
import {parseDocuments} from '../../src/lib/provisioning/parse.ts'
import {ProblemCollector} from '../../src/lib/provisioning/reader.ts'
import {lint} from '../../src/lib/provisioning/lint/lint.ts'
import {readPolicy} from '../../src/lib/provisioning/lint/policy.ts'
import {ruleNames} from '../../src/lib/provisioning/lint/rules.ts'
import {readText} from './read.ts'

function linted(text: string, policy = '{}'): string[] {
  const read = readText(text)
  expect(read.problems).toEqual([])
  const collector = new ProblemCollector()
  const {documents} = parseDocuments(policy, 'policy.yaml')
  const rules = readPolicy(documents, collector)
  expect(collector.problems).toEqual([])
  const all = {
    topics: read.declared.flatMap(({topics}) => topics),
    acls: read.declared.flatMap(({acls}) => acls),
    sections: new Set(read.declared.flatMap(({sections}) => [...sections])),
  }
  return lint(all, rules).map(
    ({level, rule, subject, place, text: said}) => `${place.line} ${level} ${rule} ${subject}: ${said}`,
  )
}
const policyProblems = (policy: string): string => {
  const collector = new ProblemCollector()
  readPolicy(parseDocuments(policy, 'policy.yaml').documents, collector)
  return collector.problems.map(({place, text}) => `${place.line}:${place.column} ${text}`).join('\n')
}

const topic = (body: string) => `kafkit: 1\ntopics:\n  orders: ${body}\n`

test('a good file has no findings', () => {
  expect(
    linted(`
kafkit: 1
topics:
  orders: {partitions: 12, replicationFactor: 3, configs: {min.insync.replicas: 2, retention.ms: 7d, segment.ms: 1d}}
  old: {state: absent}
access:
  User:a: {produce: [orders], consume: [{topics: [orders], group: g}]}
`),
  ).toEqual([])
})

test.each([
  ['replicationFactor.min', 'warn', '{replicationFactor: 1}', '1 of at least 3 replicas'],
  ['partitions.max', 'warn', '{partitions: 101}', '101 partitions'],
  ['min.insync.replicas', 'error', '{replicationFactor: 3, configs: {min.insync.replicas: 4}}', 'ever succeed'],
  [
    'min.insync.replicas.slack',
    'warn',
    '{replicationFactor: 3, configs: {min.insync.replicas: 3}}',
    'one broker is down',
  ],
  [
    'min.insync.replicas.slack',
    'warn',
    '{replicationFactor: 3, configs: {min.insync.replicas: 1}}',
    'as soon as one broker has it',
  ],
  ['unclean.leader.election', 'warn', '{configs: {unclean.leader.election.enable: true}}', 'may be lost'],
  ['config.unknown', 'error', '{configs: {retention.mss: 7}}', 'did you mean retention.ms?'],
  ['config.unknown', 'error', '{configs: {min_insync_replicas: 2}}', 'did you mean min.insync.replicas?'],
  ['config.deprecated', 'warn', '{configs: {message.format.version: "2.8"}}', 'no effect'],
  ['config.unit', 'warn', '{configs: {retention.ms: 7}}', 'as in 7d'],
  ['retention.segment', 'warn', '{configs: {retention.ms: 1h, segment.ms: 1d}}', 'shorter than segment.ms'],
  ['retention.compacted', 'warn', '{configs: {cleanup.policy: compact, retention.ms: 1d}}', 'no effect'],
  ['local.retention', 'error', '{configs: {local.retention.ms: 1d}}', 'without remote.storage.enable'],
  [
    'local.retention',
    'error',
    '{configs: {local.retention.ms: 2d, retention.ms: 1d, remote.storage.enable: true}}',
    'not below',
  ],
])('%s is a %s: %s', (rule, level, body, said) => {
  const [found, ...more] = linted(topic(body))
  expect(more).toEqual([])
  expect(found).toContain(`${level} ${rule} topic orders: `)
  expect(found).toContain(said)
})

test('clashing metric names, ACLs for all principals and topics that no ACL covers are found', () => {
  const found = linted(`
kafkit: 1
topics:
  a.b: {}
  a_b: {}
acls:
  - {principal: "User:*", allow: [All], topic: other}
  - {principal: User:a, allow: [Read], topic: a., pattern: prefixed}
`)
  expect(found.map((line) => line.split(':')[0])).toEqual([
    '4 warn acl.unused topic a.b',
    '5 error name.clash topic a_b',
    '5 warn acl.unused topic a_b',
    '7 warn acl.everybody User',
  ])
  expect(found[0]).toContain('allows any principal to write it')
  expect(found[2]).toContain('allows any principal to read or write it')
})

test('a policy sets levels and values, for all topics or for some', () => {
  const file = `
kafkit: 1
topics:
  orders: {partitions: 20, replicationFactor: 1, configs: {retention.ms: 30d}}
  big.orders: {partitions: 20, replicationFactor: 3, about: {owner: me}}
`
  const found = linted(
    file,
    `
replicationFactor.min: error
partitions.max: [{value: 12}, {value: 100, match: big.*, level: error}]
name.pattern: {value: '^[a-z]+$', level: warn}
about.required: [owner]
configs: {retention.ms: {max: 7d, required: true}}
`,
  )
  expect(found).toEqual([
    '4 error about.required topic orders: about lacks owner',
    '4 warn partitions.max topic orders: 20 partitions, but at most 12 are allowed',
    '4 error replicationFactor.min topic orders: 1 of at least 3 replicas',
    '4 error configs topic orders: retention.ms=2592000000 is above 604800000',
    '5 warn name.pattern topic big.orders: the name does not match ^[a-z]+$',
    '5 error configs topic big.orders: retention.ms is not set, but the policy requires it',
  ])
  expect(linted(topic('{replicationFactor: 1}'), 'replicationFactor.min: off')).toEqual([])
})

test('unlimited retention is above every limit', () => {
  expect(linted(topic('{configs: {retention.ms: -1}}'), 'configs: {retention.ms: {max: 7d}}')[0]).toContain('above')
})

test.each([
  ['replicationFactor: 3', "there is no rule 'replicationFactor'; did you mean replicationFactor.min?"],
  ['partitions.max: many', 'takes a whole number, or off, warn or error'],
  ['name.pattern: "["', 'is not a regular expression'],
  ['name.clash: 3', 'takes off, warn or error'],
  ['partitions.max: {value: 3, levle: error}', 'did you mean level?'],
  ['configs: {retention.ms: {max: week}}', 'retention.ms is in milliseconds'],
])('a wrong policy is an error: %s', (policy, problem) => {
  expect(policyProblems(policy)).toContain(problem)
})

test('every rule has a name that a policy can take', () => {
  expect(policyProblems(ruleNames.map((name) => `${name}: off`).join('\n'))).toBe('')
})
