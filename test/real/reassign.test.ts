// Replicas move on three brokers in three racks while numbered records come in: every kind of plan, a client that is killed,
// throttles and moves of others beside ours. Nothing is left behind that was not there, and no record is lost.
import {spawn, spawnSync} from 'node:child_process'
import {existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {delimiter, dirname, join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster, type Cluster} from '../../src/lib/cluster/cluster.ts'
import {startSandbox, stopSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.ts'
import {runKafkaTool} from '../support/apache-tools.ts'
import {kafkit} from '../support/cli.ts'
import {cases, describeWithKafka} from '../support/real-kafka.ts'
import {pageBlocks} from '../support/runbook.ts'
import {startNumbers} from './numbered-records.ts'

const root = join(import.meta.dirname, '../..')

describeWithKafka('moving replicas', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kafkit-reassign-'))
  const env = {KAFKIT_STATE_DIR: join(folder, 'state')}
  let sandbox: Sandbox
  let cluster: Cluster
  let numbers: ReturnType<typeof startNumbers>

  const ours = (line: string) => kafkit([...line.split(' '), '-b', sandbox.bootstrapServers], {env})
  const done = async (line: string) => {
    const ran = await ours(line)
    expect(ran, `${line}\n${ran.out}${ran.err}`).toMatchObject({code: 0})
    return ran
  }
  const apache = async (...args: string[]) => {
    const ran = await runKafkaTool('org.apache.kafka.tools.reassign.ReassignPartitionsCommand', [
      '--bootstrap-server',
      sandbox.bootstrapServers,
      ...args,
    ])
    expect(ran, ran.stdout + ran.stderr).toMatchObject({exitCode: 0})
    return ran.stdout
  }

  beforeAll(async () => {
    sandbox = await startSandbox({detached: false, brokers: 3})
    cluster = openCluster({bootstrap: parseAddresses(sandbox.bootstrapServers)})
    await done('topics create numbers --partitions 4 --replication-factor 2')
    await done('topics create bulk --partitions 3 --replication-factor 2')
    await done('topics create others --partitions 2 --replication-factor 1')
    const lines = Array.from({length: 120_000}, (_, i) => `${i} ${'x'.repeat(100)}\n`).join('')
    const file = join(folder, 'lines.txt')
    writeFileSync(file, lines)
    await done(`produce bulk ${file} -q`)
    await done(`produce others ${file} -q`)
    // What others have set, and what must be there in the end: a rate of one broker, a default of all, an entry of a list.
    await done('configs set broker/1 leader.replication.throttled.rate=77000000 --yes')
    await done('configs set broker-default follower.replication.throttled.rate=88000000 --yes')
    await done('configs set topic/numbers follower.replication.throttled.replicas=7:1 --yes')
    numbers = startNumbers(cluster, 'numbers')
  }, 120_000)
  afterAll(async () => {
    cluster?.close()
    if (sandbox) await stopSandbox(sandbox, {removeData: true})
    rmSync(folder, {recursive: true})
  })

  /** Everything that is set on topics and brokers, as Apache names it. */
  async function throttles(): Promise<string[]> {
    const {out} = await ours('configs list topic broker -o csv')
    return out.split('\r\n').filter((line) => line.includes('throttled'))
  }
  const foreign = [
    'topic/numbers,follower.replication.throttled.replicas,7:1',
    'broker-default,follower.replication.throttled.rate,88000000',
    'broker/1,leader.replication.throttled.rate,77000000',
  ]
  const expectOnlyForeign = async () => expect((await throttles()).toSorted()).toEqual(foreign.toSorted())

  /** By partition: replicas, with the leader. */
  async function replicasOf(topic: string): Promise<number[][]> {
    const [found] = await cluster.topics([topic], {refresh: true})
    return found?.partitions.map(({replicas}) => [...replicas]) ?? []
  }
  const held = (lists: readonly (readonly number[])[]) => new Set(lists.flat())

  const plan = join(folder, 'plan.json')
  async function planAndStart(goal: string, flags = ''): Promise<void> {
    rmSync(plan, {force: true})
    await done(`reassign plan ${goal} --plan-out ${plan}`)
    await done(`reassign start ${plan} --yes${flags}`)
    await expectOnlyForeign()
  }

  test('nothing is left over at the beginning, except what others have set', async () => {
    await expectOnlyForeign()
    expect((await ours('reassign status --check --sample 0s')).code).toBe(3)
  })

  test('drain: nothing is left on the broker', async () => {
    await done('brokers drain 3 --topics numbers,bulk --yes')
    expect(held(await replicasOf('numbers'))).toEqual(new Set([1, 2]))
    expect(held(await replicasOf('bulk'))).toEqual(new Set([1, 2]))
    await expectOnlyForeign()
  })

  test('add: the broker gets its share', async () => {
    await planAndStart('--add 3 --topics numbers,bulk')
    const lists = [...(await replicasOf('numbers')), ...(await replicasOf('bulk'))]
    expect(lists.flat().filter((id) => id === 3)).toHaveLength(Math.floor((7 * 2) / 3))
  })

  test('rf: more replicas, in all racks, and fewer again', async () => {
    const before = await replicasOf('numbers')
    await planAndStart('--rf 3 --topics numbers')
    const three = await replicasOf('numbers')
    expect(three.map((list) => list.slice(0, 2))).toEqual(before)
    expect(three.map((list) => list.toSorted())).toEqual(before.map(() => [1, 2, 3]))
    await planAndStart('--rf 2 --topics numbers')
    expect((await replicasOf('numbers')).map(({length}) => length)).toEqual([2, 2, 2, 2])
  })

  test('balance, and brokers', async () => {
    await planAndStart('--brokers 1,2 --topics bulk')
    expect(held(await replicasOf('bulk'))).toEqual(new Set([1, 2]))
    await planAndStart('--balance --topics bulk')
    const counts = [1, 2, 3].map(async (id) => (await replicasOf('bulk')).flat().filter((each) => each === id).length)
    expect(await Promise.all(counts)).toEqual([2, 2, 2])
  })

  test('a throttle below what is written is refused, with the number', async () => {
    rmSync(plan, {force: true})
    await done(`reassign plan --drain 2 --topics numbers --plan-out ${plan}`)
    const {code, err} = await ours(`reassign start ${plan} --throttle 1kB/s --yes`)
    expect(code).toBe(1)
    expect(err).toMatch(
      /the throttle of 1kB\/s does not exceed the rate of new records that broker \d has to copy .* use --throttle \d+(\.\d)?kB\/s or more/,
    )
    await expectOnlyForeign()
  })

  test("Apache's tool carries our plan out, and we Apache's; ours is undone", async () => {
    rmSync(plan, {force: true})
    await done(`reassign plan --drain 1 --topics bulk --plan-out ${plan}`)
    expect(await apache('--execute', '--reassignment-json-file', plan)).toContain('Successfully started')
    await done('reassign wait --for 1m')
    expect(await apache('--verify', '--preserve-throttles', '--reassignment-json-file', plan)).toContain('is completed')
    expect(held(await replicasOf('bulk'))).toEqual(new Set([2, 3]))

    const topics = join(folder, 'topics.json')
    writeFileSync(topics, '{"version":1,"topics":[{"topic":"bulk"}]}')
    const before = await replicasOf('bulk')
    const generated = await apache('--generate', '--broker-list', '1,3', '--topics-to-move-json-file', topics)
    writeFileSync(plan, generated.split('Proposed partition reassignment configuration\n')[1] ?? '')
    const {err} = await done(`reassign start ${plan} --yes`)
    expect(held(await replicasOf('bulk'))).toEqual(new Set([1, 3]))
    expect(await apache('--verify', '--preserve-throttles', '--reassignment-json-file', plan)).toContain('is completed')
    const [, undo = ''] = /to undo this: kafkit (.*)\n/.exec(err) ?? []
    await done(`${undo.replace(/ --bootstrap-server \S+/, '')} --yes`)
    expect(await replicasOf('bulk')).toEqual(before)
    await expectOnlyForeign()
  })

  /** The program as a process of its own. */
  function program(line: string) {
    const child = spawn(process.execPath, [join(root, 'bin/dev.js'), ...line.split(' ')], {
      env: {...process.env, ...env, KAFKIT_BOOTSTRAP_SERVERS: sandbox.bootstrapServers},
      stdio: 'ignore',
    })
    const ended = new Promise<unknown>((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)))
    return {child, ended}
  }
  const journals = () => (existsSync(join(folder, 'state/reassign')) ? readdirSync(join(folder, 'state/reassign')) : [])
  const until = async (what: string, check: () => Promise<boolean> | boolean) => {
    const end = Date.now() + 60_000
    while (!(await check())) {
      if (Date.now() > end) throw new Error(`not in a minute: ${what}`)
      await sleep(20)
    }
  }
  /** Moves bulk to the two brokers of these that have less of it, slowly. */
  async function slowPlan(): Promise<number> {
    const leaving = held(await replicasOf('bulk')).has(1) ? 1 : 3
    rmSync(plan, {force: true})
    await done(`reassign plan --drain ${leaving} --topics bulk --plan-out ${plan}`)
    return leaving
  }

  const steps: Readonly<Record<string, (before: number) => Promise<void>>> = {
    'when the journal is written': (before) => until('a journal', () => journals().length > before),
    'when the throttles are set': () =>
      until('a throttle', async () => (await throttles()).some((line) => line.endsWith(',2000000'))),
    'while it moves': () =>
      until('a move', async () => (await ours('reassign status --sample 0s')).out.includes('bulk')),
  }
  test.each(cases(['when the throttles are set', 'while it moves'], ['when the journal is written']))(
    'kill -9 %s: another shell goes on, and nothing is left behind',
    async (step) => {
      const leaving = await slowPlan()
      const before = journals().length
      const {child, ended} = program(`reassign start ${plan} --throttle 2MB/s --batch 1 --yes`)
      await steps[step]?.(before)
      child.kill('SIGKILL')
      expect(await ended).toBe('SIGKILL')
      const {err} = await ours(`reassign start ${plan} --yes`)
      expect(err).toContain('has not ended: kafkit reassign resume --journal ')
      await done('reassign throttle 30MB/s --yes')
      await done('reassign resume --yes')
      expect(held(await replicasOf('bulk')).has(leaving)).toBe(false)
      await expectOnlyForeign()
    },
  )

  test('cancel says what stays, and takes the throttles off', async () => {
    await slowPlan()
    const before = await replicasOf('bulk')
    const {child, ended} = program(`reassign start ${plan} --throttle 1MB/s --yes`)
    await steps['while it moves']?.(0)
    const {out} = await done('reassign cancel --yes -o json')
    await ended
    child.kill()
    const items = JSON.parse(out) as {status: string; partition: number; replicas: number[]}[]
    expect(items.map(({status}) => status)).toContain('cancelled')
    const now = await replicasOf('bulk')
    for (const {status, partition, replicas} of items) {
      expect(replicas.toSorted()).toEqual(now[partition]?.toSorted())
      if (status === 'cancelled') expect(replicas).toEqual(before[partition])
    }
    await expectOnlyForeign()
    expect((await ours('reassign status -o json')).out).toContain('"unfinished":[]')
  })

  test('moves and throttles of others go on beside ours, and theirs are not ours to take off', async () => {
    const theirs = join(folder, 'theirs.json')
    const [first = [], second = []] = await replicasOf('others')
    const elsewhere = (list: readonly number[]) => [1, 2, 3].filter((id) => !list.includes(id)).slice(0, 1)
    const partitions = [first, second].map((list, partition) => ({
      topic: 'others',
      partition,
      replicas: elsewhere(list),
    }))
    writeFileSync(theirs, JSON.stringify({version: 1, partitions}))
    await apache('--execute', '--throttle', '500000', '--reassignment-json-file', theirs)
    // Apache's tool goes when the controller has the rates; each broker learns of them a moment later.
    const rates = async () => (await throttles()).filter((line) => /^broker\/.*,500000$/.test(line))
    const involved = new Set([...first, ...second, ...partitions.flatMap(({replicas}) => replicas)])
    await until('both rates on their brokers', async () => (await rates()).length === 2 * involved.size)
    const before = await throttles()
    expect(before.some((line) => line.startsWith('topic/others,leader.replication'))).toBe(true)
    await slowPlan()
    const {err} = await done(`reassign start ${plan} --yes`)
    expect(err).toContain('moving already, and the same limits of brokers hold for')
    expect((await throttles()).toSorted()).toEqual(before.toSorted())
    expect((await ours('reassign clean-throttles --yes')).out).not.toContain('cleaned')
    expect((await throttles()).toSorted()).toEqual(before.toSorted())
    await done('reassign cancel --all --yes')
    await done('reassign clean-throttles --others --yes')
    const after = await throttles()
    expect(after.filter((line) => line.includes('others') || line.startsWith('broker/'))).toEqual([])
  })

  test('a topic that is deleted while it moves is a failure, and its throttles are no hindrance', async () => {
    await done('topics create doomed --partitions 1 --replication-factor 1')
    await done(`produce doomed ${join(folder, 'lines.txt')} -q`)
    const [[from = 1] = []] = await replicasOf('doomed')
    rmSync(plan, {force: true})
    await done(`reassign plan --drain ${from} --topics doomed --plan-out ${plan}`)
    const {ended} = program(`reassign start ${plan} --throttle 1MB/s --yes`)
    await until('a move', async () => (await ours('reassign status --sample 0s')).out.includes('doomed'))
    await done('topics delete doomed --yes')
    expect(await ended).toBe(1)
    expect(JSON.parse((await ours('reassign status -o json --sample 0s')).out)).toMatchObject({
      moving: [],
      unfinished: [],
    })
  })

  test('every record is there, once', async () => {
    const count = await numbers.stop()
    const {out} = await done('consume numbers --from-beginning --until-end -q')
    const seen = out.trimEnd().split('\n').map(Number)
    expect(count).toBeGreaterThan(10_000)
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({length: count}, (_, i) => i + 1))
  })

  test('docs/rebalancing.md', async () => {
    await done('topics create orders orders-eu --partitions 3 --replication-factor 2')
    const spare = await ours('configs unset topic/numbers follower.replication.throttled.replicas --yes')
    expect(spare.code).toBe(0)
    const commands = pageBlocks(readFileSync(join(root, 'docs/rebalancing.md'), 'utf8'))
      .filter(({language}) => language === 'sh')
      .flatMap((block) => block.commands)
    expect(commands.length).toBeGreaterThan(12)
    const script = commands.map(({line}) => `${line}\necho "@ended $?"`).join('\n')
    const {stdout, stderr} = spawnSync('bash', ['-c', script], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        NO_COLOR: '1',
        PATH: [join(root, 'bin'), dirname(process.execPath), process.env['PATH']].join(delimiter),
        KAFKIT_BOOTSTRAP_SERVERS: sandbox.bootstrapServers,
        KAFKIT_STATE_DIR: join(folder, 'docs-state'),
      },
    })
    const ended = [...stdout.matchAll(/^@ended (\d+)$/gm)].map(([, code]) => Number(code))
    expect(
      commands.map(({line}, at) => `${line} → ${ended[at]}`),
      stderr,
    ).toEqual(commands.map(({line, code}) => `${line} → ${code}`))
  }, 180_000)
})
