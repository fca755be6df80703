// Scenario 56: a script becomes a file that declares what it does.
import {chmodSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, expect, test} from 'vitest'
import {kafkit} from '../support/cli.ts'
import {aclLines, readText, topicLines} from '../provisioning/read.ts'

const dir = mkdtempSync(join(tmpdir(), 'kafkit-record-test-'))
afterAll(() => rmSync(dir, {recursive: true}))

async function recorded(script: string) {
  const file = join(dir, 'script.sh')
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
  const ran = await kafkit(['record', '--', file], {env: {PATH: process.env['PATH'] ?? ''}})
  return {...ran, read: readText(ran.out)}
}

test('scenario 56: a loop, an alteration, a deletion', async () => {
  const {code, err, read} = await recorded(`
set -e
B="--bootstrap-server nowhere:1"
for t in a b; do
  kafka-topics.sh $B --create --if-not-exists --topic $t --partitions 6 --replication-factor 3 --config retention.ms=1000
done
kafka-topics $B --create --topic placed --replica-assignment 1:2,2:3
kafka-topics $B --alter --topic a --partitions 12
kafka-configs.sh $B --alter --entity-type topics --entity-name b --add-config 'cleanup.policy=[compact,delete],segment.ms=5' --delete-config retention.ms
kafka-topics $B --delete --topic old
kafka-topics $B --create --if-not-exists --topic a --partitions 1
`)
  expect({code, problems: read.problems}).toEqual({code: 0, problems: []})
  expect(err).toContain('7 calls recorded; nothing was sent')
  expect(topicLines(read)).toEqual([
    'a 12/3 retention.ms=1000',
    'b 6/3 cleanup.policy=compact,delete retention.ms=unset segment.ms=5',
    'old any/any absent',
    'placed 1:2,2:3',
  ])
})

test('scenario 56: ACLs are those that kafka-acls would add', async () => {
  const {code, read} = await recorded(`
kafka-acls.sh --bootstrap-server b:1 --add --allow-principal User:a --producer --topic orders --transactional-id t
kafka-acls --bootstrap-server b:1 --add --allow-principal User:c --consumer --topic 'orders' --group g
kafka-acls --bootstrap-server=b:1 --add --deny-principal User:d --deny-host 10.0.0.7 --operation Read --topic o. --resource-pattern-type prefixed
kafka-acls --bootstrap-server b:1 --remove --force --allow-principal User:c --operation Read --group g
`)
  expect({code, problems: read.problems}).toEqual({code: 0, problems: []})
  // As Apache's AclCommand has it: CREATE on topics of a producer too.
  expect(aclLines(read)).toEqual([
    'DENY User:d READ TOPIC PREFIXED o. from 10.0.0.7',
    'User:a CREATE TOPIC LITERAL orders',
    'User:a DESCRIBE TOPIC LITERAL orders',
    'User:a DESCRIBE TRANSACTIONAL_ID LITERAL t',
    'User:a WRITE TOPIC LITERAL orders',
    'User:a WRITE TRANSACTIONAL_ID LITERAL t',
    'User:c DESCRIBE TOPIC LITERAL orders',
    'User:c READ TOPIC LITERAL orders',
    'absent User:c READ GROUP LITERAL g',
  ])
})

test('scenario 56: users without their passwords, quotas, configs of brokers', async () => {
  const {code, out, err, read} = await recorded(`
kafka-configs --bootstrap-server b:1 --alter --entity-type users --entity-name my-app --add-config 'SCRAM-SHA-512=[iterations=8192,password=hunter2],producer_byte_rate=1024'
kafka-configs --bootstrap-server b:1 --alter --entity-type users --entity-default --entity-type clients --entity-name c --add-config consumer_byte_rate=5
kafka-configs --bootstrap-server b:1 --alter --broker-defaults --add-config log.cleaner.threads=2
`)
  expect({code, problems: read.problems}).toEqual({code: 0, problems: []})
  expect(out + err).not.toContain('hunter2')
  expect(err).toContain('MY_APP_PASSWORD')
  const [declared] = read.declared
  expect(declared?.users).toMatchObject([
    {user: 'my-app', credentials: [{mechanism: 'SCRAM-SHA-512', iterations: 8192, password: {env: 'MY_APP_PASSWORD'}}]},
  ])
  expect(declared?.quotas).toMatchObject([
    {entity: [{type: 'user', name: 'my-app'}], values: [{key: 'producer_byte_rate', value: 1024}]},
    {
      entity: [
        {type: 'user', name: null},
        {type: 'client-id', name: 'c'},
      ],
      values: [{key: 'consumer_byte_rate', value: 5}],
    },
  ])
  expect(declared?.configs).toMatchObject([{resource: {type: 'BROKER', name: ''}, configs: [{value: '2'}]}])
})

test('scenario 56: a script that asks first is answered as on an empty cluster, and that is said', async () => {
  const {code, err, read} = await recorded(`
kafka-topics --bootstrap-server b:1 --list | grep -qx a || kafka-topics --bootstrap-server b:1 --create --topic a
kafka-topics --bootstrap-server b:1 --list | grep -qx a || kafka-topics --bootstrap-server b:1 --create --topic never
kafka-topics --bootstrap-server b:1 --describe --topic b >/dev/null 2>&1 || kafka-topics --bootstrap-server b:1 --create --topic b
`)
  expect(code).toBe(0)
  expect(topicLines(read)).toEqual(['a any/any', 'b any/any'])
  expect(err).toContain('was shown only those that it had created')
})

test.each([
  ['kafka-console-producer --topic a', 'kafka-console-producer cannot be recorded'],
  ['kafka-topics --create --topic a --frobnicate', 'does not know --frobnicate'],
  ["kafka-topics --delete --topic 'a.*'", 'is a regular expression'],
  ['kafka-topics --create --topic a; kafka-topics --create --topic a', 'created topic a again'],
  ['kafka-acls --remove --force --allow-principal User:a --topic t', 'removes every ACL on the resource'],
  ['kafka-configs --alter --topic a --add-config-file f', 'is not read'],
  ['kafka-topics --create --topic a; exit 3', 'the script ended with 3'],
  ['true', 'nothing was recorded'],
])('what cannot be recorded is a failure, and nothing is printed: %s', async (script, said) => {
  const {code, out, err} = await recorded(script)
  expect({code, out}).toEqual({code: 1, out: ''})
  expect(err).toContain(said)
})

test('record of a program that is not there', async () => {
  const {code, err} = await kafkit(['record', '--', join(dir, 'nothing')])
  expect({code, err}).toMatchObject({code: 2, err: expect.stringContaining('there is no such program') as string})
})
