// Lag on a live cluster of three brokers: against what applications know of themselves, against Apache's tool, every
// condition of the gate with a case that passes and one that fails, and what cannot be known.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes, type Admin} from 'kafkajs'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster, type Cluster} from '../../src/lib/cluster/cluster.ts'
import {openKafkajs, type KafkajsCluster} from '../../src/lib/cluster/kafkajs.ts'
import {commitOffsets} from '../../src/lib/groups/commit-offsets.ts'
import {groupLag, type GroupLag} from '../../src/lib/groups/lag/lag.ts'
import {startDemo, type Demo} from '../../src/lib/sandbox/demo/start.ts'
import {demoGroups, goodOnes, hangsAt, openRecords} from '../../src/lib/sandbox/demo/stories.ts'
import {startBroker, startSandbox, stopBroker, stopSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.ts'
import {createTopics} from '../../src/lib/topics/create.ts'
import {deleteTopics} from '../../src/lib/topics/delete.ts'
import {runKafkaTool} from '../support/apache-tools.ts'
import {kafkit} from '../support/cli.ts'
import {describeWithKafka} from '../support/real-kafka.ts'
import {opened} from '../support/opened.ts'

const patience = {timeout: 60_000, interval: 200}
/** Those whose members stay as they are. */
const calm = demoGroups.map(({groupId}) => groupId).filter((id) => id !== 'demo-rebalancing')

describeWithKafka('lag', () => {
  let sandbox: Sandbox
  let cluster: Cluster
  let second: KafkajsCluster
  let admin: Admin
  let demo: Demo
  const folder = mkdtempSync(join(tmpdir(), 'kafkit-lag-'))
  const config = join(folder, 'alice.properties')

  beforeAll(async () => {
    sandbox = await startSandbox({
      detached: false,
      brokers: 3,
      listeners: [{name: 'SASL', protocol: 'SASL_PLAINTEXT'}],
      properties: {
        'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
        'super.users': 'User:ANONYMOUS',
        'allow.everyone.if.no.acl.found': false,
        'listener.name.sasl.sasl.enabled.mechanisms': 'PLAIN',
        'listener.name.sasl.plain.sasl.jaas.config':
          'org.apache.kafka.common.security.plain.PlainLoginModule required user_alice="secret";',
        // A coordinator that is away is not replaced.
        'offsets.topic.replication.factor': 1,
      },
    })
    writeFileSync(
      config,
      'security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required username="alice" password="secret";\n',
    )
    const settings = {bootstrap: parseAddresses(sandbox.bootstrapServers)}
    cluster = openCluster(settings)
    second = await openKafkajs(settings)
    admin = await second.admin()
    demo = await startDemo({bootstrapServers: sandbox.bootstrapServers})
  })
  afterAll(async () => {
    await demo?.stop()
    await second?.close()
    cluster?.close()
    if (sandbox) await stopSandbox(sandbox, {removeData: true})
    rmSync(folder, {recursive: true})
  })

  const lagOf = async (group: string, isolation?: 'read_committed') => {
    const {groups, errors} = await opened(groupLag(cluster, [group], {isolation, agesAt: Date.now()}))
    expect(errors).toEqual([])
    return groups[0] as GroupLag
  }
  const run = (line: string, servers = sandbox.bootstrapServers) =>
    kafkit([...line.split(' '), '-b', servers], {now: Date.now, env: {KAFKIT_STATE_DIR: folder}})
  const asAlice = (line: string) =>
    run(
      `${line} --command-config ${config}`,
      sandbox.brokers
        .filter(({label}) => label !== 'broker-3')
        .map(({listeners}) => listeners['SASL'])
        .join(','),
    )
  /** Of a group, by the applications: place, committed offset, lag. */
  const truth = (group: string) =>
    [...(demo.truth.committed.get(group) ?? [])]
      .map(([place, committed]) => [place, committed, (demo.truth.ends.get(place) ?? NaN) - committed] as const)
      .toSorted()
  const trueLag = (group: string) => truth(group).reduce((sum, [, , lag]) => sum + lag, 0)
  const told = ({partitions}: GroupLag) =>
    partitions.map((at) => [`${at.topic}-${at.partition}`, at.committedOffset, at.lag]).toSorted()

  test('while records are written: who keeps up drains, who hangs or fails is found by two looks', async () => {
    await expect.poll(async () => (await lagOf('demo-keeping-up')).totalLag, patience).toBe(0)
    await expect
      .poll(async () => (await lagOf('demo-kip848')).partitions.map(({lag}) => lag), patience)
      .toEqual([0, 0, 0])
    const {err, code} = await run('groups lag demo-stuck demo-poison --stuck 1s --sample 1500ms')
    expect(code).toBe(3)
    for (const place of ['stuck demo-orders-0', 'stuck demo-orders-1', 'stuck demo-orders-2', 'poison demo-poison-0'])
      expect(err).toContain(`critical: demo-${place}: nothing committed for`)
    expect((await run('groups lag demo-keeping-up --crit 1m --stuck 10s --sample 10ms --allow-unknown')).code).toBe(0)

    const behind = async () => {
      const {out} = await run('groups lag demo-falling-behind --sample 1s -o jsonl')
      const row = JSON.parse(out) as {inPerSecond: number; outPerSecond: number; etaMs: null}
      return row.inPerSecond > row.outPerSecond && row.etaMs === null
    }
    await expect.poll(behind, patience).toBe(true)
    expect((await run('groups wait demo-stuck --timeout 1s')).code).toBe(3)
    expect((await run('groups wait demo-keeping-up --lag 100 --timeout 30s')).code).toBe(0)
  })

  test('an open transaction: the lag to the end of the log, and to what may be read', async () => {
    const all = await lagOf('demo-transactions')
    const committed = await lagOf('demo-transactions', 'read_committed')
    // 20 records, the marker of their commit, then the open ones.
    expect([all.partitions[0]?.logEndOffset, committed.partitions[0]?.logEndOffset]).toEqual([21 + openRecords, 21])
    expect(all.totalLag - committed.totalLag).toBe(openRecords)
    expect((await run('groups lag demo-transactions --read-committed --crit 1')).code).toBe(0)
    expect((await run(`groups lag demo-transactions --crit ${openRecords - 1}`)).code).toBe(3)
  })

  test('the true lag is the one that is told', async () => {
    await demo.stopProducing()
    for (const group of ['demo-keeping-up', 'demo-kip848'])
      await expect.poll(async () => (await lagOf(group)).totalLag, patience).toBe(0)
    for (const group of ['demo-keeping-up', 'demo-stuck', 'demo-dead', 'demo-poison'])
      expect([group, told(await lagOf(group))]).toEqual([group, truth(group)])
    expect(told(await lagOf('demo-stuck')).map(([, offset]) => offset)).toEqual([hangsAt, hangsAt, hangsAt])
    expect(told(await lagOf('demo-poison'))).toMatchObject([['demo-poison-0', goodOnes, expect.any(Number)]])
    const ages = (await lagOf('demo-dead')).partitions.map(({age}) => age)
    expect(ages.map((age) => age?.basis)).toEqual(['record', 'record', 'record'])
    // It is the record's own timestamp: that of the committed offset, as kafkajs finds it by time.
    for (const {partition, committedOffset, age} of (await lagOf('demo-dead')).partitions) {
      const found = await admin.fetchTopicOffsetsByTimestamp('demo-orders', age?.timestamp ?? undefined)
      expect(Number(found.find((each) => each.partition === partition)?.offset)).toBeLessThanOrEqual(
        committedOffset ?? -1,
      )
      const later = await admin.fetchTopicOffsetsByTimestamp('demo-orders', (age?.timestamp ?? 0) + 1)
      expect(Number(later.find((each) => each.partition === partition)?.offset)).toBeGreaterThan(committedOffset ?? -1)
    }
  })

  test("what Apache's tool says of the same groups: offsets, members, states", async () => {
    const groupTool = 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand'
    const theirs = async (...more: string[]) => {
      const names = calm.flatMap((name) => ['--group', name])
      const {stdout} = await runKafkaTool(groupTool, [
        ...['--bootstrap-server', sandbox.bootstrapServers, '--describe'],
        ...names,
        ...more,
      ])
      const lines = stdout.split('\n').map((line) => line.trim().split(/\s+/))
      return lines.filter(([group = '']) => calm.includes(group)).toSorted()
    }
    const ours = async (flags: string, columns: string) => {
      const {out} = await run(
        `groups describe ${calm.join(' ')} ${flags} -o tsv --no-headers --columns ${columns}`.replace('  ', ' '),
      )
      return out
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t').map((cell) => cell || '-'))
        .toSorted()
    }
    const [offsets, members, states] = await Promise.all([
      theirs(),
      theirs('--members', '--verbose'),
      theirs('--state'),
    ])
    // demo-falling-behind goes on: only who owns what can be compared. The consumer of demo-poison comes and goes.
    const still = (rows: string[][]) =>
      rows.map((row) => {
        if (row[0] === 'demo-falling-behind') return [...row.slice(0, 3), ...row.slice(6)]
        return row[0] === 'demo-poison' ? row.slice(0, 6) : row
      })
    const staying = (rows: string[][]) => rows.filter(([group]) => group !== 'demo-poison')
    const bare = (rows: string[][]) => rows.map((row) => row.map((cell) => cell.replace(/^\//, '')))
    const expected = await ours(
      '--offsets',
      'group,topic,partition,currentOffset,logEndOffset,lag,consumerId,host,clientId',
    )
    expect(still(expected)).toEqual(still(bare(offsets)))
    const byMember = (rows: string[][]) => rows.map((row) => row.join(' ')).toSorted()
    // GROUP, CONSUMER-ID, HOST, CLIENT-ID, #PARTITIONS, then what --verbose adds.
    const theirMembers = staying(bare(members)).map((row) => row.slice(0, 5))
    expect(byMember(staying(await ours('--members', 'group,consumerId,host,clientId,partitions')))).toEqual(
      byMember(theirMembers),
    )
    // GROUP, COORDINATOR (ID) in two words, ASSIGNMENT-STRATEGY (none for a dead group), STATE, #MEMBERS.
    expect(staying(await ours('--state', 'group,coordinator,state,members'))).toEqual(
      staying(states).map((row) => [row[0], row[1], row.at(-2), row.at(-1)]),
    )
  })

  /** Passing, failing with its exit code, what is said of the failure. `LAG` is the true lag of demo-dead. */
  const conditions: [string, string, string, number, string][] = [
    ['records', 'demo-dead --crit LAG', 'demo-dead --crit LAG-1', 3, 'critical: demo-dead: lag LAG is more than LAG-1'],
    ['a warning', 'demo-dead --warn LAG', 'demo-dead --warn LAG-1', 3, 'warning: demo-dead: lag LAG is more than'],
    [
      'of a partition',
      'demo-poison --by partition --crit 10k',
      'demo-poison --by partition --crit 2',
      3,
      'critical: demo-poison demo-poison-0: lag',
    ],
    ['of a topic', 'demo-dead --by topic --crit LAG', 'demo-dead --by topic --crit LAG-1', 3, 'demo-dead demo-orders:'],
    ['of a member', 'demo-keeping-up --by member --crit 0', 'demo-stuck --by member --crit 5', 3, 'demo-stuck demo-'],
    ['of a host', 'demo-keeping-up --by host --crit 0', 'demo-stuck --by host --crit 5', 3, '127.0.0.1: lag'],
    ['time', 'demo-dead --crit 1h', 'demo-dead --crit 1ms', 3, 'critical: demo-dead: the oldest unread record is'],
    ['nothing is unread', 'demo-keeping-up --crit 0 --crit 0s', 'demo-dead --crit 0s', 3, 'the oldest unread'],
    ['both', 'demo-dead --crit 1000000 --crit 1h', 'demo-dead --crit 1000000 --crit 1s', 3, 'the oldest unread'],
    ['members', 'demo-stuck --expect-members 1', 'demo-dead --expect-members 1+', 3, '0 members, 1 or more expected'],
    [
      'members of KIP-848',
      'demo-kip848 --expect-members 1',
      'demo-kip848 --expect-members 2',
      3,
      '1 member, 2 expected',
    ],
    ['state', 'demo-stuck --expect-state Stable', 'demo-dead --expect-state Stable', 3, 'is Empty, Stable expected'],
    ['groups', 'demo-k* --expect-groups 2', 'demo-k* --expect-groups 3+', 3, '2 groups, 3 or more expected'],
    ['a missing group', 'demo-dead --crit LAG', 'demo-dead nope', 1, 'unknown: nope: there is no such group'],
    ['a missing group is allowed', 'demo-dead nope --allow-missing', 'nope', 1, 'there is no such group'],
    ['a pattern', '/^demo-kee/', '/^demo-kex/', 1, 'no group matches /^demo-kex/'],
    ['no match is allowed', 'no-* --allow-missing', 'no-*', 1, 'no group matches no-*'],
    ['a topic', 'demo-dead --topic demo-orders', 'demo-dead --topic demo-poison', 1, 'does not read topic'],
  ]
  test.each(conditions)('the gate: %s', async (_, passing, failing, code, said) => {
    const filled = (text: string) =>
      text
        .replaceAll('LAG-1', String(trueLag('demo-dead') - 1))
        .replaceAll(/\bLAG\b/g, String(trueLag('demo-dead')))
        .replace('10k', '10000')
    const good = await run(`groups lag ${filled(passing)}`)
    expect([good.code, good.err]).toEqual([0, ''])
    const bad = await run(`groups lag ${filled(failing)}`)
    expect(bad.err).toContain(filled(said))
    expect(bad.code).toBe(code)
    const nagios = await run(`groups lag ${filled(failing)} --nagios`)
    expect([nagios.code, nagios.err]).toEqual([code === 1 ? 3 : said.startsWith('warning') ? 1 : 2, ''])
    expect((await run(`groups lag ${filled(passing)} --nagios`)).code).toBe(0)
  })

  test('what may not be seen is told, and never as if all were well', async () => {
    const allow = async (resourceType: AclResourceTypes, resourceName: string, operation: AclOperationTypes) => {
      const acl = {resourceType, resourceName, resourcePatternType: ResourcePatternTypes.LITERAL}
      const who = {principal: 'User:alice', host: '*', operation, permissionType: AclPermissionTypes.ALLOW}
      await admin.createAcls({acl: [{...acl, ...who}]})
    }
    const gate = 'groups lag demo-dead --crit 1000000'
    const refused = await asAlice(gate)
    expect([refused.err, refused.code]).toEqual([
      expect.stringContaining('unknown: describe group demo-dead: Group authorization failed. (GROUP_AUTHORIZATION'),
      1,
    ])
    const all = await asAlice('groups lag --crit 1000000 --nagios')
    expect([all.code, all.out.startsWith('LAG UNKNOWN - ')]).toEqual([3, true])
    expect((await asAlice(`${gate} --allow-unknown --allow-missing`)).code).toBe(1)

    await allow(AclResourceTypes.GROUP, 'demo-dead', AclOperationTypes.READ)
    // Offsets in topics that may not be seen are not told at all.
    await expect.poll(async () => (await asAlice(gate)).err, patience).toContain('demo-dead: has committed nothing, or')
    await allow(AclResourceTypes.TOPIC, 'demo-orders', AclOperationTypes.DESCRIBE)
    await expect.poll(async () => (await asAlice(gate)).code, patience).toBe(0)
    // Ages are read from records.
    const timed = await asAlice('groups lag demo-dead --crit 1h')
    expect(timed.err).toContain(
      'demo-orders-0: the age of the oldest unread record is unknown: Topic authorization failed',
    )
    expect(timed.code).toBe(1)
    await allow(AclResourceTypes.TOPIC, 'demo-orders', AclOperationTypes.READ)
    await expect.poll(async () => (await asAlice('groups lag demo-dead --crit 1h')).code, patience).toBe(0)
  })

  test('never committed', async () => {
    const consumer = await second.consumer({groupId: 'fresh', maxWaitTimeInMs: 100})
    await consumer.subscribe({topic: 'demo-payments'})
    await consumer.run({eachMessage: async () => {}})
    await expect
      .poll(async () => (await run('groups lag fresh')).err, patience)
      .toBe('kafkit: unknown: fresh demo-payments-0: nothing committed\n')
    expect((await run('groups lag fresh')).code).toBe(1)
    expect((await run('groups lag fresh --allow-uncommitted')).code).toBe(0)
    await consumer.disconnect()
  })

  test('leaders that are gone, topics deleted with offsets left', async () => {
    // Its applications have no part in this.
    await demo.stop()
    await createTopics(cluster, {
      topics: [
        {name: 'dark', assignments: [[3], [1]]},
        {name: 'gone', assignments: [[1]]},
      ],
    })
    // Of all coordinators broker 3 goes away.
    const candidates = Array.from({length: 40}, (_, i) => `watcher-${i}`)
    const coordinators = await cluster.findCoordinators('group', candidates)
    const by = (wanted: (node: unknown) => boolean) => candidates.find((id) => wanted(coordinators.get(id))) ?? ''
    const [watcher, left] = [by((node) => node !== 3), by((node) => node === 3)]
    const commit = async (group: string, topic: string, partitions: number[]) =>
      (
        await commitOffsets(
          cluster,
          group,
          partitions.map((partition) => ({topic, partition, offset: 0})),
        )
      ).every(({status}) => status === 'committed')
    await expect.poll(() => commit(watcher, 'dark', [0, 1]), patience).toBe(true)
    await expect.poll(() => commit(left, 'gone', [0]), patience).toBe(true)
    expect((await run(`groups lag ${watcher} ${left} --crit 0`)).code).toBe(0)

    await stopBroker(sandbox, 'broker-3')
    await expect
      .poll(async () => (await lagOf(watcher)).partitions.map(({problem}) => problem), patience)
      .toEqual(['noLeader', null])
    const {err, code} = await run(`groups lag ${watcher} --crit 0`)
    expect(err).toBe(`kafkit: unknown: ${watcher} dark-0: no leader, so its end is unknown\n`)
    expect(code).toBe(1)
    expect((await run(`groups lag ${watcher} --crit 0 --nagios`)).code).toBe(3)
    expect((await run(`groups lag ${watcher} --crit 0 --allow-unknown`)).code).toBe(0)
    expect((await run(`groups wait ${watcher} --timeout 1s`)).code).toBe(1)
    // The other one cannot be asked about, which is not a reason to say that all is well.
    expect((await run(`groups lag ${left} --crit 0 --timeout 3s`)).code).toBe(1)

    await deleteTopics(cluster, ['gone'])
    await startBroker(sandbox, 'broker-3')
    const gate = `groups lag ${left} --crit 0`
    await expect.poll(async () => (await run(gate)).err, patience).toContain('gone-0: no such partition any more')
    expect((await lagOf(left)).partitions).toMatchObject([{committedOffset: 0, lag: null, problem: 'unknownPartition'}])
    expect((await run(gate)).code).toBe(1)
    expect((await run(`${gate} --allow-unknown`)).code).toBe(0)
    await expect.poll(async () => (await run(`groups lag ${watcher} --crit 0`)).code, patience).toBe(0)
  })
})
