// Messages from before Kafka 0.11, which today's brokers still hand out as they lie on disk: written into a segment by hand.
import {readdirSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {crc32, gzipSync} from 'node:zlib'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster} from '../../src/lib/cluster/cluster.ts'
import {consumeRecords} from '../../src/lib/records/consume/consume.ts'
import {textFormat} from '../../src/lib/records/formats/text-format.ts'
import {startBroker, startSandbox, stopBroker, stopSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.ts'
import {createTopics} from '../../src/lib/topics/create.ts'
import {MemoryOutput} from '../records/support/memory-output.ts'
import {runKafkaTool} from '../support/apache-tools.ts'
import {describeWithKafka} from '../support/real-kafka.ts'

const sized = (bytes: Buffer | null) => {
  const length = Buffer.alloc(4)
  length.writeInt32BE(bytes ? bytes.length : -1)
  return bytes ? Buffer.concat([length, bytes]) : length
}
const long = (value: number) => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt(value))
  return bytes
}

/** An entry of a message set: offset, size, CRC-32, magic, attributes, timestamp (magic 1), key, value. */
function message(
  offset: number,
  magic: 0 | 1,
  key: string | null,
  value: Buffer | null,
  timestamp = 0,
  attributes = 0,
) {
  const body = Buffer.concat([
    Buffer.from([magic, attributes]),
    magic === 1 ? long(timestamp) : Buffer.alloc(0),
    sized(key === null ? null : Buffer.from(key)),
    sized(value),
  ])
  const crc = Buffer.alloc(4)
  crc.writeUInt32BE(crc32(body))
  return Buffer.concat([long(offset), sized(Buffer.concat([crc, body]))])
}
const text = (value: string) => Buffer.from(value)

describeWithKafka('messages of magic 0 and 1', () => {
  let sandbox: Sandbox
  beforeAll(async () => {
    sandbox = await startSandbox({detached: false})
  })
  afterAll(async () => {
    await stopSandbox(sandbox, {removeData: true})
  })

  test('are read as Apache reads them', async () => {
    const cluster = openCluster({bootstrap: parseAddresses(sandbox.bootstrapServers)})
    // Records of 2017 would be gone within minutes otherwise.
    await createTopics(cluster, {topics: [{name: 'old', partitions: 1, configs: {'retention.ms': '-1'}}]})
    await stopBroker(sandbox, 1)
    const segment = Buffer.concat([
      message(0, 0, 'k0', text('zero')),
      message(1, 0, null, null),
      message(2, 1, 'k2', text('one'), 1_500_000_000_000),
      // The wrapper has the offset of the last; with magic 1 the inner ones count from 0.
      message(4, 1, null, gzipSync(Buffer.concat([message(0, 1, 'a', text('wrapped'), 1_500_000_000_001), message(1, 1, 'b', text('too'), 1_500_000_000_002)])), 1_500_000_000_002, 1), // prettier-ignore
      message(6, 0, null, gzipSync(Buffer.concat([message(5, 0, 'c', text('old wrapped')), message(6, 0, 'd', text('old too'))])), 0, 1), // prettier-ignore
      message(7, 1, 'e', text('appended'), 1_500_000_000_003, 8),
    ])
    const folder = join(sandbox.dir, 'broker-1')
    const log = readdirSync(folder, {recursive: true, encoding: 'utf8'}).find((each) => each.endsWith('old-0'))
    expect(log).toBeDefined()
    for (const each of readdirSync(join(folder, log!)))
      if (/index$|snapshot$/.test(each)) rmSync(join(folder, log!, each))
    writeFileSync(join(folder, log!, '00000000000000000000.log'), segment)
    sandbox = await startBroker(sandbox, 1)

    const output = new MemoryOutput()
    const format = textFormat({timestamp: true, offset: true, key: true})
    await consumeRecords(cluster, {topics: ['old'], start: {from: 'beginning'}, maxRecords: 8, format, output})
    cluster.close()
    expect(output.lines).toEqual([
      'NO_TIMESTAMP\tOffset:0\tk0\tzero',
      'NO_TIMESTAMP\tOffset:1\tnull\tnull',
      'CreateTime:1500000000000\tOffset:2\tk2\tone',
      'CreateTime:1500000000001\tOffset:3\ta\twrapped',
      'CreateTime:1500000000002\tOffset:4\tb\ttoo',
      'NO_TIMESTAMP\tOffset:5\tc\told wrapped',
      'NO_TIMESTAMP\tOffset:6\td\told too',
      'LogAppendTime:1500000000003\tOffset:7\te\tappended',
    ])
    const fields = ['timestamp', 'offset', 'key'].flatMap((field) => ['--formatter-property', `print.${field}=true`])
    const {stdout} = await runKafkaTool('org.apache.kafka.tools.consumer.ConsoleConsumer', [
      ...['--bootstrap-server', sandbox.bootstrapServers, '--topic', 'old', '--partition', '0', '--from-beginning'],
      ...['--max-messages', '8', ...fields],
    ])
    expect(stdout).toBe(output.text)
  })
})
