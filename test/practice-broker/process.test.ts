// The practice broker as `kafkit sandbox start --engine memory` runs it: a process of its own.
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, expect, test, vi} from 'vitest'
import {CreateTopics} from '../../src/lib/apis/create-topics.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {
  findSandbox,
  practiceBrokerLacks,
  sandboxStatus,
  startSandbox,
  stopSandbox,
  type Sandbox,
} from '../../src/lib/sandbox/sandbox.ts'
import {kafkit} from '../support/cli.ts'
import {RawClient} from '../support/raw-client.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kafkit-memory-'))
  vi.stubEnv('KAFKIT_SANDBOX_DIR', root)
})
afterEach(async () => {
  for (const dir of [join(root, 'practice'), join(root, 'ci')]) await stopSandbox({dir}, {removeData: true})
  vi.unstubAllEnvs()
  await rm(root, {recursive: true, force: true})
})

const start = (more = {}) => startSandbox({name: 'practice', engine: 'memory', ...more})

async function ask({brokers}: Sandbox, broker = 0) {
  using client = await RawClient.open(brokers[broker]?.port ?? 0)
  return await client.call(Metadata, 12, {topics: null, allowAutoTopicCreation: false})
}

async function createTopic({brokers}: Sandbox, name: string) {
  using client = await RawClient.open(brokers[0]?.port ?? 0)
  const topic = {name, numPartitions: -1, replicationFactor: -1, assignments: [], configs: []}
  return await client.call(CreateTopics, 7, {topics: [topic]})
}

test('six brokers in three racks: kafkit plan finds replicas that share a rack, and plans their moves', async () => {
  const started = await kafkit(
    'sandbox start --name practice --engine memory --brokers 6 --racks a,b,c --quiet'.split(' '),
    {env: {KAFKIT_SANDBOX_DIR: root}},
  )
  expect(started.code, started.err).toBe(0)
  const {bootstrapServers} = (await findSandbox('practice')) ?? {}
  const run = (line: string) => kafkit([...line.split(' '), '-b', String(bootstrapServers)])
  const racks = (await run('brokers list -o csv --columns broker,rack --no-headers')).out
  expect(racks.trim().split(/\r?\n/)).toEqual(['1,a', '2,b', '3,c', '4,a', '5,b', '6,c'])
  await run('topics create shared --replica-assignment 1:4')
  const file = join(root, 'spread.yaml')
  await writeFile(file, 'kafkit: 1\ntopics: {shared: {placement: {racks: spread}}, other: {}}\n')
  const planned = await run(`plan -f ${file}`)
  // The practice broker moves no replicas; the rest of the plan stands.
  expect(planned).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^\+ topic other[\s\S]*^x topic shared/m),
    err: expect.stringContaining('topic shared: its replicas cannot be moved here'),
  })
})

test('one process plays three brokers, with the given settings', async () => {
  const said: string[] = []
  const sandbox = await start({
    brokers: 3,
    properties: {'num.partitions': 4},
    onProgress: (text: string) => said.push(text),
  })
  expect(said).toEqual(['starting the practice broker (it is not Kafka), 3 brokers'])
  expect(sandbox.engine).toBe('memory')
  expect(new Set(sandbox.brokers.map(({pid}) => pid)).size).toBe(1)
  await createTopic(sandbox, 'four')
  for (const broker of [0, 1, 2]) {
    const {brokers, topics, clusterId} = await ask(sandbox, broker)
    expect(clusterId).toBe(sandbox.clusterId)
    expect(brokers.map(({nodeId, port, rack}) => [nodeId, port, rack])).toEqual(
      sandbox.brokers.map(({id, port}) => [id, port, `r${id}`]),
    )
    expect(topics.map(({name, partitions}) => [name, partitions.length, partitions[0]?.replicaNodes.length])).toEqual([
      ['four', 4, 3],
    ])
  }
  expect((await sandboxStatus('practice'))?.state).toBe('running')
})

test('it restarts on its ports, without its data', async () => {
  const first = await start({brokers: 2})
  await createTopic(first, 'gone')
  expect((await ask(first)).topics.length).toBe(1)
  expect((await stopSandbox('practice'))?.ended).toEqual(['memory'])
  expect((await sandboxStatus('practice'))?.state).toBe('stopped')
  const second = await startSandbox({name: 'practice'})
  expect(second.bootstrapServers).toBe(first.bootstrapServers)
  expect(await ask(second)).toMatchObject({clusterId: first.clusterId, topics: [], brokers: [{nodeId: 1}, {nodeId: 2}]})
})

test('a killed process is started again, once for all its brokers', async () => {
  const sandbox = await start({brokers: 3})
  const [pid = 0] = sandbox.brokers.map((broker) => broker.pid)
  process.kill(pid, 'SIGKILL')
  await expect.poll(async () => (await sandboxStatus('practice'))?.state, {timeout: 20_000}).toBe('stopped')
  const revived = await startSandbox({name: 'practice'})
  expect(new Set(revived.brokers.map((broker) => broker.pid)).size).toBe(1)
  expect((await ask(revived, 2)).brokers.length).toBe(3)
})

test('impossible settings are refused, and a bad one is reported from its log', async () => {
  const listeners = [{name: 'SECURE', protocol: 'SSL' as const}]
  await expect(start({listeners})).rejects.toThrow('no listeners besides PLAINTEXT')
  await expect(start({properties: {'num.partitions': 'many'}})).rejects.toThrow(
    'Invalid value many for configuration num.partitions: Not a number of type INT',
  )
  expect(await sandboxStatus('practice')).toBeUndefined()
})

test('the command prints its limits, even with --quiet', async () => {
  const {out, err, code} = await kafkit(['sandbox', 'start', '--name', 'ci', '--engine', 'memory', '--quiet'], {
    env: {KAFKIT_SANDBOX_DIR: root},
  })
  expect({code, err}).toEqual({code: 0, err: `${practiceBrokerLacks}\n`})
  expect(out).toMatch(/^BROKER +ADDRESS +PROCESS\n +1 +127\.0\.0\.1:\d+ +\d+\n$/)
  expect(practiceBrokerLacks).toContain('not Apache Kafka')
  expect(await readFile(join(root, 'ci', 'memory.log'), 'utf8')).toContain('practice broker ready at 127.0.0.1:')
})
