// Records on a real broker: what Java wrote we read, what we wrote Java reads, byte for byte.
import {spawnSync} from 'node:child_process'
import {join} from 'node:path'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster, type Cluster} from '../../src/lib/cluster/cluster.ts'
import {consumeRecords, type ConsumeInput} from '../../src/lib/records/consume/consume.ts'
import {jsonFormat} from '../../src/lib/records/formats/json-format.ts'
import {textFormat, type TextFormat} from '../../src/lib/records/formats/text-format.ts'
import {jsonReader} from '../../src/lib/records/readers/json-reader.ts'
import {lineReader} from '../../src/lib/records/readers/line-reader.ts'
import {produceRecords, type ProduceInput} from '../../src/lib/records/produce/produce.ts'
import {startSandbox, stopSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.ts'
import {createTopics, type NewTopic} from '../../src/lib/topics/create.ts'
import {compressionNames} from '../../src/lib/wire/compression.ts'
import {MemoryOutput} from '../records/support/memory-output.ts'
import {runKafkaTool} from '../support/apache-tools.ts'
import {describeWithKafka} from '../support/real-kafka.ts'
import {TransactionalProducer} from './transactions.ts'

describeWithKafka('records', () => {
  let sandbox: Sandbox
  let cluster: Cluster
  beforeAll(async () => {
    // Compaction that does not let a test wait.
    const properties = {'log.cleaner.backoff.ms': 200, 'log.segment.delete.delay.ms': 100}
    sandbox = await startSandbox({detached: false, properties})
    cluster = openCluster({bootstrap: parseAddresses(sandbox.bootstrapServers)})
  })
  afterAll(async () => {
    cluster.close()
    await stopSandbox(sandbox, {removeData: true})
  })

  async function create(...topics: NewTopic[]) {
    const outcomes = await createTopics(cluster, {topics})
    expect(outcomes.map(({status}) => status)).toEqual(topics.map(() => 'created'))
  }
  async function* inChunks(text: string) {
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
  }
  /** Ours: the whole topic as text. */
  async function read(topic: string, more: Partial<ConsumeInput> & {text?: TextFormat} = {}) {
    const output = new MemoryOutput()
    const consumed = await consumeRecords(cluster, {
      topics: [topic],
      start: {from: 'beginning'},
      untilEnd: true,
      format: textFormat(more.text),
      ...more,
      output,
    })
    return {...consumed, text: Buffer.from(output.text, 'latin1').toString(), lines: output.lines}
  }
  const write = (topic: string, text: string, more: Partial<ProduceInput> = {}) =>
    produceRecords(cluster, {topic, reader: lineReader(), chunks: inChunks(text), ...more})

  /** Apache's: partition 0, up to so many records. */
  async function javaReads(topic: string, count: number, properties: readonly string[] = [], more: string[] = []) {
    const {stdout, stderr, exitCode} = await runKafkaTool('org.apache.kafka.tools.consumer.ConsoleConsumer', [
      ...['--bootstrap-server', sandbox.bootstrapServers, '--topic', topic, '--partition', '0', '--from-beginning'],
      ...['--max-messages', String(count), '--timeout-ms', '20000', ...more],
      ...properties.flatMap((each) => ['--formatter-property', each]),
    ])
    // It ends with 0 also when it has waited in vain.
    expect({exitCode, stderr}).toEqual({exitCode: 0, stderr: expect.stringContaining(`Processed a total of ${count} messages`)}) // prettier-ignore
    return stdout
  }
  async function javaWrites(topic: string, stdin: string, properties: readonly string[] = [], more: string[] = []) {
    const {stderr, exitCode} = await runKafkaTool(
      'org.apache.kafka.tools.ConsoleProducer',
      ['--bootstrap-server', sandbox.bootstrapServers, '--topic', topic, ...more, ...properties.flatMap((each) => ['--reader-property', each])],
      {stdin},
    ) // prettier-ignore
    expect({exitCode, stderr}).toMatchObject({exitCode: 0})
  }

  describe('all codecs', () => {
    const count = 20_000
    /** Headers, key and value with a bit of everything: as a producer's line and as a consumer's. */
    const rows = Array.from({length: count}, (_, at) => {
      const headers = at % 3 === 0 ? 'NULL' : at % 3 === 1 ? `h1:v${at},h2:é` : `h:1,h:NULL,empty:`
      const key = at % 7 === 0 ? 'NULL' : at % 7 === 1 ? '' : `key-${at % 100}`
      const value = at % 11 === 0 ? 'NULL' : at % 11 === 1 ? '' : `value ${at} ${'x'.repeat(at % 200)} 世😀`
      return {headers, key, value}
    })
    const input = rows.map(({headers, key, value}) => `${headers}\t${key}\t${value}\n`).join('')
    const output = rows.map(({headers, key, value}) => `${headers === 'NULL' ? 'NO_HEADERS' : headers}\t${key}\t${value}\n`).join('') // prettier-ignore
    const javaReader = ['parse.headers=true', 'parse.key=true', 'null.marker=NULL']
    const javaFormatter = ['print.headers=true', 'print.key=true', 'null.literal=NULL']
    const ourFormat: TextFormat = {headers: true, key: true, nullLiteral: 'NULL'}

    test.each(compressionNames)('%s written by Java, read by us', async (codec) => {
      await create({name: `java-${codec}`, partitions: 1})
      await javaWrites(`java-${codec}`, input, javaReader, ['--compression-codec', codec])
      const {text, records} = await read(`java-${codec}`, {text: ourFormat})
      expect(records).toBe(count)
      expect(text === output).toBe(true)
    })

    test.each(compressionNames)('%s written by us, read by Java', async (codec) => {
      await create({name: `ours-${codec}`, partitions: 1})
      const reader = lineReader({headers: {}, keySeparator: '\t', nullMarker: 'NULL'})
      const compression = codec as ProduceInput['compression']
      const produced = await write(`ours-${codec}`, input, {reader, compression})
      expect(produced).toMatchObject({acknowledged: count, failed: 0})
      expect((await javaReads(`ours-${codec}`, count, javaFormatter)) === output).toBe(true)
      expect((await read(`ours-${codec}`, {text: ourFormat})).text === output).toBe(true)
    })
  })

  test('every field is printed as Java prints it, with either kind of timestamp', async () => {
    await create(
      {name: 'created', partitions: 1, configs: {'retention.ms': '-1'}}, // of 2020
      {name: 'appended', partitions: 1, configs: {'message.timestamp.type': 'LogAppendTime'}},
    )
    const fields = ['timestamp', 'partition', 'offset', 'headers', 'key', 'value', 'epoch', 'delivery']
    const all = {timestamp: true, partition: true, offset: true, headers: true, key: true, delivery: true, epoch: 'apache'} as const // prettier-ignore
    for (const topic of ['created', 'appended']) {
      const reader = lineReader({headers: {}, keySeparator: '\t'})
      await write(topic, 'a:1\tk\tv\na:1,b:2\tk2\tv2\n', {reader, now: () => 1_600_000_000_000})
      const ours = (await read(topic, {text: all})).text
      expect(ours).toBe(await javaReads(topic, 2, fields.map((field) => `print.${field}=true`))) // prettier-ignore
      expect(ours).toMatch(topic === 'created' ? /^CreateTime:1600000000000\t/ : /^LogAppendTime:\d{13}\t/)
    }
  })

  test('keys go where Java sends them', async () => {
    await create({name: 'java-keys', partitions: 12}, {name: 'our-keys', partitions: 12})
    const text = Array.from({length: 500}, (_, at) => `key ${at} ${'é'.repeat(at % 5)}:${at}\n`).join('')
    await javaWrites('java-keys', text, ['parse.key=true', 'key.separator=:'])
    await write('our-keys', text, {reader: lineReader({keySeparator: ':'})})
    const [javas, ours] = await Promise.all(
      ['java-keys', 'our-keys'].map((topic) => read(topic, {text: {partition: true, key: true}})),
    )
    expect(ours!.lines.toSorted()).toEqual(javas!.lines.toSorted())
    expect(new Set(ours!.lines.map((line) => line.split('\t')[0])).size).toBe(12)
  })

  test('transactions: read_committed sees what was committed, as Java does', async () => {
    // The stamps of its records are old: retention could delete the first of them in the middle of this.
    await create({name: 'transactions', partitions: 1, configs: {'retention.ms': '-1'}})
    const [a, b] = await Promise.all(['txn-a', 'txn-b'].map((id) => TransactionalProducer.open(cluster, id)))
    const committed: string[] = []
    const all: string[] = []
    for (let round = 0; round < 20; round++) {
      // Two at a time, interleaved with plain records; every third is aborted.
      const groups = [a!, b!].map((producer, at) => ({producer, commits: (2 * round + at) % 3 !== 0, name: `${'ab'[at]}${round}`})) // prettier-ignore
      const sent: {values: string[]; commits: boolean}[] = []
      for (const part of [0, 1]) {
        for (const {producer, commits, name} of groups) {
          const values = [0, 1, 2].map((at) => `${name}.${part}.${at}`)
          await producer.send('transactions', 0, values)
          sent.push({values, commits})
        }
        await write('transactions', `plain${round}.${part}\n`)
        sent.push({values: [`plain${round}.${part}`], commits: true})
      }
      for (const {producer, commits} of groups) await producer.end(commits)
      for (const {values, commits} of sent) {
        all.push(...values)
        if (commits) committed.push(...values)
      }
    }
    expect((await read('transactions')).lines).toEqual(all)
    const ours = await read('transactions', {isolation: 'read_committed'})
    expect(ours.lines).toEqual(committed)
    const javas = await javaReads('transactions', committed.length, [], ['--isolation-level', 'read_committed'])
    expect(javas).toBe(ours.text)

    await a!.send('transactions', 0, ['open'])
    await write('transactions', 'behind\n')
    expect((await read('transactions', {isolation: 'read_committed'})).lines).toEqual(committed)
    expect((await read('transactions')).lines).toEqual([...all, 'open', 'behind'])
    await a!.end(false)
  })

  test('a compacted topic: the last record of each key, tombstones among them', async () => {
    const configs = {
      'cleanup.policy': 'compact',
      'segment.bytes': '1048576',
      'segment.ms': '500',
      'min.cleanable.dirty.ratio': '0.01',
      'delete.retention.ms': '600000',
    }
    await create({name: 'compacted', partitions: 1, configs})
    const reader = () => lineReader({keySeparator: ':', nullMarker: 'NULL'})
    const last = (at: number) => `k${at}:${at % 4 === 0 ? 'NULL' : `last ${at}`}\n`
    const rounds = Array.from({length: 50}, (_, round) =>
      Array.from({length: 40}, (_, at) => `k${at}:v${round}\n`).join(''),
    )
    for (const round of rounds) await write('compacted', round, {reader: reader()})
    await write('compacted', Array.from({length: 40}, (_, at) => last(at)).join(''), {reader: reader()})
    // A segment is closed when something comes after its time; the one being written is never compacted.
    let at = 0
    const patience = {timeout: 60_000, interval: 1000}
    await expect
      .poll(async () => {
        await write('compacted', `tick:${at++}\n`, {reader: reader()})
        return (await read('compacted')).records
      }, patience)
      .toBeLessThan(200)
    let before = Infinity
    await expect
      .poll(
        async () => {
          const {records} = await read('compacted')
          const changed = before - records
          before = records
          return changed
        },
        {timeout: 60_000, interval: 3000},
      )
      .toBe(0) // nothing is written now, so there comes an end to it

    const format: TextFormat = {key: true, offset: true, nullLiteral: 'NULL'}
    const ours = await read('compacted', {text: format})
    for (const each of Array.from({length: 40}, (_, at) => last(at).trim().split(':').join('\t')))
      expect(ours.lines.filter((line) => line.endsWith(`\t${each}`))).toHaveLength(1)
    expect(await javaReads('compacted', ours.records, ['print.key=true', 'print.offset=true', 'null.literal=NULL'])).toBe(ours.text) // prettier-ignore
  })

  test('JSON lines out of one topic and into another: the same records', async () => {
    const configs = {'retention.ms': '-1'} // the records are of 1970
    await create({name: 'json-from', partitions: 3, configs}, {name: 'json-to', partitions: 3, configs})
    const lines = Array.from({length: 300}, (_, at) => {
      const bytes = Buffer.from([at % 256, (at * 7) % 256, 0xc3]).toString('base64')
      const headers = at % 2 ? [{key: 'h', value: bytes, valueEncoding: 'base64'}, {key: 'h', value: null}] : [] // prettier-ignore
      const value = at % 5 === 0 ? {value: null} : {value: bytes, valueEncoding: 'base64'}
      return JSON.stringify({key: at % 4 ? `k${at}` : null, ...value, headers, timestamp: 1000 + at, partition: at % 3})
    })
    const reader = () => jsonReader({partitions: true})
    await write('json-from', `${lines.join('\n')}\n`, {reader: reader()})
    const from = await read('json-from', {format: jsonFormat()})
    expect(from.records).toBe(300)
    await write('json-to', from.text, {reader: reader()})
    const to = await read('json-to', {format: jsonFormat()})
    const clean = (text: string) =>
      text
        .replaceAll(/"topic":"[^"]*"/g, '')
        .split('\n')
        .toSorted()
    expect(clean(to.text)).toEqual(clean(from.text))
  })

  test('a record larger than every limit is written and read; one larger than the topic allows is told', async () => {
    const large = 8 * 1024 * 1024
    await create({name: 'large', partitions: 1, configs: {'max.message.bytes': String(large + 1000)}})
    const values = ['small', 'x'.repeat(large), 'after']
    await write('large', `${values.join('\n')}\n`)
    expect((await read('large', {fetch: {partitionMaxBytes: 1000, maxBytes: 1000}})).lines).toEqual(values)

    const sent = write('large', `fine\n${'x'.repeat(large + 2000)}\n`)
    await expect(sent).rejects.toThrow(/^produce record 2 to large-0: .*\(MESSAGE_TOO_LARGE\)$/)
    expect((await read('large')).lines).toEqual([...values, 'fine'])
  })

  test('many records in a topic with small batches only', async () => {
    await create({name: 'small-batches', partitions: 1, configs: {'max.message.bytes': '20000'}})
    const text = Array.from({length: 20_000}, (_, at) => `record ${at}\n`).join('')
    expect(await write('small-batches', text)).toMatchObject({acknowledged: 20_000})
    expect((await read('small-batches')).text === text).toBe(true)
  })

  test('where to begin: a time, the last ones, an offset that does not exist any more', async () => {
    await create({name: 'times', partitions: 1, configs: {'retention.ms': '-1'}})
    const line = (at: number) => `{"value":"${at}","timestamp":${1_700_000_000_000 + at * 1000}}\n`
    for (let at = 0; at < 10; at += 2) await write('times', line(at) + line(at + 1), {reader: jsonReader()})
    const values = async (start: ConsumeInput['start'], more: Partial<ConsumeInput> = {}) =>
      (await read('times', {start, ...more})).lines.join('')
    expect(await values({from: 'timestamp', timestamp: 1_700_000_006_500})).toBe('789')
    expect(await values({from: 'timestamp', timestamp: 1_800_000_000_000})).toBe('')
    expect(await values({from: 'last', count: 3})).toBe('789')
    expect(await values({from: 'offset', offset: 99}, {outOfRange: 'earliest'})).toBe('0123456789')
    await expect(values({from: 'offset', offset: 99}, {outOfRange: 'fail', untilEnd: false})).rejects.toThrow(
      'read times-0: offset 99 does not exist, the partition has 0 to 10 (OFFSET_OUT_OF_RANGE)',
    )
  })

  test('acks 0 and 1 arrive too', async () => {
    await create({name: 'acks', partitions: 1})
    const text = Array.from({length: 5000}, (_, at) => `${at}\n`).join('')
    await write('acks', text, {acks: 0})
    await write('acks', text, {acks: 1})
    await expect.poll(async () => (await read('acks')).text === text + text, {timeout: 20_000}).toBe(true)
  })

  test('| head: it ends quietly and at once', async () => {
    await create({name: 'endless', partitions: 1})
    await write('endless', Array.from({length: 50_000}, (_, at) => `line ${at}\n`).join(''))
    const command = `"${process.execPath}" "${join(import.meta.dirname, 'copy-topic.ts')}" ${sandbox.bootstrapServers} endless | head -3`
    const {stdout, stderr} = spawnSync('sh', ['-c', command], {encoding: 'utf8', timeout: 30_000})
    expect(stdout).toBe('line 0\nline 1\nline 2\n')
    expect(JSON.parse(stderr)).toMatchObject({stoppedBy: 'closed'})
  })
})
