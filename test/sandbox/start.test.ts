import {existsSync, readFileSync} from 'node:fs'
import {readdir, readFile, writeFile} from 'node:fs/promises'
import {createServer} from 'node:net'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, test} from 'vitest'
import {isRunning} from '../../src/lib/sandbox/processes.ts'
import {isPortFree} from '../../src/lib/sandbox/ports.ts'
import {
  findSandbox,
  freezeBroker,
  sandboxLogs,
  sandboxNames,
  sandboxStatus,
  startBroker,
  startSandbox,
  stopBroker,
  stopSandbox,
  thawBroker,
  type StartOptions,
} from '../../src/lib/sandbox/sandbox.ts'
import {fakeKafka, type FakeKafka} from '../support/fake-kafka.ts'

let fake: FakeKafka
beforeEach(() => {
  fake = fakeKafka()
})
afterEach(async () => {
  for (const name of await sandboxNames()) await stopSandbox(name, {removeData: true})
  fake.restore()
})

const said: string[] = []
const start = (options: StartOptions = {}) => {
  said.length = 0
  return startSandbox({classData: false, onProgress: (text) => said.push(text), ...options})
}
const starts = (name: string) =>
  readFileSync(join(fake.sandboxes, name, 'fake-starts'), 'utf8')
    .trim()
    .split('\n')

/** Of a sandbox that is just being started: recorded as soon as it is launched. */
async function launchedPid(name: string): Promise<number> {
  const pid = async () => (await findSandbox(name))?.brokers[0]?.pid
  await expect.poll(pid, {timeout: 20_000}).toBeGreaterThan(0)
  return (await pid()) ?? 0
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    expect(error).toMatchObject({code: 'ESRCH'})
    return false
  }
}

describe('starting', () => {
  test('gives a cluster that later processes find, with a port for each broker', async () => {
    const sandbox = await start({brokers: 3})
    const ports = sandbox.brokers.map(({port}) => port)
    expect(sandbox).toMatchObject({
      name: 'default',
      dir: join(fake.sandboxes, 'default'),
      engine: 'java',
      kafkaVersion: '4.3.1',
      layout: 'combined',
      bootstrapServers: ports.map((port) => `127.0.0.1:${port}`).join(','),
      detached: true,
    })
    expect(new Set(ports).size).toBe(3)
    expect(sandbox.brokers.map(({id, label}) => [id, label])).toEqual([
      [1, 'broker-1'],
      [2, 'broker-2'],
      [3, 'broker-3'],
    ])
    expect(await findSandbox('default')).toEqual(sandbox)
    expect(await sandboxNames()).toEqual(['default'])
    expect(await sandboxStatus('default')).toEqual({
      sandbox,
      state: 'running',
      processes: sandbox.brokers.map(({label, pid}) => ({label, pid, running: true, answers: true})),
    })
    expect(said).toEqual(['starting Kafka 4.3.1, 3 brokers'])
  })

  test('a second time returns the running sandbox, and says so', async () => {
    const first = await start()
    expect(await start()).toEqual(first)
    expect(said).toEqual(['sandbox default is already running'])
  })

  test('with other settings than those of the running sandbox is refused, with the differences', async () => {
    await start({name: 'one'})
    await expect(start({name: 'one', brokers: 3, layout: 'controller'})).rejects.toThrow(
      'sandbox one is already running, with 1 broker and layout combined: stop it and remove its data first, or choose another name',
    )
    expect((await sandboxStatus('one'))?.state).toBe('running')
  })

  test('in racks assigns them to the brokers in turn, and a stopped sandbox keeps them', async () => {
    const rack = async (id: number) =>
      /^broker\.rack=(.*)$/m.exec(await readFile(join(fake.sandboxes, 'racks', `broker-${id}.properties`), 'utf8'))?.[1]
    const racks = async () => Promise.all([1, 2, 3].map(rack))
    await start({name: 'racks', brokers: 3, racks: ['a', 'b']})
    expect(await racks()).toEqual(['a', 'b', 'a'])
    await expect(start({name: 'racks', racks: ['x', 'y', 'z']})).rejects.toThrow(
      'sandbox racks is already running, with racks a,b,a: stop it first, or choose another name',
    )
    await start({name: 'racks', racks: ['a', 'b', 'a']})
    await stopSandbox('racks')
    await expect(start({name: 'racks', racks: ['a', 'b', 'c', 'd']})).rejects.toThrow('4 racks (a,b,c,d) for 3 brokers')
    await start({name: 'racks'})
    expect(await racks()).toEqual(['a', 'b', 'a'])
    await stopSandbox('racks')
    await start({name: 'racks', racks: ['x', 'y', 'z']})
    expect(await racks()).toEqual(['x', 'y', 'z'])
  })

  test('in three racks starts three brokers, unless another number is given', async () => {
    expect((await start({racks: ['a', 'b', 'c']})).brokers).toHaveLength(3)
  })

  test('brings back brokers that died, with their ports, and leaves the others alone', async () => {
    const first = await start({brokers: 2})
    await stopBroker(first, 2, 'SIGKILL')
    expect((await sandboxStatus('default'))?.state).toBe('partly')
    const again = await start()
    expect(said).toEqual(['sandbox default is already running', 'starting broker-2 again'])
    expect(again.bootstrapServers).toBe(first.bootstrapServers)
    expect(again.brokers[0]?.pid).toBe(first.brokers[0]?.pid)
    expect(again.brokers[1]?.pid).not.toBe(first.brokers[1]?.pid)
    expect((await sandboxStatus('default'))?.state).toBe('running')
  })

  test('brings back a controller that died, and most of the voters at once', async () => {
    const first = await start({layout: 'controller'})
    await stopBroker(first, 'controller', 'SIGKILL')
    await start({name: 'default'})
    expect(said).toEqual(['sandbox default is already running', 'starting controller-100 again'])
    const three = await start({name: 'three', brokers: 3})
    await stopBroker(three, 1, 'SIGKILL')
    await stopBroker(three, 3, 'SIGKILL')
    await start({name: 'three'})
    expect(said).toEqual(['sandbox three is already running', 'starting broker-1 again', 'starting broker-3 again'])
    expect((await sandboxStatus('three'))?.state).toBe('running')
  })

  test('of a stopped sandbox comes with the same cluster id, settings and ports', async () => {
    const first = await start({brokers: 2, properties: {'num.partitions': 7}})
    const storage = () => readFile(join(first.dir, 'broker-1', 'meta.properties'), 'utf8')
    const formatted = await storage()
    await stopSandbox('default')
    const again = await start()
    expect(await storage()).toBe(formatted)
    expect(again).toMatchObject({clusterId: first.clusterId, bootstrapServers: first.bootstrapServers})
    expect(await readFile(join(again.dir, 'broker-2.properties'), 'utf8')).toContain('\nnum.partitions=7\n')
  })

  test('of a stopped sandbox whose port was taken in the meantime uses another one', async () => {
    const first = await start()
    await stopSandbox('default')
    const taken = first.brokers[0]?.port ?? 0
    const stranger = createServer()
    await new Promise<void>((resolve, reject) => stranger.once('error', reject).listen(taken, '127.0.0.1', resolve))
    const again = await start()
    stranger.close()
    expect(again.brokers[0]?.port).not.toBe(taken)
    expect(again.clusterId).toBe(first.clusterId)
  })

  test('of a stopped sandbox with another number of brokers is refused', async () => {
    await start()
    await stopSandbox('default')
    await expect(start({brokers: 3})).rejects.toThrow('sandbox default already has data, with 1 broker: ')
  })

  test('tries other ports when another process takes one at the last moment', async () => {
    const sandbox = await start({properties: {fake: 'port-taken-once'}})
    const wanted = await readFile(join(sandbox.dir, 'fake-happened'), 'utf8')
    expect(wanted).not.toContain(`PLAINTEXT://127.0.0.1:${sandbox.brokers[0]?.port}`)
    expect((await sandboxStatus('default'))?.state).toBe('running')
  })

  test('uses the given port, or says that it is in use', async () => {
    const busy = createServer()
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve))
    const address = busy.address()
    const port = typeof address === 'object' && address ? address.port : 0
    await expect(start({port})).rejects.toThrow(`port ${port} on 127.0.0.1 is in use`)
    await new Promise((resolve) => busy.close(resolve))
    expect((await start({port})).bootstrapServers).toBe(`127.0.0.1:${port}`)
  })

  test('several times at once under one name: one starts, the others fail with the reason', async () => {
    const results = await Promise.allSettled([start(), start(), start()])
    const refused = results.filter((each) => each.status === 'rejected').map((each) => String(each.reason))
    expect(results.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
    for (const text of refused)
      expect(text).toMatch(/is starting or stopping the sandbox in .*; try again when it is done/)
    expect(starts('default')).toEqual(['plain'])
  })

  test('adds listeners, and returns their addresses', async () => {
    const sandbox = await start({
      listeners: [{name: 'TLS', protocol: 'SSL', host: 'localhost'}],
      properties: {'listener.name.tls.ssl.keystore.location': '@DIR@/keys-of-@ID@.p12'},
    })
    const {PLAINTEXT, TLS} = sandbox.brokers[0]?.listeners ?? {}
    expect(PLAINTEXT).toBe(sandbox.bootstrapServers)
    expect(TLS).toMatch(/^localhost:\d+$/)
    const settings = (await readFile(join(sandbox.dir, 'broker-1.properties'), 'utf8')).split('\n')
    expect(settings).toContain(`advertised.listeners=PLAINTEXT://${PLAINTEXT},TLS://${TLS}`)
    expect(settings).toContain('listener.security.protocol.map=PLAINTEXT:PLAINTEXT,TLS:SSL,CONTROLLER:PLAINTEXT')
    expect(settings).toContain(`listener.name.tls.ssl.keystore.location=${sandbox.dir}/broker-1/keys-of-1.p12`)
  })

  test('formats with the real tool if it gets arguments for it', async () => {
    const sandbox = await start({formatArguments: ['--add-scram', 'SCRAM-SHA-256=[name=alice,password=x]']})
    const meta = await readFile(join(sandbox.dir, 'broker-1', 'meta.properties'), 'utf8')
    expect(meta).toBe(`cluster.id=${sandbox.clusterId}\nscram=SCRAM-SHA-256=[name=alice,password=x]\n`)
  })

  test('a dedicated controller starts beside the brokers and can be stopped alone', async () => {
    const sandbox = await start({layout: 'controller'})
    expect(sandbox.quorum.map(({label}) => label)).toEqual(['controller-100'])
    await stopBroker(sandbox, 'controller')
    expect((await sandboxStatus('default'))?.processes.map(({running}) => running)).toEqual([false, true])
    await startBroker(sandbox, 'controller')
    expect((await sandboxStatus('default'))?.state).toBe('running')
  })
})

describe('a start that fails', () => {
  test("reports the exception and the log's path, keeps the log and nothing else", async () => {
    const error = await start({name: 'bad', properties: {fake: 'ends'}}).catch((thrown: unknown) => thrown)
    const log = join(fake.sandboxes, 'bad', 'broker-1.log')
    expect(error).toMatchObject({
      name: 'SandboxError',
      message:
        'broker-1 ended with exit code 1 while starting: ' +
        `org.apache.kafka.common.config.ConfigException: no such thing as fake; see ${log}`,
      log: ['org.apache.kafka.common.config.ConfigException: no such thing as fake'],
    })
    expect(await readdir(join(fake.sandboxes, 'bad'))).toEqual(['broker-1.log'])
    expect(await findSandbox('bad')).toBeUndefined()
  })

  test('after the time limit leaves nothing running', async () => {
    const starting = start({name: 'slow', properties: {fake: 'never-ready'}, readyTimeoutMs: 1100}).catch(String)
    const pid = await launchedPid('slow')
    expect(await starting).toMatch(/^SandboxError: broker-1 was not ready within 1 s; see .*broker-1\.log$/)
    expect(await findSandbox('slow')).toBeUndefined()
    await expect.poll(() => runs(pid)).toBe(false)
  })

  test('in the storage tool passes on its message', async () => {
    await expect(start({formatArguments: ['--x'], properties: {fake: 'bad-format'}})).rejects.toThrow(
      "Kafka's StorageTool could not format the storage: The kraft storage is broken today",
    )
  })

  test('by an abort ends what it started', async () => {
    const aborting = new AbortController()
    const starting = start({name: 'aborted', properties: {fake: 'never-ready'}, signal: aborting.signal}).catch(String)
    const pid = await launchedPid('aborted')
    aborting.abort(new Error('Ctrl-C'))
    expect(await starting).toBe('Error: Ctrl-C')
    expect(await findSandbox('aborted')).toBeUndefined()
    expect(await readdir(join(fake.sandboxes, 'aborted'))).toEqual(['broker-1.log'])
    await expect.poll(() => runs(pid)).toBe(false)
  })

  test.each([
    [{brokers: 0}, 'a sandbox has 1 to 9 brokers, not 0'],
    [{brokers: 1.5}, 'a sandbox has 1 to 9 brokers, not 1.5'],
    [{port: 70_000}, "70000 cannot be a broker's port"],
    [{name: '../x'}, '"../x" cannot name a sandbox'],
    [{kafkaVersion: '2.8'}, '"2.8" is not a Kafka release: give all numbers, as in 4.3.1'],
    [{kafkaVersion: '0.10.2.2'}, 'Kafka 0.10.2.2 is too old'],
    [{kafkaVersion: '4.0.0', layout: 'zookeeper'}, 'Kafka 4.0.0 has no ZooKeeper mode'],
    [{kafkaVersion: '2.8.2', layout: 'combined'}, 'Kafka 2.8.2 runs with ZooKeeper only'],
  ] as const)('because of %j is a usage error', async (options, message) => {
    const error = await start(options).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({name: 'UsageError', message: expect.stringContaining(message)})
    expect(existsSync(fake.sandboxes) ? await readdir(fake.sandboxes) : []).toEqual([])
  })
})

describe('stopping', () => {
  test('ends all processes, keeps the data, and returns what was running', async () => {
    const {dir} = await start({brokers: 2})
    expect(await stopSandbox('default')).toEqual({
      name: 'default',
      dir,
      ended: ['broker-1', 'broker-2'],
      removed: false,
    })
    expect((await sandboxStatus('default'))?.state).toBe('stopped')
    expect(existsSync(join(dir, 'broker-1', 'meta.properties'))).toBe(true)
    expect(await stopSandbox('default')).toMatchObject({ended: []})
  })

  test('with its data deletes the folder', async () => {
    const {dir} = await start()
    expect(await stopSandbox('default', {removeData: true})).toMatchObject({ended: ['broker-1'], removed: true})
    expect(existsSync(dir)).toBe(false)
  })

  test('distinguishes a missing sandbox from one that is not running', async () => {
    expect(await stopSandbox('never')).toBeUndefined()
    expect(await sandboxStatus('never')).toBeUndefined()
  })

  test('kills a broker that does not end by itself', async () => {
    const sandbox = await start({properties: {fake: 'stubborn'}})
    await stopSandbox(sandbox, {killAfterMs: 300})
    expect((await sandboxStatus('default'))?.state).toBe('stopped')
    expect((await sandboxLogs('default'))[0]?.lines).toContain('not yet')
  })

  test('leaves a process alone that only has the pid of a broker', async () => {
    const sandbox = await start()
    // As after a reboot: the pid in the record is somebody else's now.
    const file = join(sandbox.dir, 'sandbox.json')
    const text = (await readFile(file, 'utf8')).replaceAll(`"startTime": "`, `"startTime": "other-`)
    await writeFile(file, text)
    expect((await sandboxStatus('default'))?.state).toBe('stopped')
    expect(await stopSandbox('default')).toMatchObject({ended: []})
    const [broker] = sandbox.brokers
    expect(broker && isRunning(broker)).toBe(true)
    if (broker) process.kill(broker.pid, 'SIGKILL')
  })
})

describe('faults', () => {
  test('a frozen broker runs but does not answer until it is thawed', async () => {
    const sandbox = await start()
    await freezeBroker(sandbox, 1)
    expect((await sandboxStatus(sandbox))?.processes).toMatchObject([{running: true, answers: false}])
    await thawBroker(sandbox, 1)
    expect((await sandboxStatus(sandbox))?.processes).toMatchObject([{running: true, answers: true}])
  })

  test('a stopped broker is gone, its port is free, and it gets the port again', async () => {
    const sandbox = await start({brokers: 2})
    const port = sandbox.brokers[0]?.port ?? 0
    await stopBroker(sandbox, 1)
    expect(await isPortFree(port)).toBe(true)
    const after = await startBroker(sandbox, 1)
    expect(after.brokers[0]).toMatchObject({id: 1, port})
    expect(await findSandbox('default')).toEqual(after)
  })

  test('several brokers can be restarted at once', async () => {
    const sandbox = await start({brokers: 3})
    await Promise.all([1, 2, 3].map((id) => stopBroker(sandbox, id, 'SIGKILL')))
    await Promise.all([1, 2, 3].map((id) => startBroker(sandbox, id)))
    expect((await sandboxStatus('default'))?.state).toBe('running')
    expect(starts('default')).toHaveLength(6)
  })

  test('a missing broker is a usage error that names the existing ones', async () => {
    const sandbox = await start()
    await expect(stopBroker(sandbox, 4)).rejects.toThrow('sandbox default has no broker 4, only broker-1')
    await expect(stopBroker(sandbox, 'controller')).rejects.toThrow('sandbox default has no controller, only broker-1')
  })
})

describe('logs', () => {
  test('are the last lines of each process', async () => {
    await start()
    expect(await sandboxLogs('default', {lines: 1})).toEqual([
      {label: 'broker-1', file: join(fake.sandboxes, 'default', 'broker-1.log'), lines: ['Kafka Server started']},
    ])
  })

  test('of a sandbox that does not exist are an error', async () => {
    await expect(sandboxLogs('never')).rejects.toThrow(`there is no sandbox in ${join(fake.sandboxes, 'never')}`)
  })
})

test('a state file of another format is refused with advice', async () => {
  const {dir} = await start()
  const file = join(dir, 'sandbox.json')
  const good = await readFile(file, 'utf8')
  for (const bad of ['{', '{"format": 99}']) {
    await writeFile(file, bad)
    await expect(findSandbox('default')).rejects.toThrow(`${file} cannot be read by this version of kafkit`)
  }
  await writeFile(file, good)
})
