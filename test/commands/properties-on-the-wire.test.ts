// Every property that kafkit honours changes what a broker receives, in kafkit and in the drop-ins: each case is run
// without and with it, and must ask the practice broker for something else.
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import kafkaConsoleConsumer from '../../src/lib/apache/kafka-console-consumer/tool.ts'
import kafkaConsoleProducer from '../../src/lib/apache/kafka-console-producer/tool.ts'
import type {Received} from '../../src/lib/practice-broker/server.ts'
import {startPracticeBroker, type PracticeBroker} from '../../src/lib/practice-broker/start.ts'
import {kafkit, testIo} from '../support/cli.ts'

let broker: PracticeBroker
let seen: Received[] = []
let runs = 0
beforeAll(async () => {
  broker = await startPracticeBroker({received: (request) => seen.push(request)})
  await kafkit(['topics', 'create', 't', '--partitions', '3', '-b', broker.bootstrapServers])
  await kafkit(['topics', 'create', 'one', '--partitions', '1', '-b', broker.bootstrapServers])
  await kafkit(['produce', 'one', '-b', broker.bootstrapServers], {stdin: 'a\n'})
})
afterAll(() => broker.close())

/** Text that compresses well or better, by how hard one tries. */
function text(): string {
  let state = 1
  const next = (below: number) => (state = (state * 48_271) % 0x7fff_ffff) % below
  const words = Array.from({length: 200}, () => next(1_000_000).toString(36))
  return Array.from({length: 300}, () => `${Array.from({length: 12}, () => words[next(200)]).join(' ')}\n`).join('')
}
const lines = text()
type Fields = Record<string, unknown>
const field = (api: string, name: string) => () =>
  seen.filter((each) => each.api === api).map(({request}) => (request as Fields)[name])
/** Of all batches of records that were sent. */
const batches = () =>
  seen
    .filter(({api}) => api === 'Produce')
    .flatMap(({request}) => (request as {topicData: {partitionData: {index: number; records: Buffer}[]}[]}).topicData)
    .flatMap(({partitionData}) => partitionData)
const codecs = () => batches().map(({records}) => records.readInt16BE(21) & 7)
const bytes = () => batches().reduce((sum, {records}) => sum + records.length, 0)
/** XFL of each batch's gzip header (RFC 1952, 2.3.1), behind the 61 bytes of the batch's own. */
const gzipEffort = () => batches().map(({records}) => records[61 + 8])
const fastestGzip = 4
const recordsByPartition = () => {
  const found = new Map<number, number>()
  for (const {index, records} of batches()) found.set(index, (found.get(index) ?? 0) + records.readInt32BE(57))
  return new Map([...found].toSorted(([a], [b]) => a - b))
}
const asked = (api: string) => () => seen.some((each) => each.api === api)

interface Case {
  readonly property: string
  readonly value: string
  /** What the broker saw of it. */
  readonly sees: () => unknown
  /** With the property, if it is said at all. */
  readonly as?: unknown
  /** Set in both runs. */
  readonly beside?: readonly string[]
  readonly notInDropIns?: true
}
const all = (value: unknown): unknown => expect.arrayContaining([value])
const only = (value: unknown): unknown =>
  expect.toSatisfy((each: unknown) => Array.isArray(each) && each.length > 0 && each.every((one) => one === value))

const producer: readonly Case[] = [
  {property: 'client.id', value: 'me', sees: () => seen.map(({clientId}) => clientId), as: only('me')},
  {property: 'acks', value: '1', sees: field('Produce', 'acks'), as: only(1)},
  {property: 'request.timeout.ms', value: '4321', sees: field('Produce', 'timeoutMs'), as: only(4321)},
  {property: 'compression.type', value: 'zstd', sees: codecs, as: only(4)},
  {property: 'compression.type', value: 'gzip', sees: codecs, as: only(1)},
  {property: 'compression.type', value: 'lz4', sees: codecs, as: only(3)},
  {property: 'compression.type', value: 'snappy', sees: codecs, as: only(2)},
  // Not by size: where the machine is slow, batches are small, and then two levels may come to the same number of bytes.
  {
    property: 'compression.gzip.level',
    value: '1',
    sees: gzipEffort,
    as: only(fastestGzip),
    beside: ['compression.type=gzip'],
  },
  {property: 'compression.zstd.level', value: '-100', sees: bytes, beside: ['compression.type=zstd']},
  {property: 'compression.lz4.level', value: '17', sees: bytes, beside: ['compression.type=lz4']},
  {
    property: 'batch.size',
    value: '2000',
    sees: () => Math.max(...batches().map(({records}) => records.length)) < 4000,
    as: true,
  },
  {property: 'enable.idempotence', value: 'false', sees: asked('InitProducerId'), as: false},
  {
    property: 'partitioner.class',
    value: 'org.apache.kafka.clients.producer.RoundRobinPartitioner',
    sees: recordsByPartition,
    as: new Map([0, 1, 2].map((partition) => [partition, 100])),
  },
  // The practice broker has no transactions: it is asked who coordinates them.
  {
    property: 'transactional.id',
    value: 'tx-1',
    sees: () => (field('FindCoordinator', 'coordinatorKeys')() as string[][]).flat(),
    as: ['tx-1'],
    notInDropIns: true,
  },
]

const fetch = (name: string) => field('Fetch', name)
const partitionMax = () =>
  seen
    .filter(({api}) => api === 'Fetch')
    .flatMap(({request}) => (request as {topics: {partitions: {partitionMaxBytes: number}[]}[]}).topics)
    .flatMap(({partitions}) => partitions.map(({partitionMaxBytes}) => partitionMaxBytes))
const join = (name: string) => field('JoinGroup', name)
const earliest = ['auto.offset.reset=earliest']
const inGroup = () => ['group.id=g', ...earliest]

const consumer: readonly Case[] = [
  {property: 'client.id', value: 'me', sees: () => seen.map(({clientId}) => clientId), as: all('me')},
  {property: 'client.rack', value: 'r7', sees: fetch('rackId'), as: all('r7')},
  {property: 'isolation.level', value: 'read_committed', sees: fetch('isolationLevel'), as: only(1)},
  {property: 'fetch.min.bytes', value: '7', sees: fetch('minBytes'), as: all(7)},
  {property: 'fetch.max.bytes', value: '54321', sees: fetch('maxBytes'), as: only(54_321)},
  {property: 'fetch.max.wait.ms', value: '77', sees: fetch('maxWaitMs'), as: all(77)},
  {property: 'max.partition.fetch.bytes', value: '23456', sees: partitionMax, as: only(23_456)},
  {property: 'group.id', value: 'g', sees: join('groupId'), as: all(expect.stringMatching(/^g-/)), beside: earliest},
  {property: 'group.instance.id', value: 'i-1', sees: join('groupInstanceId'), as: all('i-1'), beside: inGroup()},
  {property: 'session.timeout.ms', value: '9876', sees: join('sessionTimeoutMs'), as: only(9876), beside: inGroup()},
  {
    property: 'max.poll.interval.ms',
    value: '98765',
    sees: join('rebalanceTimeoutMs'),
    as: only(98_765),
    beside: inGroup(),
  },
  {
    property: 'partition.assignment.strategy',
    value: 'org.apache.kafka.clients.consumer.RoundRobinAssignor',
    sees: () => (join('protocols')() as {name: string}[][]).flat().map(({name}) => name),
    as: only('roundrobin'),
    beside: inGroup(),
  },
  {property: 'enable.auto.commit', value: 'false', sees: asked('OffsetCommit'), as: false, beside: inGroup()},
]

const fromFile = (properties: readonly string[]) => properties.flatMap((each) => ['--command-property', each])

async function compare(
  {sees, as, property, value, beside = []}: Case,
  run: (properties: readonly string[]) => Promise<string>,
) {
  const look = async (properties: readonly string[]) => {
    seen = []
    runs++
    // Requests of an earlier run may still arrive; a group's offsets must not count for the next one.
    const id = property === 'client.id' ? [] : [`client.id=run-${runs}`]
    const complaint = await run([
      ...properties.map((each) => (each === 'group.id=g' ? `group.id=g-${runs}` : each)),
      ...id,
    ])
    if (id.length > 0) seen = seen.filter(({clientId}) => clientId === `run-${runs}`)
    else seen = seen.filter(({clientId}) => !clientId?.startsWith('run-'))
    expect(complaint, complaint).not.toMatch(/ignored|Exception|cannot|invalid/i)
    return sees()
  }
  const without = await look(beside)
  const found = await look([...beside, `${property}=${value}`])
  expect(found, 'with and without the property the broker sees the same').not.toEqual(without)
  if (as !== undefined) expect(found).toEqual(as)
}

describe('kafkit produce', () => {
  test.each(producer)('$property=$value', (each) =>
    compare(each, async (properties) => {
      const argv = ['produce', 't', '-b', broker.bootstrapServers, ...fromFile(properties)]
      return (await kafkit(argv, {stdin: lines})).err
    }),
  )
})

describe('kafka-console-producer', () => {
  test.each(producer.filter(({notInDropIns}) => !notInDropIns))('$property=$value', (each) =>
    compare(each, async (properties) => {
      const {io, text} = testIo({stdin: lines})
      // Apache's tool lets its option --compression-codec count before the property, said or not.
      const codec = properties.find((each) => each.startsWith('compression.type='))?.split('=')[1]
      const option = codec === undefined ? [] : ['--compression-codec', codec]
      const argv = ['--bootstrap-server', broker.bootstrapServers, '--topic', 't', ...option, ...fromFile(properties)]
      await kafkaConsoleProducer.run(argv, io)
      return text().err
    }),
  )
})

describe('kafkit consume', () => {
  test.each(consumer)('$property=$value', (each) =>
    compare(each, async (properties) => {
      const member = properties.some((property) => property.startsWith('group.id='))
      const start = member ? [] : ['--from-beginning']
      const argv = [
        'consume',
        'one',
        '-n',
        '1',
        '--idle',
        '3s',
        '-b',
        broker.bootstrapServers,
        ...start,
        ...fromFile(properties),
      ]
      return (await kafkit(argv)).err.replaceAll(/^kafkit: reading as a member.*\n/gm, '')
    }),
  )
})

describe('kafka-console-consumer', () => {
  test.each(consumer)('$property=$value', (each) =>
    compare(each, async (properties) => {
      const {io, text} = testIo()
      const limits = ['--max-messages', '1', '--timeout-ms', '3000', '--from-beginning']
      // It refuses both ways to say where to begin.
      const given = properties.filter((each) => each !== 'auto.offset.reset=earliest')
      const argv = ['--bootstrap-server', broker.bootstrapServers, '--topic', 'one', ...limits, ...fromFile(given)]
      await kafkaConsoleConsumer.run(argv, io)
      return text().err
    }),
  )
})

describe('what cannot be is told with its place, before anything is sent', () => {
  test.each([
    [
      'produce',
      ['enable.idempotence=true', 'acks=1'],
      'enable.idempotence (--command-property) needs acks=all, but acks (--command-property) is 1',
    ],
    [
      'produce',
      ['max.in.flight.requests.per.connection=7'],
      'max.in.flight.requests.per.connection (--command-property) is 7, but idempotence allows at most 5: lower it, or give --no-idempotent',
    ],
    [
      'produce',
      ['compression.type=gzip', 'compression.gzip.level=77'],
      '--command-property: compression.gzip.level: 77 is more than 9',
    ],
    [
      'produce',
      ['compression.type=brotli'],
      "--command-property: compression.type: 'brotli' is not one of none, gzip, snappy, lz4, zstd",
    ],
    [
      'consume',
      ['partition.assignment.strategy=com.acme.Mine', 'group.id=g'],
      '--command-property: partition.assignment.strategy: there is no com.acme.Mine here, only range, roundrobin, sticky and cooperative-sticky',
    ],
    [
      'consume',
      ['auto.offset.reset=newest'],
      "--command-property: auto.offset.reset: 'newest' is not one of earliest, latest, none, by_duration:PnDTnHnMn.nS",
    ],
    [
      'consume',
      ['auto.offset.reset=by_duration:PT1H', 'group.id=g'],
      'auto.offset.reset (--command-property) is by_duration:PT1H, which only kafka-console-consumer supports: give --reset',
    ],
    [
      'consume',
      ['kafkit.proxy=ftp://secret@x'],
      '--command-property: the proxy cannot be a ftp server; write http://host:port or socks5://host:port, with user:password@ if it wants a login',
    ],
  ])('%s %j', async (command, properties, sentence) => {
    seen = []
    const {err, code} = await kafkit([command, 'one', '-b', broker.bootstrapServers, ...fromFile(properties)], {
      stdin: 'a\n',
    })
    expect(err).toBe(`kafkit: ${sentence}\n`)
    expect({code, seen}).toEqual({code: 2, seen: []})
  })

  test("an application's partitioner cannot be had, which is told", async () => {
    const {err} = await kafkit(
      ['produce', 'one', '-b', broker.bootstrapServers, ...fromFile(['partitioner.class=com.acme.P'])],
      {stdin: 'a\n'},
    )
    expect(err).toContain(
      "partitioner.class (--command-property) is a Java class of your own, which cannot run here: keys go where Kafka's own partitioner puts them; see --partitioner",
    )
  })
})

test('group.protocol=consumer asks for KIP-848, which the practice broker does not have', async () => {
  const properties = fromFile(['group.protocol=consumer', 'group.id=g-848'])
  const {err, code} = await kafkit(['consume', 'one', '-b', broker.bootstrapServers, ...properties])
  expect(err).toContain('ConsumerGroupHeartbeat')
  expect(code).toBe(1)
})
