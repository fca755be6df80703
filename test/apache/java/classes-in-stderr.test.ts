// Scripts decide by Java's class names in standard error (`2>&1 | grep -q TopicExistsException`): every error of a drop-in
// begins with the class of Apache's trace. The sentences were taken from Apache's tools 4.3.1 on a broker 4.3.1.
import {readFileSync} from 'node:fs'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {KafkaError, UsageError} from '../../../src/lib/cluster/errors.ts'
import kafkaConsoleConsumer from '../../../src/lib/apache/kafka-console-consumer/tool.ts'
import kafkaConsoleProducer from '../../../src/lib/apache/kafka-console-producer/tool.ts'
import kafkaConsumerGroups from '../../../src/lib/apache/kafka-consumer-groups/tool.ts'
import kafkaTopics from '../../../src/lib/apache/kafka-topics/tool.ts'
import type {Tool} from '../../../src/lib/apache/command-line/tool.ts'
import {
  asJavaError,
  executionException,
  JavaError,
  kafkaException,
  metadataException,
  runtimeException,
  sentence,
} from '../../../src/lib/apache/java/errors.ts'
import {startPracticeBroker, type PracticeBroker} from '../../../src/lib/practice-broker/start.ts'
import {testIo} from '../../support/cli.ts'

const errors = 'org.apache.kafka.common.errors'
const folder = mkdtempSync(join(tmpdir(), 'kafkit-classes-'))
let broker: PracticeBroker
beforeAll(async () => {
  broker = await startPracticeBroker()
  await run(kafkaTopics, ['--create', '--topic', 'there'])
})
afterAll(async () => {
  rmSync(folder, {recursive: true})
  await broker[Symbol.asyncDispose]()
})

async function run(tool: Tool, args: readonly string[], {stdin = 'a\n', server = broker.bootstrapServers} = {}) {
  const {io, text} = testIo({stdin})
  await tool.run(['--bootstrap-server', server, ...args], io)
  return text().err
}

describe('names from Kafka’s Errors class', () => {
  const lines = readFileSync(join(import.meta.dirname, '../../fixtures/error-codes.jsonl'), 'utf8')
    .trim()
    .split('\n')
  const rows = lines.map((line) => JSON.parse(line) as {code: number; class: string | null; message: string})
  test.each(rows.filter((row) => row.class !== null))('$class', ({code, class: javaClass, message}) => {
    const error = new KafkaError(code, 'create topic there')
    expect(sentence(kafkaException(error))).toBe(`${javaClass}: ${message}`)
    expect(sentence(asJavaError(error, 'createTopics'))).toBe(`${javaClass}: ${message}`)
    expect(sentence(executionException(kafkaException(error)))).toBe(
      `java.util.concurrent.ExecutionException: ${javaClass}: ${message}`,
    )
  })
})

describe('one sentence of a chain', () => {
  test("the broker's own words, not ours beside them", () =>
    expect(sentence(kafkaException(new KafkaError(36, 'create topic there', "Topic 'there' already exists.")))).toBe(
      `${errors}.TopicExistsException: Topic 'there' already exists.`,
    ))
  test('each cause that adds something, with its class; then our reason', () =>
    expect(
      sentence(
        new JavaError('a.KafkaException', 'Failed', {
          cause: new JavaError('b.ConfigException', 'no url', {cause: new UsageError('write host:port')}),
        }),
      ),
    ).toBe('a.KafkaException: Failed: b.ConfigException: no url: write host:port'))
  test('what repeats its cause is said once', () =>
    expect(sentence(runtimeException(executionException(new JavaError('a.B', 'why'))))).toBe(
      'java.lang.RuntimeException: java.util.concurrent.ExecutionException: a.B: why',
    ))
  test('topics that the metadata refuses, by name', () => {
    const said = (code: number) => sentence(metadataException(new KafkaError(code, 'produce'), ['no such']))
    expect(said(17)).toBe(`${errors}.InvalidTopicException: Invalid topics: [no such]`)
    expect(said(29)).toBe(`${errors}.TopicAuthorizationException: Not authorized to access topics: [no such]`)
  })
})

describe('what scripts meet', () => {
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  test.each([
    [
      'create a topic that exists',
      ['--create', '--topic', 'there'],
      `ERROR ${errors}.TopicExistsException: Topic 'there' already exists.\n`,
    ],
    ['an invalid name', ['--create', '--topic', 'no such'], `ERROR ${errors}.InvalidTopicException: `],
    [
      'too many replicas',
      ['--create', '--topic', 'x', '--replication-factor', '9'],
      `ERROR ${errors}.InvalidReplicationFactorException: `,
    ],
    [
      'an unknown config',
      ['--create', '--topic', 'x', '--config', 'nope=1'],
      `ERROR ${errors}.InvalidConfigurationException: Unknown topic config name: nope\n`,
    ],
    [
      'a wrong config',
      ['--create', '--topic', 'x', '--config', 'retention.ms=a'],
      'ERROR org.apache.kafka.common.config.ConfigException: Invalid value a',
    ],
    [
      'no partitions',
      ['--create', '--topic', 'x', '--partitions', '0'],
      'ERROR java.lang.IllegalArgumentException: The partitions must be greater than 0\n',
    ],
    [
      'partitions that are no number',
      ['--create', '--topic', 'x', '--partitions', 'a'],
      "ERROR joptsimple.OptionArgumentConversionException: Cannot parse argument 'a' of option partitions\n",
    ],
    [
      'describe a topic that is not there',
      ['--describe', '--topic', 'none'],
      "ERROR java.lang.IllegalArgumentException: Topic 'none' does not exist as expected\n",
    ],
    [
      'delete a topic that is not there',
      ['--delete', '--topic', 'none'],
      "ERROR java.lang.IllegalArgumentException: Topic 'none' does not exist as expected\n",
    ],
    [
      'fewer partitions',
      ['--alter', '--topic', 'there', '--partitions', '1'],
      `ERROR ${errors}.InvalidPartitionsException: `,
    ],
    ['an unknown option', ['--lst'], 'joptsimple.UnrecognizedOptionException: lst is not a recognized option\n'],
    [
      'a file that is not there',
      ['--list', '--command-config', '/nowhere'],
      'java.nio.file.NoSuchFileException: /nowhere',
    ],
  ])('kafka-topics: %s', async (_, args, said) => expect((await run(kafkaTopics, args)).startsWith(said)).toBe(true))

  test('kafka-topics: a server that cannot be resolved, and one that is none', async () => {
    expect(await run(kafkaTopics, ['--list'], {server: 'nohost.invalid:9092'})).toBe(
      "WARN Couldn't resolve server nohost.invalid:9092 from bootstrap.servers as DNS resolution failed for nohost.invalid\n" +
        'org.apache.kafka.common.KafkaException: Failed to create new KafkaAdminClient: org.apache.kafka.common.config.ConfigException: No resolvable bootstrap urls given in bootstrap.servers\n',
    )
    expect(await run(kafkaTopics, ['--list'], {server: 'nonsense'})).toContain(
      'org.apache.kafka.common.config.ConfigException: Invalid url in bootstrap.servers: nonsense',
    )
  })

  test('kafka-topics: a login without its configuration, and a wrong value', async () => {
    const login = file('nojaas.properties', 'security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\n')
    expect(await run(kafkaTopics, ['--list', '--command-config', login])).toContain(
      "java.lang.IllegalArgumentException: Could not find a 'KafkaClient' entry in the JAAS configuration. System property 'java.security.auth.login.config' is not set",
    )
    const number = file('number.properties', 'request.timeout.ms=abc\n')
    expect(await run(kafkaTopics, ['--list', '--command-config', number])).toBe(
      'org.apache.kafka.common.config.ConfigException: Invalid value abc for configuration request.timeout.ms: Not a number of type INT\n',
    )
  })

  test('kafka-consumer-groups', async () => {
    expect(await run(kafkaConsumerGroups, ['--describe', '--group', 'none'])).toBe(
      `java.util.concurrent.ExecutionException: ${errors}.GroupIdNotFoundException: Group none not found.\n`,
    )
    const wrongTime = ['--reset-offsets', '--group', 'g', '--topic', 'there', '--to-datetime', 'x', '--execute']
    expect(await run(kafkaConsumerGroups, wrongTime)).toContain(
      'java.lang.RuntimeException: java.text.ParseException: ',
    )
    expect(await run(kafkaConsumerGroups, ['--list', '--command-config', '/nowhere'])).toContain(
      'java.lang.RuntimeException: java.nio.file.NoSuchFileException: /nowhere',
    )
  })

  test('kafka-console-producer', async () => {
    expect(await run(kafkaConsoleProducer, ['--topic', 'no such', '--command-property', 'max.block.ms=2000'])).toBe(
      `ERROR Error when sending message to topic no such with key: null, value: 1 bytes with error: ${errors}.InvalidTopicException: Invalid topics: [no such]\n`,
    )
    expect(await run(kafkaConsoleProducer, ['--topic', 'no such', '--sync'])).toBe(
      `java.util.concurrent.ExecutionException: ${errors}.InvalidTopicException: Invalid topics: [no such]\n`,
    )
    expect(await run(kafkaConsoleProducer, ['--topic', 'there', '--reader-property', 'parse.key=true'])).toBe(
      "org.apache.kafka.common.KafkaException: No key separator found on line number 1: 'a'\n",
    )
    expect(await run(kafkaConsoleProducer, ['--topic', 'there'], {stdin: 'x'.repeat(1_100_000)})).toContain(
      `with error: ${errors}.RecordTooLargeException: The message is `,
    )
  })

  test('kafka-console-consumer', async () => {
    expect(await run(kafkaConsoleConsumer, ['--topic', 'no such', '--timeout-ms', '3000'])).toContain(
      `terminating consumer process: ${errors}.InvalidTopicException: Invalid topics: [no such]\n`,
    )
    expect(await run(kafkaConsoleConsumer, ['--topic', 'there', '--timeout-ms', '300'])).toContain(
      `terminating consumer process: ${errors}.TimeoutException`,
    )
    expect(await run(kafkaConsoleConsumer, ['--topic', 'there', '--command-property', 'isolation.level=x'])).toContain(
      'ERROR Unknown error when running consumer: org.apache.kafka.common.config.ConfigException: Invalid value x',
    )
  })
})
