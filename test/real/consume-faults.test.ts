// What reading may not lose, double or commit too early when the network, the output or the process itself fails: numbered
// records on one real broker.
import {spawn, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {closeSync, mkdtempSync, openSync, readFileSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test, vi} from 'vitest'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster, type Cluster} from '../../src/lib/cluster/cluster.ts'
import {consumeRecords} from '../../src/lib/records/consume.ts'
import {committedOffsets} from '../../src/lib/records/committed-offsets.ts'
import {textFormat} from '../../src/lib/records/formatter.ts'
import {lineReader} from '../../src/lib/records/line-reader.ts'
import {produceRecords} from '../../src/lib/records/produce.ts'
import {describeGroups} from '../../src/lib/groups/describe.ts'
import {startSandbox, stopSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.ts'
import {createTopics} from '../../src/lib/topics/create.ts'
import {MemoryOutput} from '../records/support/memory-output.ts'
import {faultyProxy, type Faults} from '../support/faulty-proxy.ts'
import {cases, describeWithKafka} from '../support/real-kafka.ts'

const bin = join(import.meta.dirname, '../../bin/kafkit')
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

  const committed = async (group: string, topic = 'plain') =>
    committedOffsets(
      cluster,
      group,
      Array.from({length: partitions}, (_, partition) => ({topic, partition})),
    )
  const start = (args: readonly string[], stdout: number | 'pipe') =>
    spawn(process.execPath, [bin, 'consume', '-b', sandbox.bootstrapServers, ...args], {
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
      ['-c', 'ulimit -f 150; trap "" XFSZ; exec "$@"', 'limited', process.execPath, bin, 'consume', 'plain', '--group', 'full', '--from-beginning', '-b', sandbox.bootstrapServers], // prettier-ignore
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
        const {groups} = await describeGroups(cluster, [group])
        expect(groups[0]?.members, `${sleeper.said()}\n${other.said()}`).toHaveLength(2)
      }, patience)
      await sleeper.end('SIGTERM')
      await other.end('SIGTERM')
      const {lost, doubled} = verdict([...sleeper.numbers(), ...other.numbers()])
      expect(mode === 'at least once' ? {lost} : {doubled}).toEqual(mode === 'at least once' ? {lost: 0} : {doubled: 0})
      expect(sumOf(await committed(group))).toBe(count)
    },
  )
})
