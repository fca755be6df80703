import {expect, test} from 'vitest'
import kafkaConsoleProducer from '../../../src/lib/apache/kafka-console-producer/tool.ts'
import {openCluster} from '../../../src/lib/cluster/cluster.ts'
import {FakeLeaders} from '../../records/support/fake-leaders.ts'
import {testIo, type CliOptions} from '../../support/cli.ts'

interface Ran {
  readonly out: string
  readonly err: string
  readonly code: number
}

async function run(argv: readonly string[], options: CliOptions = {}): Promise<Ran> {
  const {io, text} = testIo(options)
  const code = await kafkaConsoleProducer.run(argv, io, (settings) => openCluster({...settings, retryBackoffMs: 1}))
  return {...text(), code}
}

const produce = async (stdin: string, ...argv: string[]) => {
  const fake = await FakeLeaders.start()
  const ran = await run(['--bootstrap-server', fake.server.bootstrapServers, '--topic', 't', ...argv], {stdin})
  return {...ran, records: fake.logs[0]?.records, batches: fake.logs[0]?.batches ?? []}
}
const reader = (...properties: string[]) => properties.flatMap((property) => ['--reader-property', property])

test('a line is a record, however it ends', async () => {
  const {records, code, out, err} = await produce('one\r\n\ntwo\rthree')
  expect(records).toEqual(['-=one', '-=', '-=two', '-=three'])
  expect({code, out, err}).toEqual({code: 0, out: '', err: ''})
})

test.each([
  [['parse.key=true'], 'k\tv\n', ['k=v']],
  [['parse.key= TRUE ', 'key.separator=:'], 'k:v:w\n:v\n', ['k=v:w', '=v']],
  [['parse.key=true', 'key.separator='], 'abc\n', ['=abc']],
  [['parse.key=true', 'null.marker=N'], 'N\tN\n', ['-=-']],
  [['parse.key=true', 'ignore.error=true'], 'plain\nk\tv\n', ['-=plain', 'k=v']],
  [['parse.key=yes'], 'k\tv\n', ['-=k\tv']],
])('reader properties %j', async (properties, stdin, expected) => {
  expect(await produce(stdin, ...reader(...properties))).toMatchObject({records: expected, code: 0, err: ''})
})

test('--property is the deprecated name, which stdout gets to hear', async () => {
  const {out, records} = await produce('k\tv\n', '--property', 'parse.key=true')
  expect(out).toBe(
    'Warning: --property is deprecated and will be removed in a future version. Use --reader-property instead.\n',
  )
  expect(records).toEqual(['k=v'])
})

test.each([
  ['parse.key=true', 'a\tb\nplain\nc\td\n', "No key separator found on line number 2: 'plain'"],
  ['parse.headers=true', 'h:1\tb\nplain\n', "No headers delimiter found on line number 2: 'plain'"],
  ['parse.headers=true', 'h:1\tb\nh\tv\n', "No header key separator found in pair 'h' on line number 2"],
])('%s and a bad line: what was before is sent, exit code 1', async (property, stdin, message) => {
  const {records, code, err} = await produce(stdin, ...reader(property))
  expect(records).toHaveLength(1)
  expect({code, err}).toEqual({code: 1, err: `org.apache.kafka.common.KafkaException: ${message}\n`})
})

test('where key and headers are both bad, it is the key', async () => {
  const {err} = await produce('nocolon\tv\n', ...reader('parse.key=true', 'parse.headers=true'))
  expect(err).toBe("org.apache.kafka.common.KafkaException: No key separator found on line number 1: 'nocolon\tv'\n")
})

test('headers are split by a regular expression whose groups add nothing', async () => {
  const properties = reader('parse.headers=true', 'headers.separator=(;)|(,)')
  const {batches, code} = await produce('a:1;b:2,c:3,;\tv\n', ...properties)
  expect(code).toBe(0)
  expect(batches[0]?.bytes.includes('\x02a\x021\x02b\x022\x02c\x023')).toBe(true)
})

test('the codec of the batch: none, gzip without a name, and never what a property says', async () => {
  const codecOf = async (...argv: string[]) => (await produce('v\n', ...argv)).batches[0]?.bytes.readInt16BE(21)
  expect(await codecOf('--command-property', 'compression.type=gzip')).toBe(0)
  expect(await codecOf('--compression-codec')).toBe(1)
  expect(await codecOf('--compression-codec', 'zstd')).toBe(4)
})

test('a refused record is told with its sizes, and the exit code stays 0; with --sync it is the end', async () => {
  const refuse = async (...argv: string[]) => {
    const fake = await FakeLeaders.start()
    fake.interfere = ({request}) => (request === 1 ? 87 : undefined)
    const properties = ['--bootstrap-server', fake.server.bootstrapServers, '--topic', 't', ...reader('parse.key=true')]
    const ran = await run([...properties, ...argv], {stdin: 'key\tfirst\nk\tsecond\n'})
    return {...ran, records: fake.logs[0]?.records}
  }
  // A batch for each record.
  const each = await refuse('--batch-size', '1')
  expect(each.err).toMatch(
    /^ERROR Error when sending message to topic t with key: 3 bytes, value: 5 bytes with error: /,
  )
  expect(each).toMatchObject({code: 0, records: ['k=second']})
  const sync = await refuse('--sync')
  expect(sync).toMatchObject({code: 1, records: []})
})

test('retries: given up after the last of them, not after the delivery timeout', async () => {
  const fake = await FakeLeaders.start()
  fake.interfere = () => 19 // NOT_ENOUGH_REPLICAS
  const server = ['--bootstrap-server', fake.server.bootstrapServers, '--topic', 't']
  const {err, code} = await run([...server, '--message-send-max-retries', '2'], {stdin: 'v\n'})
  expect(err).toContain('Error when sending message to topic t with key: null, value: 1 bytes with error: ')
  expect({code, requests: fake.requests}).toEqual({code: 0, requests: 3})
})

test('a record that is larger than max.request.size is not even sent', async () => {
  const property = ['--command-property', 'max.request.size=100']
  const {records, err, code} = await produce('0123456789012345\nshort\n', ...property)
  expect(records).toEqual(['-=short'])
  expect(err).toContain(
    'value: 16 bytes with error: org.apache.kafka.common.errors.RecordTooLargeException: The message is 101 bytes when serialized which is larger than 100, which is the ' +
      'value of the max.request.size configuration.\n',
  )
  expect(code).toBe(0)
})

test('a topic that does not come to be within max.block.ms', async () => {
  const fake = await FakeLeaders.start()
  fake.exists = false
  const {err, code} = await run(
    ['--bootstrap-server', fake.server.bootstrapServers, '--topic', 't', '--max-block-ms', '50'],
    {stdin: 'v\n'},
  )
  expect(err).toContain(
    'with error: org.apache.kafka.common.errors.TimeoutException: Topic t not present in metadata after 50 ms.\n',
  )
  expect(code).toBe(0)
})

test.each([
  [[], 'Missing required argument "[topic]"'],
  [['--topic', 'a', '--command-config', 'x', '--producer.config', 'y'], 'Options --command-config and --producer.config cannot be specified together.'], // prettier-ignore
  [['--topic', 'a'], 'Error while validating the bootstrap address\n'],
  [['--topic', 'a', '--bootstrap-server', 'a:1,b'], 'Please provide valid host:port like host1:9091,host2:9092\n'],
  [['--nope'], 'nope is not a recognized option'],
])('usage: %j', async (argv, message) => {
  const {err, code} = await run(['--sync', ...argv])
  expect(err.startsWith(`${message}\n`)).toBe(true)
  expect(err).toContain('--reader-property KEY=VALUE')
  expect(code).toBe(1)
})

test.each([
  [
    ['--batch-size', 'x'],
    "joptsimple.OptionArgumentConversionException: Cannot parse argument 'x' of option batch-size",
  ],
  [
    ['--request-required-acks', '2'],
    'org.apache.kafka.common.config.ConfigException: Invalid value 2 for configuration acks: String must be one of: all, -1, 0, 1',
  ],
  [
    ['--timeout', '-1'],
    'org.apache.kafka.common.config.ConfigException: Invalid value -1 for configuration linger.ms: Value must be at least 0',
  ],
  [['--compression-codec=foo'], 'org.apache.kafka.common.config.ConfigException: Invalid value foo for configuration compression.type: String must be one of: none, gzip, snappy, lz4, zstd'], // prettier-ignore
  [['--request-required-acks', '1', '--command-property', 'enable.idempotence=true'], 'org.apache.kafka.common.config.ConfigException: Must set acks to all in order to use the idempotent producer. Otherwise we cannot guarantee idempotence.'], // prettier-ignore
  [
    reader('headers.delimiter=:'),
    'org.apache.kafka.common.KafkaException: headers.delimiter and headers.key.separator may not be equal',
  ],
  [
    reader('key.separator=#', 'null.marker=#'),
    'org.apache.kafka.common.KafkaException: null.marker and key.separator may not be equal',
  ],
])('refused without help: %j', async (argv, message) => {
  const {err, code} = await run(['--bootstrap-server', '127.0.0.1:1', '--topic', 'a', ...argv])
  expect({err, code}).toEqual({err: `${message}\n`, code: 1})
})

test('--broker-list is accepted on demand, with a notice', async () => {
  const fake = await FakeLeaders.start()
  const argv = ['--broker-list', fake.server.bootstrapServers, '--topic', 't']
  const plain = await run(argv, {stdin: 'v\n'})
  expect(plain.err).toContain('broker-list is not a recognized option\n--broker-list was removed in Kafka 4.0.')
  const legacy = await run(argv, {stdin: 'v\n', env: {KAFKIT_LEGACY: '1'}})
  expect(legacy.code).toBe(0)
  expect(legacy.err).toContain('--broker-list was removed in Kafka 4.0 and is accepted because KAFKIT_LEGACY=1.')
  expect(fake.values).toEqual(['v'])
})

test('halves of surrogate pairs are one invalid character, as in Java', async () => {
  const {javaText} = await import('../../../src/lib/records/formats/java-text.ts')
  expect(javaText(Buffer.from('61eda08078edb08079ff', 'hex'))).toBe('a\ufffdx\ufffdy\ufffd')
  expect(javaText(Buffer.from('eda0', 'hex'))).toBe('\ufffd')
})

test('so is the old name of the line reader', async () => {
  const fake = await FakeLeaders.start()
  const reader = ['--line-reader', 'kafka.tools.ConsoleProducer$LineMessageReader']
  const argv = ['--bootstrap-server', fake.server.bootstrapServers, '--topic', 't', ...reader]
  expect((await run(argv, {stdin: 'v\n'})).err).toContain('its name until Kafka 3.9; KAFKIT_LEGACY=1 makes')
  const {err, code} = await run(argv, {stdin: 'v\n', env: {KAFKIT_LEGACY: '1'}})
  expect(err).toContain('since Kafka 4.0 and is accepted because KAFKIT_LEGACY=1.\n')
  expect(code).toBe(0)
  expect(fake.values).toEqual(['v'])
})
