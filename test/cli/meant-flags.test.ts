import {expect, test} from 'vitest'
import {kafkit} from '../support/cli.ts'

/** What users saw before: "topic name contains ':'", since the flag's value was taken for an argument. */
test.each([
  ['topics list --bootstrap-servers h:9092', '; did you mean --bootstrap-server?'],
  ['topics list --bootstrap_servers=h:9092', '; did you mean --bootstrap-server?'],
  ['topics list --bootstrap.servers h:9092', '; did you mean --bootstrap-server?'],
  ['topics list --brokers h:9092', '; did you mean --bootstrap-server?'],
  ['topics list --broker h:9092', '; did you mean --bootstrap-server?'],
  ['topics list --broker-list h:9092', '; did you mean --bootstrap-server?'],
  ['topics delete x --Bootstrap-Server h:9092', '; did you mean --bootstrap-server?'],
  ['topics list --server h:9092', '; did you mean --bootstrap-server?'],
  ['doctor --broker h:9092', '; did you mean --bootstrap-server?'],
  [
    'topics list --zookeeper h:2181',
    ', since kafkit asks brokers instead of ZooKeeper; did you mean --bootstrap-server?',
  ],
  ['topics describe --topic orders', '; topics are arguments: kafkit topics describe orders'],
  ['topics create --topic orders --partitions 3', '; topics are arguments: kafkit topics create orders'],
  ['consume --topics orders', '; topics are arguments: kafkit consume orders'],
  ['consume -t orders', '; topics are arguments: kafkit consume orders'],
  ['produce --topic orders', '; the topic is an argument: kafkit produce orders'],
  ['groups describe --group billing', '; groups are arguments: kafkit groups describe billing'],
  ['groups describe --consumer-group billing', '; groups are arguments: kafkit groups describe billing'],
  ['groups wait --group billing', '; the group is an argument: kafkit groups wait billing'],
  ['consume orders --from-offset 5', '; did you mean --offset?'],
  ['consume orders --offset-from 5', '; did you mean --offset?'],
  ['consume orders --begin', '; did you mean --from-beginning?'],
  ['consume orders -f json', '; did you mean --output?'],
  ['groups reset-offsets g --topic t --from-offset 5', '; did you mean --to-offset?'],
  ['topics list --describe', '; did you mean kafkit topics describe?'],
  ['groups describe g --reset-offsets', '; did you mean kafkit groups reset-offsets?'],
  ['topics list --json', '; did you mean --output json?'],
  ['topics list --format json', '; did you mean --output?'],
  ['topics delete x --force', '; did you mean --yes?'],
  ['topics list --config-file client.properties', '; did you mean --command-config?'],
  ['consume orders --consumer.config client.properties', '; did you mean --command-config?'],
  ['consume orders --property print.key=true', '; did you mean --print-key?'],
  ['consume orders --consumer-property fetch.max.bytes=1', '; did you mean --command-property?'],
  ['consume orders --count 5', '; did you mean --max-messages?'],
  ['topics create x --partition 3', '; did you mean --partitions?'],
  ['topics create x --replicas 3', '; did you mean --replication-factor?'],
  ['topics create x --rf 3', '; did you mean --replication-factor?'],
  [
    'topics alter x --replication-factor 3',
    ': the number of replicas is changed by moving them: kafkit reassign plan --topics TOPIC --rf N',
  ],
  ['elect preferred --all-topic-partitions', '; did you mean --all-topics?'],
  ['records trim t --to 5', '; did you mean --before-offset?'],
  ['groups lag --all-groups', ': without names, all groups are meant'],
  ['cluster snapshot -o f', ': the snapshot is printed: kafkit cluster snapshot > FILE'],
  ['configs set topic/t --config a=b', ': resources are arguments: kafkit configs set topic/NAME CONFIG=VALUE'],
  ['configs describe --entity-type topics', ': resources are arguments: kafkit configs describe topic/NAME'],
  ['schemas register f --subject s', ': the subject comes first: kafkit schemas register SUBJECT FILE'],
  ['topics list --frobnicate h:9092', ''],
])('kafkit %s: there is no such flag%s', async (line, hint) => {
  const words = line.split(' ')
  const {out, err, code} = await kafkit(words)
  expect({out, code}).toEqual({out: '', code: 2})
  const flag = words.find((word) =>
    err.startsWith(`kafkit: there is no flag ${word.replace(/=.*/, '')}${hint} (see kafkit `),
  )
  expect(flag, err).toMatch(/^-/)
})

test('-p of other tools is a partition', async () => {
  const {err, code} = await kafkit(['topics', 'create', 'orders', '-p', '3'])
  expect(err).toMatch(
    /^kafkit: --profile: there is no profile '3'; -p is --profile, and not --partition or --partitions; /,
  )
  expect(code).toBe(2)
})

test('each unknown flag of a line is told', async () => {
  expect((await kafkit(['topics', 'list', '--brokers', 'h:9092', '--topic', 'orders', '-Z'])).err).toBe(
    'kafkit: there is no flag --brokers; did you mean --bootstrap-server? there is no flag --topic; topics are arguments: kafkit topics list orders; there is no flag -Z (see kafkit topics list --help)\n',
  )
})

test('values of flags, negative numbers and what follows -- are no flags', async () => {
  for (const line of [
    'consume orders --format --from-ofset',
    'topics list --sort -partitions',
    'groups list -- --brokers',
  ])
    expect(
      (await kafkit([...line.split(' ').slice(0, 2), '-b', '127.0.0.1:1', ...line.split(' ').slice(2)])).err,
    ).toContain('refused the connection')
  const {err} = await kafkit('groups reset-offsets g --topic t --shift-by -5 -b 127.0.0.1:1'.split(' '))
  expect(err).toContain('refused the connection')
})
