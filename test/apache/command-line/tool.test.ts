// What surrounds every drop-in: help, removed options, and who is told what.
import {expect, test} from 'vitest'
import {kafkaConsumerGroups, kafkaConsumerGroupsTool} from '../../../src/lib/apache/kafka-consumer-groups/tool.ts'
import {kafkaTopics, kafkaTopicsTool} from '../../../src/lib/apache/kafka-topics/tool.ts'
import {kafkaVersion} from '../../../src/lib/apache/command-line/tool.ts'
import {parseResetCsv} from '../../../src/lib/apache/kafka-consumer-groups/reset-csv.ts'
import {testIo, type CliOptions} from '../../support/cli.ts'

const tools = {'kafka-topics': kafkaTopics, 'kafka-consumer-groups': kafkaConsumerGroups}

async function run(name: keyof typeof tools, argv: readonly string[], options?: CliOptions) {
  const {io, text} = testIo(options)
  const code = await tools[name](argv, io)
  return {...text(), code}
}

test.each([kafkaTopicsTool, kafkaConsumerGroupsTool])(
  '$name --help has every option, on stderr, exit code 1',
  async (tool) => {
    const {out, err, code} = await run(tool.name as keyof typeof tools, ['--help'])
    expect({out, code}).toEqual({out: '', code: 1})
    for (const option of Object.keys(tool.options)) expect(err).toMatch(new RegExp(`^  --${option}\\b`, 'm'))
    for (const line of err.split('\n')) expect(line.length).toBeLessThanOrEqual(140)
  },
)

test('--version goes to stdout', async () => {
  expect(await run('kafka-topics', ['--version'])).toEqual({out: `${kafkaVersion}\n`, err: '', code: 0})
})

test('an option of an older release gets an answer that helps', async () => {
  const {out, err, code} = await run('kafka-topics', ['--zookeeper', 'zoo:2181', '--list'])
  expect({out, code}).toEqual({out: '', code: 1})
  expect(err).toMatchInlineSnapshot(`
    "zookeeper is not a recognized option
    --zookeeper was removed in Kafka 3.0. Brokers are asked now: --bootstrap-server HOST:9092 (a broker, not the ZooKeeper).
    "
  `)
  const groups = await run('kafka-consumer-groups', ['--new-consumer', '--list'])
  expect(groups.code).toBe(1)
  expect(groups.err).toMatchInlineSnapshot(`
    "new-consumer is not a recognized option
    --new-consumer was removed in Kafka 2.0. There is only the new consumer: leave it out. (KAFKIT_LEGACY=1 makes this tool accept it.)
    "
  `)
})

test('with KAFKIT_LEGACY=1 it is accepted where it still means something', async () => {
  const env = {KAFKIT_LEGACY: '1'}
  const accepted = await run('kafka-topics', ['--force', '--list'], {env})
  expect(accepted.err).toMatchInlineSnapshot(`
    "--force was removed in Kafka 3.0 and is accepted because KAFKIT_LEGACY=1. It had no effect: leave it out.
    --bootstrap-server must be specified
    "
  `)
  expect((await run('kafka-topics', ['--zookeeper', 'x', '--list'], {env})).err).toContain('is not a recognized option')
})

test('a configuration that cannot be is one sentence', async () => {
  const nonsense = await run('kafka-topics', ['--bootstrap-server', 'nonsense', '--list'])
  expect(nonsense).toEqual({
    out: '',
    err: 'Failed to create new KafkaAdminClient: Invalid url in bootstrap.servers: nonsense\n',
    code: 1,
  })
  const groups = await run('kafka-consumer-groups', ['--bootstrap-server', 'nonsense', '--list'])
  expect(groups.out).toBe(
    '\nError: Executing consumer group command failed due to Failed to create new KafkaAdminClient\n',
  )
  expect(groups.code).toBe(0)
})

test('the file of --from-file is read as Jackson does', () => {
  expect(parseResetCsv('t,0,5\n"a ""b""", 1 ,6\r\n\n\n', true).rows).toEqual([
    {group: undefined, topic: 't', partition: 0, offset: 5},
    {group: undefined, topic: 'a "b"', partition: 1, offset: 6},
  ])
  const four = parseResetCsv('g,t,0,5\n', true)
  expect(four.rows).toEqual([{group: 'g', topic: 't', partition: 0, offset: 5}])
  expect(four.notice).toContain('Cannot deserialize value of type `int` from String "t"')
  expect(() => parseResetCsv('t,0,5,6,7\n', true)).toThrow(
    'com.fasterxml.jackson.dataformat.csv.CsvReadException: Too many entries: expected at most 4 (value #4 (1 chars) "7")',
  )
  expect(() => parseResetCsv('t,0,5\n\nt,1,6\n', true)).toThrow('No content to map due to end-of-input')
})
