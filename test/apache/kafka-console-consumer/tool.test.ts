import {describe, expect, test} from 'vitest'
import kafkaConsoleConsumer from '../../../src/lib/apache/kafka-console-consumer/tool.ts'
import {openCluster} from '../../../src/lib/cluster/cluster.ts'
import {FakeLogs, numbered, partition} from '../../records/support/fake-logs.ts'
import {batch, type Given} from '../../records/support/records.ts'
import {testIo, type CliOptions} from '../../support/cli.ts'

async function run(argv: readonly string[], options: CliOptions = {}) {
  const {io, text} = testIo(options)
  const code = await kafkaConsoleConsumer.run(argv, io, (settings) => openCluster({...settings, retryBackoffMs: 1}))
  return {...text(), code}
}

/** Partition 0 of topic t with these records. */
async function consume(records: readonly Given[], ...argv: string[]) {
  const logs = await FakeLogs.start({t: [partition([batch(0, records)])]})
  return run(['--bootstrap-server', logs.server.bootstrapServers, '--topic', 't', '--partition', '0', ...argv])
}
const formatted = (...properties: string[]) => properties.flatMap((property) => ['--formatter-property', property])
const deserialize = async (name: string, value: Buffer | string | null, ...argv: string[]) => {
  const className = `org.apache.kafka.common.serialization.${name}Deserializer`
  return consume([{value}], '--from-beginning', '--max-messages', '1', '--value-deserializer', className, ...argv)
}

test('from the beginning, so many records, and their count on stderr', async () => {
  const records = ['a', 'b', 'c'].map((value) => ({value}))
  const ran = await consume(records, '--from-beginning', '--max-messages', '2')
  expect(ran).toEqual({out: 'a\nb\n', err: 'Processed a total of 2 messages\n', code: 0})
})

test('from an offset, until nothing comes any more: that is not a failure', async () => {
  const {out, err, code} = await consume([{value: 'a'}, {value: 'b'}], '--offset', '1', '--timeout-ms', '1000')
  expect(out).toBe('b\n')
  expect(err).toMatch(
    /^ERROR Error processing message, terminating consumer process: .*\nProcessed a total of 1 messages\n$/,
  )
  expect(code).toBe(0)
})

test('no records wanted, none read', async () => {
  for (const count of ['0', '-5'])
    expect(await consume([{value: 'a'}], '--from-beginning', '--max-messages', count)).toEqual({
      out: '',
      err: 'Processed a total of 0 messages\n',
      code: 0,
    })
})

test('every field, in its place', async () => {
  const record: Given = {key: 'k', value: null, headers: [['h', '1'], ['g', null]]} // prettier-ignore
  const names = ['timestamp', 'partition', 'offset', 'delivery', 'epoch', 'headers', 'key']
  const properties = formatted(...names.map((name) => `print.${name}= TRUE`), 'null.literal=NIL', 'headers.separator=;')
  const {out} = await consume([record], '--from-beginning', '--max-messages', '1', ...properties)
  expect(out).toBe(
    'CreateTime:1700000000000\tPartition:0\tOffset:0\tDelivery:NOT_PRESENT\tEpoch:NOT_PRESENT\th:1;g:NIL\tk\tNIL\n',
  )
})

test('--enable-systest-events says on stdout that it is over', async () => {
  const {out} = await consume([{value: 'a'}], '--from-beginning', '--max-messages', '1', '--enable-systest-events')
  expect(out).toBe('a\nshutdown_complete\n')
})

test('deprecated options are named on stdout', async () => {
  const argv = ['--from-beginning', '--max-messages', '1', '--consumer-property', 'a=b', '--property', 'print.key=true']
  const {out} = await consume([{key: 'k', value: 'v'}], ...argv)
  expect(out).toBe(
    'Option --consumer-property is deprecated and will be removed in a future version. Use --command-property instead.\n' +
      'Option --property is deprecated and will be removed in a future version. Use --formatter-property instead.\n' +
      'k\tv\n',
  )
})

describe('a record that cannot be printed', () => {
  const records = [
    {key: 'k', value: 'short'},
    {key: 'l', value: Buffer.from('0000000000000007', 'hex')},
  ]
  const long = ['--value-deserializer', 'org.apache.kafka.common.serialization.LongDeserializer']
  const argv = ['--from-beginning', '--max-messages', '2', ...formatted('print.key=true'), ...long]

  test('is the end; what was printed of it stays, and it counts', async () => {
    const {out, err, code} = await consume(records, ...argv)
    expect(out).toBe('k\t')
    expect(err).toBe(
      'Processed a total of 1 messages\n' +
        'ERROR Unknown error when running consumer: org.apache.kafka.common.errors.SerializationException: Size of data received by LongDeserializer is not 8\n',
    )
    expect(code).toBe(1)
  })

  test('is passed over with --skip-message-on-error', async () => {
    const {out, err, code} = await consume(records, ...argv, '--skip-message-on-error')
    expect(out).toBe('k\tl\t7\n')
    expect(err).toMatch(
      /^ERROR Error processing message, skipping this message: .*\nProcessed a total of 2 messages\n$/,
    )
    expect(code).toBe(0)
  })
})

// What Apache's tool printed for the same bytes.
test.each([
  ['Integer', '0000002a', '42'],
  ['Long', 'ffffffffffffffff', '-1'],
  ['Short', '8000', '-32768'],
  ['Boolean', '01', 'true'],
  ['Float', '3dcccccd', '0.1'],
  ['Float', '501502f9', '1.0E10'],
  ['Float', '38d1b717', '1.0E-4'],
  ['Float', '4b189680', '1.0E7'],
  ['Float', '7f7fffff', '3.4028235E38'],
  ['Double', '3ff0000000000000', '1.0'],
  ['Double', '0000000000000001', '4.9E-324'],
  ['Float', '00000001', '1.4E-45'],
  ['Double', '4202a05f20000000', '1.0E10'],
  ['Double', '3f50624dd2f1a9fc', '0.001'],
  ['Double', 'c0c81cd6e631f8a1', '-12345.6789'],
  ['Double', '7ff0000000000000', 'Infinity'],
  ['Double', '8000000000000000', '-0.0'],
  ['Bytes', '00ff415c7e', '\\x00\\xFFA\\x5C~'],
  ['String', 'c3280a00', '\ufffd(\n\0'],
  ['ByteBuffer', '0000', 'java.nio.HeapByteBuffer[pos=0 lim=2 cap=2]'],
])('%sDeserializer of %s', async (name, hex, expected) => {
  expect((await deserialize(name, Buffer.from(hex, 'hex'))).out).toBe(`${expected}\n`)
})

test('the null literal is deserialized, not null', async () => {
  const {err, code} = await deserialize('Long', null)
  expect(err).toContain('Size of data received by LongDeserializer is not 8')
  expect(code).toBe(1)
})

test('UUIDs as text, short parts filled up', async () => {
  const uuid = '123e4567-e89b-12d3-a456-426614174000'
  expect((await deserialize('UUID', uuid)).out).toBe(`${uuid}\n`)
  expect((await deserialize('UUID', '1-2-3-4-5')).out).toBe('00000001-0002-0003-0004-000000000005\n')
  expect((await deserialize('UUID', 'nope')).err).toContain('Error parsing data into UUID')
})

test('a deserializer that is not there is told and left out', async () => {
  const {out, err, code} = await deserialize('Nope', 'v')
  expect({out, code}).toEqual({out: 'v\n', code: 0})
  expect(err).toContain(
    'Unable to instantiate a deserializer from org.apache.kafka.common.serialization.NopeDeserializer',
  )
})

test.each([
  ['ISO-8859-1', 'e9', 'é'],
  ['US-ASCII', '41e9', 'A\ufffd'],
  ['UTF-16', '004100e9', 'Aé'],
  ['UTF-16LE', '4100e900', 'Aé'],
])('a string in %s', async (encoding, hex, expected) => {
  const property = `value.deserializer.deserializer.encoding=${encoding}`
  const {out} = await deserialize('String', Buffer.from(hex, 'hex'), ...formatted(property))
  expect(out).toBe(`${expected}\n`)
})

describe('formatters of internal topics', () => {
  const print = async (formatter: string, ...records: Given[]) => {
    const className = `org.apache.kafka.tools.consumer.${formatter}`
    const count = String(records.length)
    return consume(records, '--from-beginning', '--max-messages', count, '--formatter', className)
  }
  const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
  const offsetKey = hex('0001 000167 000174 00000002')

  test('offsets: version 3, a tombstone, one with a topic id, and nothing in between', async () => {
    const v3 = hex('0003 0000000000000005 ffffffff 0000 0000000000000001')
    const v4 = hex('0004 0000000000000005 00000002 026d 0000000000000001 01 00 10 00000000000000000000000000000001')
    const {out} = await print(
      'OffsetsMessageFormatter',
      {key: offsetKey, value: v3},
      {key: offsetKey, value: null},
      {key: hex('0002 000167'), value: null},
      {key: offsetKey, value: v4},
    )
    const key = '{"key":{"type":1,"data":{"group":"g","topic":"t","partition":2}},"value":'
    expect(out).toBe(
      `${key}{"version":3,"data":{"offset":5,"leaderEpoch":-1,"metadata":"","commitTimestamp":1}}}` +
        `${key}null}` +
        `${key}{"version":4,"data":{"offset":5,"leaderEpoch":2,"metadata":"m","commitTimestamp":1,"topicId":"AAAAAAAAAAAAAAAAAAAAAQ"}}}`,
    )
  })

  test('group metadata with a member: bytes in base64', async () => {
    const member = hex('00016d ffff 000163 000168 00000005 00000006 00000002 0001 00000001 ff')
    const value = Buffer.concat([hex('0003 000163 00000001 000172 ffff 0000000000000007 00000001'), member])
    const {out} = await print('GroupMetadataMessageFormatter', {key: hex('0002 000167'), value})
    expect(out).toBe(
      '{"key":{"type":2,"data":{"group":"g"}},"value":{"version":3,"data":{"protocolType":"c","generation":1,' +
        '"protocol":"r","leader":null,"currentStateTimestamp":7,"members":[{"memberId":"m","groupInstanceId":null,' +
        '"clientId":"c","clientHost":"h","rebalanceTimeout":5,"sessionTimeout":6,"subscription":"AAE=","assignment":"/w=="}]}}}',
    )
  })

  test('transactions: tags that are not the default stand behind what they belong to', async () => {
    const value = hex(
      '0001 0000000000000007 0001 0000ea60 04 00 0000000000000001 0000000000000002 02 00 08 0000000000000006 02 02 0002',
    )
    const {out} = await print('TransactionLogMessageFormatter', {key: hex('0000 000178'), value})
    expect(out).toBe(
      '{"key":{"type":0,"data":{"transactionalId":"x"}},"value":{"version":1,"data":{"producerId":7,' +
        '"previousProducerId":6,"producerEpoch":1,"transactionTimeoutMs":60000,"transactionStatus":4,' +
        '"transactionPartitions":null,"transactionLastUpdateTimestampMs":1,"transactionStartTimestampMs":2,' +
        '"clientTransactionVersion":2}}}',
    )
  })

  test('64 bits are kept', async () => {
    const value = hex('0000 00000003 7fffffffffffffff 00')
    const {out} = await print('ShareGroupMessageFormatter', {key: hex('000b 000167'), value})
    expect(out).toBe(
      '{"key":{"type":11,"data":{"groupId":"g"}},"value":{"version":0,"data":{"epoch":3,"metadataHash":9223372036854775807}}}',
    )
  })

  test('bytes that are none of it', async () => {
    const {err, code} = await print('OffsetsMessageFormatter', {key: offsetKey, value: hex('0003 00')})
    expect(err).toContain('Could not read record at offset 0 due to: ')
    expect(code).toBe(1)
  })

  test('NoOpMessageFormatter only counts', async () => {
    const {out, err} = await print('NoOpMessageFormatter', {value: 'a'}, {value: 'b'})
    expect({out, err}).toEqual({out: '', err: 'Processed a total of 2 messages\n'})
  })
})

test.each([
  [[], 'Exactly one of the following arguments is required: [topic], [include]'],
  [['--topic', 't', '--include', 'x'], 'Exactly one of the following arguments is required: [topic], [include]'],
  [['--include', 'x', '--partition', '0'], 'The topic is required when partition is specified.'],
  [['--topic', 't', '--partition', '0', '--from-beginning', '--offset', '1'], 'Options from-beginning and offset cannot be specified together.'], // prettier-ignore
  [['--topic', 't', '--offset', '1'], 'The partition is required when offset is specified.'],
  [['--topic', 't'], 'Missing required argument "[bootstrap-server]"'],
])('usage: %j', async (argv, message) => {
  const {err, code} = await run(['--skip-message-on-error', ...argv])
  expect(err.startsWith(`${message}\n`)).toBe(true)
  expect(err).toContain('--formatter-property KEY=VALUE')
  expect(code).toBe(1)
})

test.each([
  [['--group', 'a', '--command-property', 'group.id=b'], "The group ids provided in different places (directly using '--group', via '--consumer-property', or via '--consumer.config') do not match. Detected group ids: 'a', 'b'\n"], // prettier-ignore
  [['--partition', '0', '--group', 'a'], 'Options group and partition cannot be specified together.\n'],
  [['--partition', '0', '--offset', '-2'], "The provided offset value '-2' is incorrect. Valid values are 'earliest', 'latest', or a non-negative long.\n"], // prettier-ignore
  [['--formatter', 'no.such'], 'no.such\n'],
  [['--formatter', 'kafka.tools.NoOpMessageFormatter'], 'kafka.tools.NoOpMessageFormatter\nIt is called org.apache.kafka.tools.consumer.NoOpMessageFormatter since Kafka 4.0. (KAFKIT_LEGACY=1 makes this tool accept the old name.)\n'], // prettier-ignore
])('usage, a server given: %j', async (argv, message) => {
  const {err, code} = await run(['--bootstrap-server', '127.0.0.1:1', '--topic', 't', ...argv])
  expect(err.startsWith(message)).toBe(true)
  expect(code).toBe(1)
})

test.each([
  [['--from-beginning', '--command-property', 'auto.offset.reset=latest'], "Can't simultaneously specify --from-beginning and 'auto.offset.reset=latest', please remove one option\n"], // prettier-ignore
  [['--isolation-level', 'READ_COMMITTED'], 'ERROR Unknown error when running consumer: org.apache.kafka.common.config.ConfigException: Invalid value READ_COMMITTED for configuration isolation.level: String must be one of: read_committed, read_uncommitted\n'], // prettier-ignore
  [
    ['--command-config', 'no-such-file'],
    "java.nio.file.NoSuchFileException: no-such-file: ENOENT: no such file or directory, open 'no-such-file'\n",
  ],
  [
    ['--timeout-ms', 'x'],
    "joptsimple.OptionArgumentConversionException: Cannot parse argument 'x' of option timeout-ms\n",
  ],
])('refused without help: %j', async (argv, message) => {
  const {err, code} = await run(['--bootstrap-server', '127.0.0.1:1', '--topic', 't', ...argv])
  expect({err, code}).toEqual({err: message, code: 1})
})

test('Ctrl-C ends it, with the count', async () => {
  const logs = await FakeLogs.start({t: [partition([numbered(0, 3)])]})
  const interrupt = new AbortController()
  const {Interrupted} = await import('../../../src/lib/cli/io.ts')
  const {io, text} = testIo({interrupt: interrupt.signal})
  const argv = [
    '--bootstrap-server',
    logs.server.bootstrapServers,
    '--topic',
    't',
    '--partition',
    '0',
    '--from-beginning',
  ]
  const code = kafkaConsoleConsumer.run(argv, io, openCluster)
  await expect.poll(() => text().out).toBe('0\n1\n2\n')
  interrupt.abort(new Interrupted('SIGTERM'))
  expect(await code).toBe(143)
  expect(text().err).toBe('Processed a total of 3 messages\n')
})

test('the name that a formatter had until Kafka 3.9 is accepted on demand, with a notice', async () => {
  const logs = await FakeLogs.start({t: [partition([batch(0, [{value: 'a'}])])]})
  const argv = ['--bootstrap-server', logs.server.bootstrapServers, '--topic', 't', '--partition', '0', '--offset', '0']
  const old = ['--max-messages', '1', '--formatter', 'kafka.tools.DefaultMessageFormatter']
  const {out, err, code} = await run([...argv, ...old], {env: {KAFKIT_LEGACY: '1'}})
  expect({out, code}).toEqual({out: 'a\n', code: 0})
  expect(err).toContain(
    'kafka.tools.DefaultMessageFormatter is called org.apache.kafka.tools.consumer.DefaultMessageFormatter ' +
      'since Kafka 4.0 and is accepted because KAFKIT_LEGACY=1.\n',
  )
})
