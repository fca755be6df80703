// Against the practice broker, which answers as Kafka 4.3 does.
import {afterAll, beforeAll, expect, test} from 'vitest'
import {startPracticeBroker, type PracticeBroker} from '../../../src/lib/practice-broker/start.ts'
import {commandsAt} from '../../support/commands-at.ts'

let broker: PracticeBroker
beforeAll(async () => {
  broker = await startPracticeBroker({brokers: 3})
})
afterAll(() => broker.close())
const {run, screen} = commandsAt(() => broker.bootstrapServers)
/** Topic ids are random. */
const withoutIds = (text: string) => text.replaceAll(/id \S{22}/g, 'id …')

test('topics create says what was created', async () => {
  expect(await screen('topics create made-1 made-2 --partitions 3 --replication-factor 2 --config retention.ms=1000'))
    .toMatchInlineSnapshot(`
    "made-1 created with 3 partitions, 2 replicas each
    made-2 created with 3 partitions, 2 replicas each
    exit 0"
  `)
  expect(withoutIds(await screen('topics describe made-2'))).toMatchInlineSnapshot(`
    "made-2  3 partitions, 2 replicas each, id …
      min.insync.replicas=2  server.properties
      retention.ms=1000      topic
    PARTITION  LEADER  REPLICAS  ISR  STATE
            0       2  2,3       2,3  ok
            1       3  3,1       3,1  ok
            2       1  1,2       1,2  ok
    exit 0"
  `)
})

test('a topic that exists is a failure unless --if-not-exists; the others are created all the same', async () => {
  await run('topics create there')
  expect(await screen('topics create there fresh-1')).toMatchInlineSnapshot(`
    "fresh-1 created with 1 partition, 3 replicas each
    ! kafkit: create topic there: Topic 'there' already exists. (TOPIC_ALREADY_EXISTS)
    exit 1"
  `)
  expect(await screen('topics create there fresh-2 --if-not-exists')).toMatchInlineSnapshot(`
    "there already exists
    fresh-2 created with 1 partition, 3 replicas each
    exit 0"
  `)
})

test('topics create -o json has an outcome for each topic', async () => {
  const {out, err, code} = await run('topics create json there2 --partitions 2 -o json')
  expect({err, code}).toEqual({err: '', code: 0})
  expect(JSON.parse(out)).toMatchObject([
    {name: 'json', status: 'created', partitionCount: 2, replicationFactor: 3},
    {name: 'there2', status: 'created', partitionCount: 2, replicationFactor: 3},
  ])
  const again = await run('topics create json -o json')
  expect(again.code).toBe(1)
  expect(JSON.parse(again.out)).toMatchObject([
    {name: 'json', status: 'failed', error: {error: 'TOPIC_ALREADY_EXISTS'}},
  ])
  expect(again.err).toContain('TOPIC_ALREADY_EXISTS')
})

test('topics create --dry-run creates nothing', async () => {
  expect(await screen('topics create dry --partitions 2 --dry-run')).toMatchInlineSnapshot(`
    "dry would be created with 2 partitions, 3 replicas each
    exit 0"
  `)
  expect((await run('topics list dry')).code).toBe(1)
})

test('topics create --replica-assignment puts replicas on the chosen brokers', async () => {
  await run('topics create by-hand --replica-assignment 3:1,1:2')
  const {out} = await run('topics describe by-hand -o json')
  expect((JSON.parse(out) as {topics: {partitions: {replicas: number[]}[]}[]}).topics[0]?.partitions).toMatchObject([
    {replicas: [3, 1]},
    {replicas: [1, 2]},
  ])
})

test('topics create fails for more replicas than there are brokers', async () => {
  const {err, code} = await run('topics create wide --replication-factor 4')
  expect(code).toBe(1)
  expect(err).toMatch(/^kafkit: create topic wide: .*\(INVALID_REPLICATION_FACTOR\)\n$/)
})
