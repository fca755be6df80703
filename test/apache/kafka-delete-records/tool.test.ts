import {mkdtempSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {expect, test} from 'vitest'
import kafkaDeleteRecords from '../../../src/lib/apache/kafka-delete-records/tool.ts'
import {DeleteRecords} from '../../../src/lib/apis/delete-records.ts'
import {testIo} from '../../support/cli.ts'
import {fakeCluster, on, type FakeCluster} from '../../support/fake-cluster.ts'

const folder = mkdtempSync(join(tmpdir(), 'delete-records-'))
function file(name: string, text: string) {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

/** Partition 1 refuses. */
const deleting = on(DeleteRecords, ({topics}) => ({
  topics: topics.map(({name, partitions}) => ({
    name,
    partitions: partitions.map(({partitionIndex, offset}) =>
      partitionIndex === 1
        ? {partitionIndex, lowWatermark: -1, errorCode: 1}
        : {partitionIndex, lowWatermark: offset, errorCode: 0},
    ),
  })),
}))

async function run(fake: FakeCluster, json: string, config = '') {
  const {io, text} = testIo()
  const argv = ['--offset-json-file', file('offsets.json', json), '--command-config', file('client.properties', config)]
  const code = await kafkaDeleteRecords.run(['--bootstrap-server', fake.bootstrapServers, ...argv], io)
  return {...text(), code}
}
const entry = (topic: string, partition: number, offset: string | number) =>
  `{"topic": "${topic}", "partition": ${partition}, "offset": ${offset}}`

test('each partition is told, and one that fails does not change the exit code', async () => {
  await using fake = await fakeCluster({topics: {a: 2, b: 1}}, deleting)
  const json = `{"partitions": [${entry('b', 0, 7)}, ${entry('a', 1, 99)}, ${entry('a', 0, -1)}]}`
  expect(await run(fake, json)).toEqual({
    out: `Executing records delete operation
Records delete operation completed:
partition: a-0\tlow_watermark: -1
partition: a-1\terror: org.apache.kafka.common.errors.OffsetOutOfRangeException: The requested offset is not within the range of offsets maintained by the server.
partition: b-0\tlow_watermark: 7
`,
    err: 'ERROR a-1: org.apache.kafka.common.errors.OffsetOutOfRangeException: The requested offset is not within the range of offsets maintained by the server.\n',
    code: 0,
  })
  expect(fake.asked(DeleteRecords)[0]?.topics).toEqual([
    {name: 'a', partitions: [{partitionIndex: 0, offset: -1}, {partitionIndex: 1, offset: 99}]}, // prettier-ignore
    {name: 'b', partitions: [{partitionIndex: 0, offset: 7}]},
  ])
})

test('a topic that does not exist is waited for until the time of the call is over', async () => {
  await using fake = await fakeCluster({topics: {a: 1}}, deleting)
  const json = `{"partitions": [${entry('none', 0, 7)}, ${entry('a', 0, 3)}]}`
  const {out, code} = await run(fake, json, 'default.api.timeout.ms=1200\nrequest.timeout.ms=1000')
  expect(code).toBe(0)
  expect(out).toMatch(
    /^partition: none-0\terror: org\.apache\.kafka\.common\.errors\.TimeoutException: Call\(callName=deleteRecords\(api=METADATA\), deadlineMs=(\d+), tries=\d+, nextAllowedTryMs=\d+\) timed out at \1 after \d+ attempt\(s\)$/m,
  )
  // What could be deleted was deleted once.
  expect(fake.asked(DeleteRecords)).toHaveLength(1)
})

test('a topic that may not be seen is told as the lookup of its leader', async () => {
  await using fake = await fakeCluster({topics: {a: 1}}, deleting)
  const {Metadata} = await import('../../../src/lib/apis/metadata.ts')
  const {nodes} = fake
  fake.serve(
    on(Metadata, ({topics}) => ({
      brokers: nodes.map(({nodeId, host, port}) => ({nodeId, host, port})),
      controllerId: 1,
      topics: (topics ?? []).map(({name}) => ({name, errorCode: 29, partitions: []})),
    })),
  )
  const {out, code} = await run(fake, `{"partitions": [${entry('a', 0, 7)}]}`)
  expect(code).toBe(0)
  expect(out).toContain(
    'partition: a-0\terror: org.apache.kafka.common.errors.TopicAuthorizationException: Failed to fetch metadata for partition a-0 due to topic authorization failure\n',
  )
})

test.each([
  ['', 'The input string is not a valid JSON'],
  ['{', 'The input string is not a valid JSON'],
  ['[]', 'Expected JSON object, received []'],
  ['{"version": 2}', 'Not supported version field value 2'],
  ['{"version": 1.0}', 'Expected `Integer` value, received 1.0'],
  ['{"version": 1}', 'Missing partitions field'],
  ['{"partitions": {}}', 'Expected JSON array, received {}'],
  ['{"partitions": [{"topic": "a"}]}', 'No such field exists: `partition`'],
  ['{"partitions": [{"topic": 1, "partition": 0, "offset": 1}]}', 'Expected `String` value, received 1'],
  [`{"partitions": [${entry('a', 0, '"1"')}]}`, 'Expected `Long` value, received "1"'],
  [`{"partitions": [${entry('a', 0, '9223372036854775808')}]}`, 'Expected `Long` value, received 9223372036854775808'],
  [
    `{"partitions": [${entry('a', 0, 1)}, ${entry('a', 0, 2)}, ${entry('b', 0, 2)}]}`,
    'Offset json file contains duplicate topic partitions: a-0',
  ],
])('%s is refused, and nothing is sent', async (json, message) => {
  await using fake = await fakeCluster({topics: {a: 1}}, deleting)
  const {out, err, code} = await run(fake, json)
  expect({out, code}).toEqual({out: '', code: 1})
  expect(err).toMatch(/^(?:org\.apache\.kafka\.tools\.AdminOperation|org\.apache\.kafka\.tools\.AdminCommandFailed|com\.fasterxml\.jackson\.databind\.JsonMapping)Exception: /) // prettier-ignore
  expect(err).toContain(`Exception: ${message}\n`)
  expect(fake.asked(DeleteRecords)).toEqual([])
})

test('what follows the first value is ignored, as by Jackson', async () => {
  await using fake = await fakeCluster({topics: {a: 1}}, deleting)
  const {out, code} = await run(fake, ` {"partitions": [${entry('a', 0, 7)}], "note": "}]\\"{"} and so on {`)
  expect({code, last: out.split('\n').at(-2)}).toEqual({code: 0, last: 'partition: a-0\tlow_watermark: 7'})
})
