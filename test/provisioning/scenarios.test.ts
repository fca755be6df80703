// Which test holds which scenario and which rule of provisioning. Titles of tests begin with the numbers of their scenarios:
// `20, 21: what has left the files …`, `scenario 46: …`.
import {readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import {root} from '../../scripts/command-files.ts'

const scenarios: Readonly<Record<number, string>> = {
  1: 'two topics are created, then nothing is to do',
  2: 'more partitions; consent only where there are keys',
  3: 'fewer partitions are an error for that topic',
  4: 'one replica to three with a throttle of which nothing is left',
  5: 'fewer replicas with a broker down; not below min.insync.replicas',
  6: 'only partitions with too few replicas move',
  7: 'a broker that is down is no drift',
  8: 'killed in a move: the plan says so, apply resumes, older rates are back',
  9: 'a default rate of all brokers does not keep a move from ending',
  10: 'a topic is deleted during its move',
  11: 'throttles of others are told and kept',
  12: 'a move of others makes a topic busy',
  13: 'the same number in four ways',
  14: 'the order of lists',
  15: '64-bit numbers',
  16: 'no exponents',
  17: 'a value that equals the default is pinned',
  18: 'undeclared configs: report, reset, keep',
  19: 'null unsets',
  20: '--previous unsets, and nothing of others',
  21: '--previous deletes, with consent',
  22: '--prune without a scope',
  23: '--prune in a scope, and --max-deletes',
  24: 'an empty section and none',
  25: 'topics of Kafka and its applications are never pruned',
  26: 'outside of the scope, in two files, twice in a map',
  27: 'ACLs: create before delete',
  28: 'ACLs: deny before allow',
  29: 'taking away the own right',
  30: 'a star behind a prefix',
  31: 'an ACL that was removed by hand',
  32: 'no authorizer',
  33: 'missing rights',
  34: 'users, iterations, passwords',
  35: 'quotas',
  36: 'configs of groups and client metrics; a release that has none',
  37: 'saved plans go stale',
  38: 'a topic appears between plan and apply',
  39: 'two applies at once',
  40: 'one of several is refused',
  41: 'absent, then present at once',
  42: 'thousands of topics in batches',
  43: 'foreign formats',
  44: 'docker compose',
  45: 'Helm sources',
  46: 'export, then plan',
  47: 'two clusters',
  48: 'overlays, variables',
  49: 'guards: --yes, --pin',
  50: 'topics create on a topic that differs',
  51: 'topics wait',
  52: 'how many records go',
  53: 'older releases',
  54: 'markdown',
  55: 'Ctrl-C',
  56: 'record',
}

/** By rule: a file below test/, and a part of a title in it. */
const rules: Readonly<Record<string, readonly [file: string, title: string]>> = {
  R1: ['commands/plan.test.ts', 'what has left the files is unset or deleted'],
  R2: ['commands/plan.test.ts', 'internal ones never'],
  R3: ['commands/plan.test.ts', 'without a scope, or with nothing declared'],
  R4: ['commands/plan.test.ts', 'fewer partitions are an error'],
  R5: ['commands/plan.test.ts', 'other topics that the same group reads'],
  R6: ['commands/plan-moves.test.ts', 'only those move that have too few'],
  R7: ['commands/plan-moves.test.ts', 'fewer replicas than min.insync.replicas are refused'],
  R8: ['commands/plan.test.ts', 'a value equal to the default is pinned'],
  R9: ['commands/plan.test.ts', 'other ways to write the same are no drift'],
  R10: ['commands/plan.test.ts', 'what has left the files is unset or deleted, and nothing of others'],
  R11: ['commands/plan.test.ts', 'an undeclared config is reported, kept or reset'],
  R12: ['commands/plan-moves.test.ts', 'throttles of others that hold for nothing'],
  R13: ['commands/plan-moves.test.ts', 'while others move replicas of a topic it is busy'],
  R14: ['commands/plan-rights.test.ts', 'a config that the provider refuses fails its topic alone'],
  R15: ['commands/plan-clients.test.ts', 'deny ACLs before allow ACLs'],
  R16: ['commands/plan-clients.test.ts', 'to take ALTER on the cluster from oneself'],
  R17: ['commands/plan-clients.test.ts', 'one that was removed by hand is missing'],
  R18: ['commands/plan.test.ts', 'two teams have a scope each and no state between them'],
  R19: ['commands/plan-clients.test.ts', 'the password is nowhere'],
  R20: ['commands/plan-moves.test.ts', 'configs that may not be read are unknown'],
  R21: ['commands/plan-rights.test.ts', 'that are missing on a topic or the cluster are named'],
  R22: ['commands/plan-rights.test.ts', 'the brokers are asked about each topic before any is created'],
  R23: ['commands/plan.test.ts', 'a topic that appears meanwhile'],
  R24: ['topics/many.test.ts', 'no request of more than 10,000 records'],
  R25: ['commands/plan-rights.test.ts', 'only declared topics are requested'],
  R26: ['commands/plan.test.ts', 'absent, then present at once'],
  R27: ['commands/plan.test.ts', 'look like a rename'],
  R28: ['commands/plan.test.ts', 'the records that a shorter retention takes are counted'],
  R29: ['commands/plan.test.ts', 'two applies at once end well'],
  R30: ['commands/plan-moves.test.ts', 'if the number of replicas is a config, as on Redpanda'],
}

type Held = readonly [file: string, title: string]
/** What kafkit says of itself beside other tools, row by row: the tests that hold it. */
const features: Readonly<Record<string, readonly Held[]>> = {
  'a plan, and a saved one': [['commands/plan.test.ts', 'something touched by hand makes it stale']],
  'a saved plan is refused when the cluster moved': [
    ['commands/plan.test.ts', 'deleted and made anew, and another cluster'],
  ],
  'an exit code for drift': [['commands/plan.test.ts', 'diff -f ends with 3 where something differs']],
  'costs: bytes, records, time, readers': [
    ['commands/plan.test.ts', 'the records that a shorter retention takes are counted'],
    ['provisioning/plan-costs.test.ts', 'copies are shown with their bytes and the least time'],
    ['provisioning/plan-costs.test.ts', 'a deleted topic is shown with the last commit'],
  ],
  'consent by kind of harm': [['commands/plan.test.ts', 'more partitions need consent only where']],
  'nothing undeclared is deleted by itself': [['commands/plan.test.ts', 'without a scope, or with nothing declared']],
  'prune with a scope, three-way': [
    ['commands/plan.test.ts', 'undeclared topics in the scope are deleted'],
    ['commands/plan.test.ts', 'what has left the files is unset or deleted'],
  ],
  'configs that were taken out are unset, if that is wanted': [['commands/plan.test.ts', 'is reported, kept or reset']],
  'what brokers set told from what topics set': [['commands/plan.test.ts', 'or all of them together, is no drift']],
  'fewer partitions: an error with a way out': [['commands/plan.test.ts', 'fewer partitions are an error']],
  'replication factor: changed, throttled, cleaned up': [
    ['real/provisioning.test.ts', 'a throttle of which nothing is left'],
  ],
  'placement on racks with the fewest copies': [['commands/plan-moves.test.ts', 'racks: spread evens out']],
  'ACLs, and roles': [
    ['real/provisioning.test.ts', "a user, quotas and configs, as Apache's tools show them"],
    ['provisioning/native.test.ts', 'roles become the ACLs'],
  ],
  'users, with passwords that are checked': [['real/provisioning.test.ts', 'whether the password is the declared one']],
  'quotas, configs of brokers, groups, client metrics': [
    ['commands/plan-clients.test.ts', 'of a group and of client metrics'],
  ],
  'rights are looked at first': [['commands/plan-rights.test.ts', 'nothing of it is sent']],
  'waits until usable': [
    ['topics/await-topics.test.ts', 'until every broker knows every topic'],
    ['topics/await-topics.test.ts', 'until brokers have forgotten the old one'],
  ],
  'thousands of topics': [['real/provisioning.test.ts', 'more than a thousand topics in batches']],
  'policy and lint': [['provisioning/lint.test.ts', 'a policy sets levels and values']],
  "reads others' formats, and writes some": [
    ['provisioning/foreign-formats.test.ts', 'the same three topics in %s'],
    ['provisioning/exports.test.ts', '--as %s is read as what was there'],
  ],
  'markdown for a pull request': [['commands/plan.test.ts', 'a comment for a pull request is never too long']],
  'moves records and gates lag': [
    ['real/produce-guarantees.test.ts', 'every record once, in order'],
    ['real/lag.test.ts', 'the gate: '],
  ],
}

const folders = ['provisioning', 'commands', 'commands/topics', 'topics', 'real']
const title = /\btest(?:\.each\([\s\S]*?\))?\(\s*(['"`])(.*?)\1,/g
const titles = folders.flatMap((folder) =>
  readdirSync(join(root, 'test', folder))
    .filter((name) => name.endsWith('.test.ts'))
    .flatMap((name) => {
      const file = `${folder}/${name}`
      const text = readFileSync(join(root, 'test', file), 'utf8')
      return [...text.matchAll(title)].map(([, , words = '']) => ({file, words}))
    }),
)
const numbersOf = (words: string): number[] => {
  const [, head = ''] = /^(?:scenario )?((?:R?\d+, )*R?\d+): /.exec(words) ?? []
  return head.split(', ').map(Number)
}

test('every scenario has a test whose title begins with its number', () => {
  expect(Object.keys(scenarios)).toHaveLength(56)
  const held = new Set(titles.flatMap(({words}) => numbersOf(words)))
  expect(Object.keys(scenarios).filter((number) => !held.has(Number(number)))).toEqual([])
})

const isThere = ([file, words]: Held) => titles.some((each) => each.file === file && each.words.includes(words))

test('every rule has the test that is named here', () => {
  expect(Object.entries(rules).filter(([, held]) => !isThere(held))).toEqual([])
})

test('every row of the comparison with other tools has tests', () => {
  expect(Object.keys(features)).toHaveLength(22)
  expect(Object.values(features).flatMap((held) => held.filter((each) => !isThere(each)))).toEqual([])
})
