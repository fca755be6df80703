// The main job as a user does it, with any cluster.
import {createHash} from 'node:crypto'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {runKafkit} from './built-kafkit.ts'
import type {RunningCluster} from './cluster-contract.ts'

const sha = (lines: readonly string[]) => createHash('sha256').update(lines.toSorted().join('\n')).digest('hex')

export interface Played {
  readonly start: () => Promise<RunningCluster>
  /** The Apache release whose functions the cluster has: 2.8, 4.3. */
  readonly release: number
  /** The text in the doctor's report about the versions that the cluster supports. */
  readonly recognised: string
  /** Whether there is a KRaft quorum that can be asked (Kafka 3.3). */
  readonly quorum: boolean
}

export function mainJob({start, release, recognised, quorum}: Played): void {
  let cluster: RunningCluster
  beforeAll(async () => {
    cluster = await start()
  })
  afterAll(() => cluster.close())

  const before = (other: number) => release < other
  /** For what this release cannot do: the sentence names the release that can. */
  const refused = (release: string) => ({
    code: 1,
    stderr: expect.stringContaining(`came with Kafka ${release}`) as string,
  })

  const kafkit = (line: string, stdin?: string) =>
    runKafkit(line.split(' '), {bootstrapServers: cluster.bootstrapServers, ...(stdin === undefined ? {} : {stdin})})
  const json = async (line: string) => {
    const {stdout, stderr, code} = await kafkit(`${line} --output json`)
    expect({stderr, code}).toEqual({stderr: '', code: 0})
    return JSON.parse(stdout) as unknown
  }

  test('a topic is made, shown, changed and found', async () => {
    expect(
      await kafkit('topics create jobs --partitions 3 --replication-factor 1 --config retention.ms=3600000'),
    ).toMatchObject({code: 0})
    expect(await json('topics list --exclude-internal')).toMatchObject({
      topics: [{name: 'jobs', partitionCount: 3, replicationFactor: 1}],
    })
    expect(await kafkit('topics alter jobs --config retention.ms=7200000')).toMatchObject({code: 0})
    const more = await kafkit('topics alter jobs --partitions 6')
    if (before(1)) {
      expect(more).toMatchObject(refused('1.0'))
      await kafkit('topics delete jobs --yes')
      await expect.poll(() => kafkit('topics describe jobs')).toMatchObject({code: 1})
      const again = 'topics create jobs --partitions 6 --replication-factor 1 --config retention.ms=7200000'
      // An old broker may still be deleting a topic that it no longer shows.
      await expect.poll(() => kafkit(again), {timeout: 30_000}).toMatchObject({code: 0})
    } else expect(more).toMatchObject({code: 0})
    const described = (await json('topics describe jobs')) as {
      topics: {partitions: {partition: number}[]; configs: {name: string; value: string}[]}[]
    }
    // Kafka 4.1 adds min.insync.replicas, which its brokers set for the whole cluster.
    expect(described.topics[0]?.configs.find(({name}) => name === 'retention.ms')).toMatchObject({value: '7200000'})
    expect(described.topics[0]?.partitions.map(({partition}) => partition)).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('what is produced is consumed, keys in their order', async () => {
    const lines = Array.from({length: 20_000}, (_, i) => `key-${i % 97}\tvalue ${i} ünïcödé`)
    const codec = before(2.1) ? 'lz4' : 'zstd'
    const sent = await kafkit(`produce jobs --key-separator \\t --compression ${codec}`, lines.join('\n'))
    expect(sent).toMatchObject({code: 0, stderr: expect.stringContaining('20,000 records acknowledged') as string})
    const {stdout, code} = await kafkit('consume jobs --from-beginning --until-end --print-key')
    const back = stdout.trimEnd().split('\n')
    expect({code, count: back.length, sum: sha(back)}).toEqual({code: 0, count: 20_000, sum: sha(lines)})
    const ofOneKey = (all: readonly string[]) => all.filter((line) => line.startsWith('key-42\t'))
    expect(ofOneKey(back)).toEqual(ofOneKey(lines))
  })

  test('a group reads a part, its lag is the rest, and it is taken back', async () => {
    const part = await kafkit('consume jobs --group readers --from-beginning --max-messages 5000 --quiet')
    expect({code: part.code, lines: part.stdout.trimEnd().split('\n').length}).toEqual({code: 0, lines: 5000})
    expect(await json('groups describe readers')).toMatchObject({groups: [{groupId: 'readers', totalLag: 15_000}]})
    expect(await kafkit('groups list')).toMatchObject({stdout: expect.stringContaining('readers') as string})

    const plan = await kafkit('groups reset-offsets readers --topic jobs --to-earliest')
    expect(plan).toMatchObject({code: 0})
    expect(await json('groups describe readers'), 'a plan changes nothing').toMatchObject({
      groups: [{totalLag: 15_000}],
    })
    expect(await kafkit('groups reset-offsets readers --topic jobs --to-earliest --execute --yes')).toMatchObject({
      code: 0,
    })
    expect(await json('groups describe readers')).toMatchObject({groups: [{totalLag: 20_000}]})
    const gone = await kafkit('groups delete readers --yes')
    if (before(1.1)) return expect(gone).toMatchObject(refused('1.1'))
    expect(gone).toMatchObject({code: 0})
    expect(await kafkit('groups describe readers')).toMatchObject({code: 1})
  })

  test('the doctor finds nothing wrong and recognises the release', async () => {
    const {stdout, stderr, code} = await kafkit('doctor --output json')
    const {verdict, steps} = JSON.parse(stdout) as {verdict: string; steps: {name: string; summary: string}[]}
    expect({code, verdict, stderr}).toEqual({code: 0, verdict: 'ok', stderr: ''})
    expect(steps.find(({name}) => name === 'api-versions')?.summary).toContain(recognised)
    // Only a KRaft quorum (since 3.3) reports the time.
    const clock = steps.find(({name}) => name === 'clock')?.summary
    expect(clock).toContain(quorum ? 'asked of the active controller' : 'known')
  })

  test.runIf(before(2.4))('what came later is refused with the release that brought it', async () => {
    expect(await kafkit('groups delete-offsets readers --topic jobs --yes')).toMatchObject(refused('2.4'))
  })

  test.runIf(before(3.1))('topics by id', async () => {
    expect(await kafkit('topics describe --topic-id AAAAAAAAAAAAAAAAAAAAAA')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('needs version 12 of Metadata (Kafka 3.1)') as string,
    })
  })

  test('a topic is deleted, but not without being told so', async () => {
    expect(await kafkit('topics delete jobs')).toMatchObject({code: 2})
    expect(await kafkit('topics delete jobs --yes')).toMatchObject({code: 0})
    await expect.poll(() => kafkit('topics describe jobs')).toMatchObject({code: 1})
  })
}
