// What reading may not lose, double or commit too early when the network, the output or the process itself fails: numbered
// records on one real broker.
import {spawn, type ChildProcess, type StdioOptions} from 'node:child_process'
import {once} from 'node:events'
import {closeSync, mkdtempSync, openSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {createInterface} from 'node:readline'
import {pipeline} from 'node:stream/promises'
import {afterAll, beforeAll, expect, test, vi} from 'vitest'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster, type Cluster} from '../../src/lib/cluster/cluster.ts'
import {consumeRecords} from '../../src/lib/records/consume/consume.ts'
import {committedOffsetsOf} from '../../src/lib/offsets/committed-offsets.ts'
import {textFormat} from '../../src/lib/records/formats/text-format.ts'
import {lineReader} from '../../src/lib/records/readers/line-reader.ts'
import {produceRecords} from '../../src/lib/records/produce/produce.ts'
import {describeGroups} from '../../src/lib/groups/describe.ts'
import {startSandbox, stopSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.ts'
import {createTopics} from '../../src/lib/topics/create.ts'
import {MemoryOutput} from '../records/support/memory-output.ts'
import {kafkitCommand} from '../support/built-kafkit.ts'
import {faultyProxy, type Faults} from '../support/faulty-proxy.ts'
import {cases, describeWithKafka} from '../support/real-kafka.ts'
import {TransactionalProducer} from './transactions.ts'
import {opened} from '../support/opened.ts'

const [program, ...first] = kafkitCommand
const count = 100_000
const partitions = 3
const folder = mkdtempSync(join(tmpdir(), 'kafkit-faults-'))

/** Of numbers printed: which are missing, which came more than once, and how many. */
function verdict(numbers: readonly number[]) {
  const times = new Uint32Array(count)
  for (const number of numbers) times[number] = (times[number] ?? 0) + 1
  return {lost: times.filter((each) => each === 0).length, doubled: times.filter((each) => each > 1).length}
}
const numbersOf = (text: string) => text.split('\n').slice(0, -1).map(Number)

describeWithKafka('reading', () => {
  let sandbox: Sandbox
  let cluster: Cluster
  let broker: {host: string; port: number}
  beforeAll(async () => {
    sandbox = await startSandbox({detached: false, properties: {'group.min.session.timeout.ms': 500}})
    const bootstrap = parseAddresses(sandbox.bootstrapServers)
    broker = bootstrap[0]!
    cluster = openCluster({bootstrap})
    for (const [name, compression] of [
      ['plain', 'none'],
      ['zstd', 'zstd'],
    ] as const) {
      // prettier-ignore
      const [outcome] = await createTopics(cluster, {topics: [{name, partitions}]})
      expect(outcome).toMatchObject({status: 'created'})
      const lines = Buffer.from(Array.from({length: count}, (_, at) => `${at}\t${at}\n`).join(''))
      const produced = await produceRecords(cluster, {
        topic: name,
        reader: lineReader({keySeparator: '\t'}),
        chunks: (async function* () {
          yield lines
        })(),
        compression,
        batchBytes: 16_000,
      })
      expect(produced.acknowledged).toBe(count)
    }
  })
  afterAll(async () => {
    cluster.close()
    await stopSandbox(sandbox, {removeData: true})
    rmSync(folder, {recursive: true})
  })

  const committed = async (group: string, topic = 'plain') => {
    const all = Array.from({length: partitions}, (_, partition) => ({topic, partition}))
    return (await committedOffsetsOf(cluster, group, all)).map((each) => each?.offset ?? null)
  }
  const start = (args: readonly string[], stdout: number | 'pipe') =>
    spawn(program, [...first, 'consume', '-b', sandbox.bootstrapServers, ...args], {
      stdio: ['ignore', stdout, 'pipe'],
    })
  const ended = async (child: ChildProcess) => {
    const said: Buffer[] = []
    child.stderr?.on('data', (chunk: Buffer) => said.push(chunk))
    const [code] = (await once(child, 'close')) as [number | null]
    return {code, said: Buffer.concat(said).toString()}
  }

  test.each(
    cases<[topic: string, what: string, Faults]>(
      [
        ['plain', 'cut', {delayMs: 1}],
        ['plain', 'hang', {hang: true}],
        ['zstd', 'cut', {}],
      ],
      [['zstd', 'hang', {hang: true, delayMs: 2}]],
    ),
  )('%s: connections %s in the middle of answers: every record once', async (topic, _, faults) => {
    let connections = 0
    await using proxy = await faultyProxy(broker.host, broker.port, {
      ...faults,
      // More than one answer, or nothing would ever get through; never at the same place.
      cutAfterBytes: () => (faults.hang ? 200_000 : 35_000) + ((connections++ * 7919) % 20_000),
    })
    const through = openCluster({
      bootstrap: parseAddresses(proxy.address),
      resolve: new Map([[`${broker.host}:${broker.port}`, proxy.address]]),
      retryBackoffMs: 5,
      requestTimeoutMs: 400,
    })
    const output = new MemoryOutput()
    await consumeRecords(through, {
      topics: [topic],
      start: {from: 'beginning'},
      untilEnd: true,
      format: textFormat(),
      output,
      fetch: {partitionMaxBytes: 10_000, maxBytes: 30_000, maxWaitMs: 10},
    })
    through.close()
    expect(verdict(output.lines.map(Number))).toEqual({lost: 0, doubled: 0})
    expect(proxy.cuts).toBeGreaterThan(3)
  })

  test('a full disk: a sentence, exit code 1, and nothing committed that was not written', async () => {
    const file = join(folder, 'limited')
    const out = openSync(file, 'w')
    // A limit on the size of files does to a process what a full disk does, in the middle of a write.
    const limited = spawn(
      'bash',
      ['-c', 'ulimit -f 150; trap "" XFSZ; exec "$@"', 'limited', ...kafkitCommand, 'consume', 'plain', '--group', 'full', '--from-beginning', '-b', sandbox.bootstrapServers], // prettier-ignore
      {stdio: ['ignore', out, 'pipe']},
    )
    closeSync(out)
    const {code, said} = await ended(limited)
    expect(said).toMatch(/^kafkit: the output cannot be written: .+ \((ENOSPC|EFBIG)\)$/m)
    expect(code).toBe(1)
    const text = readFileSync(file, 'utf8')
    expect(text.length).toBe(150 * 1024)
    // Who goes on where this one committed misses nothing of what is not in the file.
    const rest = new MemoryOutput()
    const offsets = await committed('full')
    for (const [partition, offset] of offsets.entries())
      await consumeRecords(cluster, {
        topics: ['plain'],
        partitions: [partition],
        start: {from: 'offset', offset: offset ?? 0},
        untilEnd: true,
        format: textFormat(),
        output: rest,
      })
    expect(verdict([...numbersOf(text), ...rest.lines.map(Number)]).lost).toBe(0)
  })

  test('no room at all', async () => {
    const out = openSync('/dev/full', 'w')
    const child = start(['plain', '--group', 'none-written', '--from-beginning'], out)
    closeSync(out)
    const {code, said} = await ended(child)
    expect(said).toContain('kafkit: the output cannot be written: no space left on device (ENOSPC)\n')
    expect(code).toBe(1)
    expect((await committed('none-written')).every((offset) => !offset)).toBe(true)
  })

  test('the reader goes away: a quiet end, and exit code 0', async () => {
    const child = start(['plain', '--from-beginning', '--until-end'], 'pipe')
    child.stdout!.once('data', () => child.stdout!.destroy())
    expect(await ended(child)).toEqual({code: 0, said: ''})
  })

  const modes = {
    'at least once': [],
    'at most once': ['--commit-first'],
  }
  type Mode = keyof typeof modes

  /** A member of ours; what it printed can be asked for at any time. */
  function member(group: string, more: readonly string[]) {
    const child = start(['plain', '--group', group, '--from-beginning', '--commit-interval', '100ms', ...more], 'pipe')
    const [printed, said]: [Buffer[], Buffer[]] = [[], []]
    child.stderr!.on('data', (chunk: Buffer) => said.push(chunk))
    child.stdout!.on('data', (chunk: Buffer) => printed.push(chunk))
    return {
      child,
      said: () => Buffer.concat(said).toString(),
      numbers: () => numbersOf(Buffer.concat(printed).toString()),
      end: async (signal: NodeJS.Signals) => {
        child.kill(signal)
        child.stdout!.resume()
        if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
      },
    }
  }
  const sumOf = (offsets: readonly (number | null)[]) => offsets.reduce<number>((sum, offset) => sum + (offset ?? 0), 0)
  const patience = {timeout: 60_000, interval: 20}
  const allCommitted = (group: string) =>
    vi.waitFor(async () => expect(sumOf(await committed(group))).toBe(count), patience)

  test.each(
    cases<[Mode, 'classic' | 'consumer']>(
      [
        ['at least once', 'classic'],
        ['at most once', 'classic'],
      ],
      [
        ['at least once', 'consumer'],
        ['at most once', 'consumer'],
      ],
    ),
  )('%s, %s group: killed (-9) in the middle of a batch, and the next goes on', async (mode, protocol) => {
    const group = `killed-${mode.replaceAll(' ', '-')}-${protocol}`
    const settings = [...modes[mode], '--group-protocol', protocol]
    if (protocol === 'classic') settings.push('--session-timeout', '1s')
    const victim = member(group, settings)
    // Its output is blocked in the middle: something is taken, and not all of it written.
    await once(victim.child.stdout!, 'data')
    victim.child.stdout!.pause()
    await vi.waitFor(async () => expect(sumOf(await committed(group))).toBeGreaterThan(mode === 'at most once' ? 0 : -1), patience) // prettier-ignore
    await victim.end('SIGKILL')
    const heir = member(group, settings)
    await allCommitted(group)
    await heir.end('SIGTERM')
    const {lost, doubled} = verdict([...victim.numbers(), ...heir.numbers()])
    if (mode === 'at least once') expect({lost, doubled: doubled > 0}).toEqual({lost: 0, doubled: true})
    else expect({lost: lost > 0, doubled}).toEqual({lost: true, doubled: 0})
  })

  test.each(cases<Mode>(['at least once', 'at most once'], []))(
    '%s: stopped (SIGSTOP) for longer than its session, and on again when another has all it had',
    async (mode) => {
      const group = `stopped-${mode.replaceAll(' ', '-')}`
      const settings = [...modes[mode], '--session-timeout', '1s']
      const sleeper = member(group, settings)
      await once(sleeper.child.stdout!, 'data')
      sleeper.child.kill('SIGSTOP')
      const other = member(group, settings)
      await allCommitted(group)
      sleeper.child.kill('SIGCONT')
      // It notices by itself, and becomes a member again.
      await vi.waitFor(async () => {
        const {groups} = await opened(describeGroups(cluster, [group]))
        expect(groups[0]?.members, `${sleeper.said()}\n${other.said()}`).toHaveLength(2)
      }, patience)
      await sleeper.end('SIGTERM')
      await other.end('SIGTERM')
      const {lost, doubled} = verdict([...sleeper.numbers(), ...other.numbers()])
      expect(mode === 'at least once' ? {lost} : {doubled}).toEqual(mode === 'at least once' ? {lost: 0} : {doubled: 0})
      expect(sumOf(await committed(group))).toBe(count)
    },
  )

  test.each(cases<string>(['SIGKILL', 'SIGSTOP'], ['SIGTERM']))(
    'exactly once: a transformation of committed records, its processes ended again and again by %s',
    async (fault) => {
      const [source, result, group] = ['from', 'to', 'job'].map((name) => `${name}-${fault}`) as [
        string,
        string,
        string,
      ]
      const wanted = await fill(source, 30_000)
      expect((await createTopics(cluster, {topics: [{name: result, partitions: 2}]}))[0]).toMatchObject({
        status: 'created',
      })
      const left: Pipeline[] = []
      for (let round = 0, reached = 0; round < 3; round++) {
        // It must not be done before it is ended: three of them together get a part.
        const pipeline = new Pipeline(sandbox.bootstrapServers, {source, result, group, holdsAfter: 6000})
        // Seen before it is ended: afterwards its last transaction is open, and the answer waits for the next producer.
        const before = reached
        await vi.waitFor(async () => {
          reached = sumOf(await committed(group, source))
          expect(reached).toBeGreaterThan(before)
        }, patience)
        if (fault === 'SIGSTOP') left.push(pipeline)
        pipeline.producer.kill(fault as NodeJS.Signals)
        if (fault !== 'SIGSTOP') await pipeline.ended
      }
      const last = new Pipeline(sandbox.bootstrapServers, {source, result, group})
      expect(await last.ended).toEqual({code: 0, said: ''})
      // Those that were only asleep go on, and are told that somebody else does their work.
      for (const {producer, ended, goOn} of left) {
        producer.kill('SIGCONT')
        goOn()
        expect(await ended).toEqual({code: 1, said: expect.stringMatching(/PRODUCER_FENCED|INVALID_PRODUCER_EPOCH/)})
      }
      const output = new MemoryOutput()
      await consumeRecords(cluster, {
        topics: [result],
        start: {from: 'beginning'},
        untilEnd: true,
        isolation: 'read_committed',
        format: textFormat(),
        output,
      })
      expect(output.lines.length).toBe(wanted.length)
      expect(output.lines.toSorted()).toEqual(wanted.toSorted())
    },
  )

  /** Numbers, some of them in transactions that are undone; what the pipeline has to make of the others. */
  async function fill(topic: string, numbers: number): Promise<string[]> {
    expect((await createTopics(cluster, {topics: [{name: topic, partitions}]}))[0]).toMatchObject({status: 'created'})
    const undone = await TransactionalProducer.open(cluster, topic)
    for (let at = 0; at < 6; at++) {
      const lines = Array.from({length: numbers / 6}, (_, each) => `${(at * numbers) / 6 + each}`)
      const chunks = (async function* () {
        yield Buffer.from(`${lines.map((line) => `${line}\t${line}`).join('\n')}\n`)
      })()
      await produceRecords(cluster, {topic, reader: lineReader({keySeparator: '\t'}), chunks, batchBytes: 8000})
      await undone.send(topic, at % partitions, ['never', 'never'])
      if (at === 2) await undone.end(false)
    }
    await undone.end(false)
    return Array.from({length: numbers}, (_, at) => transformed(String(at))).flat()
  }
})

/** Every third is left out, of the others two are made. */
const transformed = (value: string) => (value === 'never' || Number(value) % 3 !== 0 ? [`${value}a`, `${value}b`] : [])

/** `consume --output json | a program | produce --input json`, as three processes would be. */
class Pipeline {
  readonly producer: ChildProcess
  readonly ended: Promise<{code: number | null; said: string}>
  /** Lets the program go on that waits after `holdsAfter` records. */
  readonly goOn: () => void

  constructor(
    bootstrap: string,
    {
      source,
      result,
      group,
      holdsAfter = Infinity,
    }: {source: string; result: string; group: string; holdsAfter?: number},
  ) {
    const kafkit = (args: string, stdio: StdioOptions) =>
      spawn(program, [...first, ...args.split(' '), '-q', '-b', bootstrap], {stdio})
    const reading = `consume ${source} --from-group ${group} --from-beginning --isolation-level read_committed --until-end -o json`
    const consumer = kafkit(reading, ['ignore', 'pipe', 'ignore'])
    const writing = `produce ${result} --input json --commit-source ${group} --transaction-records 701`
    this.producer = kafkit(writing, ['pipe', 'ignore', 'pipe'])
    const held = Promise.withResolvers<void>()
    this.goOn = held.resolve
    let read = 0
    const transform = async function* (lines: AsyncIterable<string>) {
      for await (const line of lines) {
        if (++read > holdsAfter) await held.promise
        const record = JSON.parse(line) as {value: string}
        for (const value of transformed(record.value)) yield `${JSON.stringify({...record, value})}\n`
      }
    }
    // A producer that is gone ends the consumer too, as a closed pipe does.
    pipeline(createInterface({input: consumer.stdout!}), transform, this.producer.stdin!).catch(() => consumer.kill())
    const said: Buffer[] = []
    this.producer.stderr!.on('data', (chunk: Buffer) => said.push(chunk))
    this.ended = once(this.producer, 'close').then(([code]) => ({code: code as number | null, said: String(Buffer.concat(said))})) // prettier-ignore
  }
}
