// What runs around every drop-in: help, version, removed options, and which stream a complaint goes to.
import {expect, test} from 'vitest'
import {loadDropIns} from '../../../scripts/drop-in-tools.ts'
import type {Tool} from '../../../src/lib/apache/command-line/tool.ts'
import kafkaConsumerGroups from '../../../src/lib/apache/kafka-consumer-groups/tool.ts'
import kafkaTopics from '../../../src/lib/apache/kafka-topics/tool.ts'
import {testIo, type CliOptions} from '../../support/cli.ts'

const all = await loadDropIns()
const tools = all.filter(({commands}) => commands === undefined)
const commandTools = all.filter(({commands}) => commands !== undefined)

async function run(tool: Tool, argv: readonly string[], options?: CliOptions) {
  const {io, text} = testIo(options)
  const code = await tool.run(argv, io)
  return {...text(), code}
}

/** To kafka-e2e-latency such an option alone is a wrong number of words. */
const before = ({name}: Tool) => (name === 'kafka-e2e-latency' ? ['--topic', 't'] : [])

test.each(tools)('$name --help has every option, on stderr, exit code 1', async (tool) => {
  const {out, err, code} = await run(tool, [...before(tool), '--help'])
  expect({out, code}).toEqual({out: '', code: 1})
  for (const option of Object.keys(tool.options)) expect(err).toMatch(new RegExp(`^  --${option}\\b`, 'm'))
  // The first line is Apache's own.
  for (const line of err.split('\n').slice(1)) expect(line.length).toBeLessThanOrEqual(140)
})

test.each(commandTools)('$name --help has every command and option, on stdout', async (tool) => {
  const whole = await run(tool, ['--help'])
  expect(whole.err).toBe('')
  for (const option of Object.keys(tool.options)) expect(whole.out).toMatch(new RegExp(`^  --${option}\\b`, 'm'))
  for (const [command, {options}] of Object.entries(tool.commands ?? {})) {
    expect(whole.out).toMatch(new RegExp(`^  ${command}  `, 'm'))
    const {out, err, code} = await run(tool, [command, '-h'])
    expect({err, code}).toEqual({err: '', code: whole.code})
    for (const option of Object.keys(options)) expect(out).toMatch(new RegExp(`^  --${option}\\b`, 'm'))
  }
})

test.each(tools)('$name --version goes to stdout', async (tool) => {
  const {err, ...rest} = await run(tool, [...before(tool), '--version'])
  expect(rest).toEqual({out: '4.3.1\n', code: 0})
  // One of Apache's tools is deprecated, and says so.
  expect(err).toMatch(/^(?:\[[^\]]+\] WARN This tool is deprecated .*\n)?$/)
})

test('an option of an older release gets an answer that helps', async () => {
  const {out, err, code} = await run(kafkaTopics, ['--zookeeper', 'zoo:2181', '--list'])
  expect({out, code}).toEqual({out: '', code: 1})
  expect(err).toMatchInlineSnapshot(`
    "joptsimple.UnrecognizedOptionException: zookeeper is not a recognized option
    --zookeeper was removed in Kafka 3.0. Use --bootstrap-server HOST:9092, with the address of a broker instead of ZooKeeper.
    "
  `)
  const groups = await run(kafkaConsumerGroups, ['--new-consumer', '--list'])
  expect(groups.code).toBe(1)
  expect(groups.err).toMatchInlineSnapshot(`
    "joptsimple.UnrecognizedOptionException: new-consumer is not a recognized option
    --new-consumer was removed in Kafka 2.0. There is only one consumer now. Leave it out. (KAFKIT_LEGACY=1 makes this tool accept it.)
    "
  `)
})

test('with KAFKIT_LEGACY=1 it is accepted where it still means something', async () => {
  const env = {KAFKIT_LEGACY: '1'}
  const accepted = await run(kafkaTopics, ['--force', '--list'], {env})
  expect(accepted.err).toMatchInlineSnapshot(`
    "--force was removed in Kafka 3.0 and is accepted because KAFKIT_LEGACY=1. It had no effect. Leave it out.
    java.lang.IllegalArgumentException: --bootstrap-server must be specified
    "
  `)
  expect((await run(kafkaTopics, ['--zookeeper', 'x', '--list'], {env})).err).toContain('is not a recognized option')
})

test('a configuration that cannot be is one sentence', async () => {
  const nonsense = await run(kafkaTopics, ['--bootstrap-server', 'nonsense', '--list'])
  expect(nonsense).toEqual({
    out: '',
    err: 'org.apache.kafka.common.KafkaException: Failed to create new KafkaAdminClient: org.apache.kafka.common.config.ConfigException: Invalid url in bootstrap.servers: nonsense\n',
    code: 1,
  })
  const groups = await run(kafkaConsumerGroups, ['--bootstrap-server', 'nonsense', '--list'])
  expect(groups.out).toBe(
    '\nError: Executing consumer group command failed due to Failed to create new KafkaAdminClient\n',
  )
  expect(groups.code).toBe(0)
})
