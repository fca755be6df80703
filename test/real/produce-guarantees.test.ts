// What writing may not lose or double when the client itself dies, the network fails, or somebody stops it: numbered
// records on one real broker, the program as a process of its own.
import {spawn, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes} from 'kafkajs'
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster, type Cluster} from '../../src/lib/cluster/cluster.ts'
import {openKafkajs} from '../../src/lib/cluster/kafkajs.ts'
import {consumeRecords} from '../../src/lib/records/consume/consume.ts'
import {templateFormat} from '../../src/lib/records/formats/template-format.ts'
import {lineReader} from '../../src/lib/records/readers/line-reader.ts'
import {produceRecords, type ProduceInput} from '../../src/lib/records/produce/produce.ts'
import {startSandbox, stopSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.ts'
import {createTopics} from '../../src/lib/topics/create.ts'
import {api} from '../../src/lib/wire/api.ts'
import {array, bool, int16, int32, int8, nullable, string} from '../../src/lib/wire/schema.ts'
import {MemoryOutput} from '../records/support/memory-output.ts'
import {kafkitCommand} from '../support/built-kafkit.ts'
import {faultyProxy, type Faults} from '../support/faulty-proxy.ts'
import {cases, describeWithKafka} from '../support/real-kafka.ts'

const [program, ...first] = kafkitCommand
const partitions = 3
const flawless = {lost: 0, doubled: 0, disordered: 0}

describeWithKafka('writing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kafkit-writing-'))
  let sandbox: Sandbox
  let cluster: Cluster
  beforeAll(async () => {
    sandbox = await startSandbox({
      detached: false,
      listeners: [{name: 'SASL', protocol: 'SASL_PLAINTEXT'}],
      properties: {
        'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
        'super.users': 'User:ANONYMOUS',
        'allow.everyone.if.no.acl.found': false,
        'listener.name.sasl.sasl.enabled.mechanisms': 'PLAIN',
        'listener.name.sasl.plain.sasl.jaas.config':
          'org.apache.kafka.common.security.plain.PlainLoginModule required user_alice="secret";',
      },
    })
    cluster = openCluster({bootstrap: parseAddresses(sandbox.bootstrapServers)})
  })
  afterAll(async () => {
    cluster.close()
    await stopSandbox(sandbox, {removeData: true})
    rmSync(folder, {recursive: true})
  })

  /** A topic, and a file of numbers (key and value) to be written to it. */
  async function begin(name: string, count: number) {
    const [outcome] = await createTopics(cluster, {topics: [{name, partitions}]})
    expect(outcome).toMatchObject({status: 'created'})
    const file = join(folder, name)
    writeFileSync(file, Array.from({length: count}, (_, at) => `${at}\t${at}\n`).join(''))
    return file
  }
  const start = (args: readonly string[]) => {
    const line = [...first, 'produce', ...args, '--key-separator', '\t', '-b', sandbox.bootstrapServers]
    const child = spawn(program, line, {stdio: ['pipe', 'ignore', 'pipe']})
    child.stdin.on('error', () => {}) // killed or stopped, it does not read what is still in the pipe
    return child
  }
  async function ended(child: ChildProcess) {
    const said: Buffer[] = []
    child.stderr!.on('data', (chunk: Buffer) => said.push(chunk))
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
    return {code: code ?? signal, said: Buffer.concat(said).toString()}
  }
  async function written(topic: string, isolation: 'read_committed' | 'read_uncommitted' = 'read_committed') {
    const output = new MemoryOutput()
    await consumeRecords(cluster, {
      topics: [topic],
      start: {from: 'beginning'},
      untilEnd: true,
      format: templateFormat('%p %v\\n'),
      output,
      isolation,
    })
    return output.lines
  }
  /** A coordinator answers once the decision is in its log; the partitions' markers come a little later. */
  async function committed(topic: string, count: number) {
    await vi.waitFor(async () => expect((await written(topic)).length).toBeGreaterThanOrEqual(count), {timeout: 20_000})
    return verdict(await written(topic), count)
  }
  function verdict(lines: readonly string[], count: number) {
    const times = new Uint32Array(count)
    const last = new Map<string, number>()
    let disordered = 0
    for (const line of lines) {
      const [partition = '', text = ''] = line.split(' ')
      const number = Number(text)
      times[number] = (times[number] ?? 0) + 1
      if (number < (last.get(partition) ?? -1)) disordered++
      last.set(partition, number)
    }
    return {
      lost: times.filter((each) => each === 0).length,
      doubled: times.filter((each) => each > 1).length,
      disordered,
    }
  }

  describe('killed (-9) in the middle, and started again with --resume', () => {
    const count = 60_000
    test.each(cases([2], [10]))('%d times: nothing is lost, and twice only what was in flight', async (kills) => {
      const topic = `resumed-${kills}`
      const file = await begin(topic, count)
      const place = join(folder, `${topic}.place`)
      const bytes = () => (existsSync(place) ? ((JSON.parse(readFileSync(place, 'utf8')) as {bytes?: number}).bytes ?? 0) : 0) // prettier-ignore
      const size = readFileSync(file).length
      const args = [topic, file, '--resume', place, '--batch-size', '2000']
      for (let kill = 1; kill <= kills; kill++) {
        const child = start([...args, '--rate', '40000'])
        const before = bytes()
        await vi.waitFor(() => expect(bytes()).toBeGreaterThan(before), {timeout: 20_000, interval: 1})
        child.kill('SIGKILL')
        await once(child, 'close')
        expect(bytes()).toBeLessThan(size)
      }
      const {code, said} = await ended(start(args))
      expect({code, said}).toMatchObject({code: 0, said: expect.stringMatching(/from line [\d,]+ on$/m)})
      const {lost, doubled} = verdict(await written(topic), count)
      expect(lost).toBe(0)
      expect(doubled).toBeLessThan(kills * 5000)
    })

    test.each(cases([2], [8]))('in transactions, %d times: every record once, in order', async (kills) => {
      const topic = `exactly-${kills}`
      const file = await begin(topic, count)
      const args = [topic, file, '--resume', join(folder, `${topic}.place`), '--transaction-records', '2000']
      for (let kill = 1; kill <= kills; kill++) {
        const before = (await written(topic)).length
        const child = start([...args, '--batch-size', '2000', '--rate', '20000'])
        // Wherever it is then: in a transaction, between two, in the middle of a commit.
        await vi.waitFor(async () => expect((await written(topic)).length).toBeGreaterThan(before), {timeout: 30_000, interval: 7}) // prettier-ignore
        child.kill('SIGKILL')
        await once(child, 'close')
      }
      const between = (await written(topic)).length
      expect(between).toBeGreaterThan(0)
      expect(between).toBeLessThan(count)
      expect(await ended(start(args))).toMatchObject({code: 0})
      expect(await committed(topic, count)).toEqual(flawless)
    })
  })

  describe.each(cases(['2', '1'], ['0']))('transactions of version %s', (level) => {
    beforeAll(async () => {
      await setTransactionVersion(cluster, sandbox.bootstrapServers, Number(level))
    })

    test('all or nothing: killed, stopped, or a line that is none, it never was; then everything once', async () => {
      const topic = `whole-${level}`
      const count = 20_000
      const file = await begin(topic, count)
      const id = ['--transactional-id', topic]

      const killed = start([topic, ...id])
      killed.stdin.write(readFileSync(file))
      await vi.waitFor(async () => expect((await written(topic, 'read_uncommitted')).length).toBeGreaterThan(1000), {timeout: 20_000}) // prettier-ignore
      killed.kill('SIGKILL')
      await once(killed, 'close')
      expect(await written(topic)).toEqual([])

      const stopped = start([topic, ...id])
      stopped.stdin.write(readFileSync(file))
      // More than the killed one can have written: what it had sent may still arrive.
      await vi.waitFor(async () => expect((await written(topic, 'read_uncommitted')).length).toBeGreaterThan(count), {timeout: 20_000}) // prettier-ignore
      stopped.kill('SIGINT')
      expect(await ended(stopped)).toEqual({
        code: 130,
        said: expect.stringMatching(/^kafkit: whole-\d: 0 records committed, [\d,]+ aborted \(.*\)\n$/),
      })
      expect(await written(topic)).toEqual([])

      const wrong = start([topic, ...id])
      wrong.stdin.end(Buffer.concat([readFileSync(file), Buffer.from('no separator\n')]))
      expect(await ended(wrong)).toMatchObject({code: 2, said: expect.stringContaining('line 20001: no key separator')})
      expect(await written(topic)).toEqual([])

      expect(await ended(start([topic, file, ...id]))).toMatchObject({
        code: 0,
        said: expect.stringMatching(/: 20,000 records committed \(/),
      })
      expect(await committed(topic, count)).toEqual(flawless)
    })

    test('every so many records: what is committed stays, and can be read before the end', async () => {
      const topic = `pieces-${level}`
      const count = 10_000
      const file = await begin(topic, count)
      const child = start([topic, '--transaction-records', '500'])
      const lines = readFileSync(file, 'utf8').split('\n')
      child.stdin.write(lines.slice(0, 4700).join('\n') + '\n')
      await vi.waitFor(async () => expect(await written(topic)).toHaveLength(4500), {timeout: 20_000})
      child.stdin.end(lines.slice(4700).join('\n'))
      expect(await ended(child)).toMatchObject({code: 0})
      expect(await committed(topic, count)).toEqual(flawless)
    })

    test('another producer takes the id over: the first gets an error, and none of its transaction is committed', async () => {
      const topic = `fenced-${level}`
      const file = await begin(topic, 100)
      const first = start([topic, '--transactional-id', topic])
      first.stdin.write('1000\t1000\n')
      await vi.waitFor(async () => expect(await written(topic, 'read_uncommitted')).toHaveLength(1), {timeout: 20_000})
      expect(await ended(start([topic, file, '--transactional-id', topic]))).toMatchObject({code: 0})
      first.stdin.end('1001\t1001\n')
      expect(await ended(first)).toMatchObject({
        code: 1,
        said: expect.stringContaining(`another producer has taken over the transactional id ${topic}`),
      })
      expect(await committed(topic, 100)).toEqual(flawless)
    })
  })

  test('what may not be done is told with the permission that it takes', async () => {
    const topic = 'guarded'
    const file = await begin(topic, 10)
    const config = join(folder, 'alice.properties')
    const login = 'org.apache.kafka.common.security.plain.PlainLoginModule required username="alice" password="secret";'
    writeFileSync(config, `security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config=${login}\n`)
    const second = await openKafkajs({bootstrap: parseAddresses(sandbox.bootstrapServers)})
    const admin = await second.admin()
    const allow = async (resourceType: AclResourceTypes, resourceName: string, operation: AclOperationTypes) => {
      const acl = {resourceType, resourceName, resourcePatternType: ResourcePatternTypes.LITERAL}
      const who = {principal: 'User:alice', host: '*', operation, permissionType: AclPermissionTypes.ALLOW}
      await admin.createAcls({acl: [{...acl, ...who}]})
    }
    const alice = (...more: string[]) =>
      ended(
        spawn(
          program,
          [
            ...first,
            'produce',
            topic,
            file,
            '-b',
            sandbox.brokers[0]?.listeners['SASL'] ?? '',
            '--command-config',
            config,
            ...more,
          ],
          {stdio: ['ignore', 'ignore', 'pipe']},
        ),
      )
    const resumed = ['--transactional-id', 'mine', '--resume', join(folder, 'guarded.place')]
    // Brokers hear of permissions a moment after they are given.
    const ends = (code: number, sentence: string, ...more: string[]) =>
      expect.poll(() => alice(...more), {timeout: 20_000}).toEqual({code, said: expect.stringContaining(sentence)})
    const says = (sentence: string, ...more: string[]) => ends(1, sentence, ...more)
    const {TOPIC, TRANSACTIONAL_ID, GROUP} = AclResourceTypes
    const {DESCRIBE, READ, WRITE} = AclOperationTypes

    await says('this needs the permissions DESCRIBE and WRITE on topic guarded')
    await allow(TOPIC, topic, DESCRIBE)
    await says('this needs the permission WRITE on topic guarded', '--no-idempotent')
    await says('this needs the permission WRITE on a topic')
    await allow(TOPIC, topic, WRITE)
    await ends(0, '10 records acknowledged')
    await says('this needs the permissions WRITE and DESCRIBE on transactional id mine', ...resumed)
    await allow(TRANSACTIONAL_ID, 'mine', WRITE)
    await says('this needs the permission READ on group mine', ...resumed)
    await allow(GROUP, 'mine', READ)
    await says('this needs the permission READ on topic guarded', ...resumed)
    await allow(TOPIC, topic, READ)
    await ends(0, '10 records committed', ...resumed)
    await second.close()
  })

  describe('connections cut again and again', () => {
    const count = 30_000
    /** Through a proxy that ends each connection in the middle of an answer, or when it is told to. */
    async function sendThrough(
      topic: string,
      faults: Faults,
      more: Partial<ProduceInput>,
      cutAt: readonly number[] = [],
      width = 0,
    ) {
      await begin(topic, 0)
      const [{host, port} = {host: '', port: 0}] = parseAddresses(sandbox.bootstrapServers)
      await using proxy = await faultyProxy(host, port, faults)
      const through = openCluster({
        bootstrap: parseAddresses(proxy.address),
        resolve: new Map([[`${host}:${port}`, proxy.address]]),
        retryBackoffMs: 10,
      })
      const produced = await produceRecords(through, {
        topic,
        reader: lineReader({keySeparator: '\t'}),
        batchBytes: 2000,
        chunks: (async function* () {
          for (let from = 0; from < count; from += 100) {
            yield Buffer.from(
              Array.from({length: 100}, (_, at) => `${from + at}\t${`${from + at}`.padEnd(width)}\n`).join(''),
            )
            if (width === 0) await sleep(1) // so that cuts come between requests, too
            if (cutAt.includes(from)) proxy.cut()
          }
        })(),
        ...more,
      })
      through.close()
      return {produced, cuts: proxy.cuts, verdict: verdict(await written(topic), count)}
    }
    /** An answer to Produce is some 60 bytes, one to ApiVersions 700: with each connection more of them get through. */
    const cutAnswers = (): Faults => {
      let connections = 0
      return {cutAfterBytes: () => (connections++ === 0 ? Infinity : 700 + 77 * connections), delayMs: 1}
    }

    test('exactly once (idempotent): every record once, in order', async () => {
      const {produced, cuts, verdict: found} = await sendThrough('exactly-once', cutAnswers(), {})
      expect(produced).toMatchObject({records: count, acknowledged: count, failed: 0})
      expect(cuts).toBeGreaterThan(3)
      expect(found).toEqual(flawless)
    })

    test('at least once (not idempotent): the same faults double records, but none is lost', async () => {
      const {produced, cuts, verdict: found} = await sendThrough('at-least-once', cutAnswers(), {idempotent: false})
      expect(produced).toMatchObject({records: count, acknowledged: count, failed: 0})
      expect(cuts).toBeGreaterThan(3)
      expect(found.lost).toBe(0)
      expect(found.doubled).toBeGreaterThan(0)
    })

    test('at most once (acks 0): some are lost, none is there twice or out of order', async () => {
      const cutAt = Array.from({length: 20}, (_, at) => 1000 + at * 1400)
      const {produced, verdict: found} = await sendThrough(
        'at-most-once',
        {},
        {acks: 0, batchBytes: 200_000},
        cutAt,
        1000,
      )
      expect(produced.records).toBe(count)
      // Each broke a connection before its answer.
      expect(produced.unanswered).toBeGreaterThan(0)
      expect(produced.failed).toBe(produced.unanswered)
      expect(found.lost).toBeGreaterThan(0)
      expect(found).toMatchObject({doubled: 0, disordered: 0})
    })
  })
})

const updateFeatures = api({
  key: 57,
  name: 'UpdateFeatures',
  versions: [1, 1],
  flexible: 0,
  to: 'controller',
  changes: {audit: 'count only'},
  request: {
    timeoutMs: int32,
    featureUpdates: array({feature: string, maxVersionLevel: int16, upgradeType: int8}),
    validateOnly: bool,
  },
  response: {
    throttleTimeMs: int32,
    errorCode: int16,
    errorMessage: nullable(string),
    results: array({feature: string, errorCode: int16, errorMessage: nullable(string)}),
  },
})
const safeDowngrade = 2

/** Takes effect with the next connection. */
async function setTransactionVersion(cluster: Cluster, bootstrapServers: string, level: number) {
  const asNow = async () => {
    const another = openCluster({bootstrap: parseAddresses(bootstrapServers)})
    const found = await another.feature('transaction.version')
    another.close()
    return found
  }
  if ((await asNow()) === level) return
  const featureUpdates = [{feature: 'transaction.version', maxVersionLevel: level, upgradeType: safeDowngrade}]
  const {results} = await cluster.call(updateFeatures, {timeoutMs: 10_000, featureUpdates, validateOnly: false})
  expect(results.filter(({errorCode}) => errorCode !== 0)).toEqual([])
  await vi.waitFor(async () => expect(await asNow()).toBe(level), {timeout: 10_000})
}
