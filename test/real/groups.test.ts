// Groups on a real broker, beside Apache's consumers: whatever we say of them, Apache's tool must say too.
import {spawn, type ChildProcess} from 'node:child_process'
import {mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster, type Cluster} from '../../src/lib/cluster/cluster.ts'
import {commitOffsets} from '../../src/lib/groups/commit-offsets.ts'
import {deleteOffsets} from '../../src/lib/groups/delete-offsets.ts'
import {deleteGroups} from '../../src/lib/groups/delete.ts'
import {describeGroups} from '../../src/lib/groups/describe.ts'
import {changedSince, executeReset} from '../../src/lib/groups/execute-reset.ts'
import {byPlace} from '../../src/lib/groups/group-description.ts'
import type {IdleReport} from '../../src/lib/activity/idle.ts'
import {groupLag, type GroupLag} from '../../src/lib/groups/lag/lag.ts'
import {listGroups} from '../../src/lib/groups/list.ts'
import {planReset} from '../../src/lib/groups/reset-plan.ts'
import type {ResetTarget} from '../../src/lib/groups/reset-types.ts'
import {startSandbox, stopSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.ts'
import {createTopics} from '../../src/lib/topics/create.ts'
import {kafkaToolCommand, runKafkaTool} from '../support/apache-tools.ts'
import {runKafkit} from '../support/built-kafkit.ts'
import {describeWithKafka} from '../support/real-kafka.ts'
import {opened} from '../support/opened.ts'

const patience = {timeout: 60_000, interval: 300}

describeWithKafka('groups', () => {
  let sandbox: Sandbox
  let cluster: Cluster
  const consumers: ChildProcess[] = []

  beforeAll(async () => {
    sandbox = await startSandbox({detached: false})
    cluster = openCluster({bootstrap: parseAddresses(sandbox.bootstrapServers)})
    await createTopics(cluster, {
      topics: [
        {name: 'orders', partitions: 3},
        {name: 'events', partitions: 2},
        {name: 'empty', partitions: 1},
      ],
    })
    await produce('orders', 300)
    await produce('events', 50)
  })
  afterAll(async () => {
    await Promise.all(consumers.map(stop))
    cluster.close()
    await stopSandbox(sandbox, {removeData: true})
  })

  const bootstrap = () => ['--bootstrap-server', sandbox.bootstrapServers]
  /** Keys spread the records over all partitions. */
  async function produce(topic: string, count: number) {
    const {exitCode, stderr} = await runKafkaTool(
      'org.apache.kafka.tools.ConsoleProducer',
      [...bootstrap(), '--topic', topic, '--reader-property', 'parse.key=true', '--reader-property', 'key.separator=:'],
      {stdin: Array.from({length: count}, (_, i) => `${i}:record ${i}\n`).join('')},
    )
    expect({exitCode, stderr}).toMatchObject({exitCode: 0})
  }
  const consumerArguments = (topics: string, group: string, protocol: string) => [
    ...bootstrap(),
    '--include',
    topics,
    '--group',
    group,
    '--from-beginning',
    '--command-property',
    `group.protocol=${protocol}`,
    '--command-property',
    'auto.commit.interval.ms=200',
  ]
  /** Reads some records, commits and leaves. */
  async function readSome(topics: string, group: string, protocol: string, count: number) {
    const {exitCode, stderr} = await runKafkaTool('org.apache.kafka.tools.consumer.ConsoleConsumer', [
      ...consumerArguments(topics, group, protocol),
      '--max-messages',
      String(count),
    ])
    expect({exitCode, stderr}).toMatchObject({exitCode: 0})
  }
  /** Stays in the group, and at the end of its partitions. */
  async function startReader(topics: string, group: string, protocol: string) {
    const [program = '', ...args] = await kafkaToolCommand(
      'org.apache.kafka.tools.consumer.ConsoleConsumer',
      consumerArguments(topics, group, protocol),
    )
    const consumer = spawn(program, args, {stdio: 'ignore'})
    consumers.push(consumer)
    return consumer
  }
  const stop = (child: ChildProcess) =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve(undefined)
      child.once('exit', resolve)
      child.kill('SIGTERM')
    })
  async function apache(...args: string[]) {
    const ran = await runKafkaTool('org.apache.kafka.tools.consumer.group.ConsumerGroupCommand', [
      ...bootstrap(),
      ...args,
    ])
    expect(ran.stdout).not.toContain('failed due to')
    return ran.stdout.split('\n').filter((line) => line.trim() !== '')
  }
  /** The rows of a table of theirs, cells apart, without the header. */
  const apacheRows = async (...args: string[]) =>
    (await apache(...args))
      .map((line) => line.trim().split(/\s+/))
      .filter(([first]) => first !== 'GROUP')
      .toSorted((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1))
  const lagOf = async (group: string) => {
    const {groups, errors} = await opened(groupLag(cluster, [group]))
    expect(errors).toEqual([])
    return groups[0]
  }

  test('read in part and left: the lag of both protocols is what Apache prints', async () => {
    await readSome('orders', 'classic-idle', 'classic', 120)
    await readSome('orders|events', 'consumer-idle', 'consumer', 80)
    const classic = await lagOf('classic-idle')
    expect(classic).toMatchObject({totalLag: 180, unknownCount: 0, group: {state: 'Empty', members: []}})
    const consumer = await lagOf('consumer-idle')
    expect(consumer).toMatchObject({totalLag: 270, group: {state: 'Empty', type: 'consumer'}})
    for (const group of [classic, consumer])
      expect(rowsOf(group)).toEqual(await apacheRows('--describe', '--group', group?.groupId ?? '', '--verbose'))
  })

  test('members, assignments, epochs, coordinator and state of live groups of both protocols', async () => {
    await startReader('orders|events', 'classic-live', 'classic')
    await startReader('orders|empty', 'consumer-live', 'consumer')
    await startReader('orders|empty', 'consumer-live', 'consumer')
    // All caught up and committed, with two members in the second group.
    await expect
      .poll(async () => {
        const {groups} = await opened(groupLag(cluster, ['classic-live', 'consumer-live']))
        return groups.map(({group, totalLag, unknownCount, partitions}) => [
          group.state,
          group.members.length,
          totalLag,
          unknownCount,
          partitions.length,
          group.members.every(({assignment}) => assignment.length > 0),
        ])
      }, patience)
      .toEqual([
        ['Stable', 1, 0, 0, 5, true],
        ['Stable', 2, 0, 0, 4, true],
      ])

    for (const name of ['classic-live', 'consumer-live']) {
      const lag = await lagOf(name)
      expect(rowsOf(lag)).toEqual(await apacheRows('--describe', '--group', name, '--verbose'))
      const {group} = lag ?? {}
      expect(
        group?.members
          .map((member) => memberRow(name, member))
          .toSorted((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1)),
      ).toEqual(await apacheRows('--describe', '--group', name, '--members', '--verbose'))
      const epoch = (value: number | null | undefined) => String(value ?? '-')
      expect([
        [
          name,
          `${group?.coordinator?.host}:${group?.coordinator?.port}`,
          `(${group?.coordinator?.id})`,
          group?.assignor,
          group?.state,
          epoch(group?.groupEpoch),
          epoch(group?.targetAssignmentEpoch),
          String(group?.members.length),
        ],
      ]).toEqual(await apacheRows('--describe', '--group', name, '--state', '--verbose'))
    }
  })

  test('the list, with types and states', async () => {
    const {groups, errors} = await opened(listGroups(cluster))
    expect(errors).toEqual([])
    const capital = (text: string | null) => (text ? text.slice(0, 1).toUpperCase() + text.slice(1) : '')
    expect(groups.map(({groupId, type, state}) => [groupId, capital(type), state])).toEqual(
      await apacheRows('--list', '--type', '--state'),
    )
    expect(groups.map(({groupId}) => groupId)).toEqual([
      'classic-idle',
      'classic-live',
      'consumer-idle',
      'consumer-live',
    ])
  })

  test('all groups at once give what each gives alone', async () => {
    const {groups} = await opened(groupLag(cluster, 'all'))
    expect(groups.flatMap(rowsOf).toSorted((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1))).toEqual(
      await apacheRows('--describe', '--all-groups', '--verbose'),
    )
    expect((await opened(describeGroups(cluster, 'all'))).groups.map(({groupId}) => groupId)).toEqual(
      groups.map(({groupId}) => groupId),
    )
  })

  test('live groups refuse resets, commits and deletion', async () => {
    for (const name of ['classic-live', 'consumer-live']) {
      const [plan] = await planReset(cluster, {
        groups: [name],
        scope: 'committed',
        target: {to: 'earliest'},
        now: Date.now(),
      })
      expect(plan?.refusal).toMatchObject({codeName: 'NON_EMPTY_GROUP'})
      expect(plan?.rows).toEqual([])
      expect(await commitOffsets(cluster, name, [{topic: 'orders', partition: 0, offset: 0}])).toMatchObject([
        {status: 'failed', error: {codeName: 'UNKNOWN_MEMBER_ID'}},
      ])
      expect(await deleteGroups(cluster, [name])).toMatchObject([
        {status: 'failed', error: {codeName: 'NON_EMPTY_GROUP'}},
      ])
      const [deleted] = await deleteOffsets(cluster, name, [{topic: 'orders', partitions: [0]}])
      expect(deleted).toMatchObject({status: 'failed', error: {codeName: 'GROUP_SUBSCRIBED_TO_TOPIC'}})
    }
  })

  const plan = async (group: string, target: ResetTarget, topic?: string) => {
    const [planned] = await planReset(cluster, {
      groups: [group],
      scope: topic === undefined ? 'committed' : [{topic}],
      target,
      now: Date.now(),
    })
    expect(planned?.refusal).toBeNull()
    return (planned?.rows ?? []).map(({topic: name, partition, newOffset}) => ({
      topic: name,
      partition,
      offset: newOffset ?? -1,
    }))
  }
  const noon = Date.parse('2026-01-01T12:00:00Z')
  test.each<[string, ResetTarget, string[]]>([
    ['classic-idle', {to: 'earliest'}, ['--to-earliest']],
    ['classic-idle', {to: 'latest'}, ['--to-latest']],
    ['classic-idle', {to: 'current'}, ['--to-current']],
    ['consumer-idle', {to: 'offset', offset: 60}, ['--to-offset', '60']],
    ['consumer-idle', {to: 'offset', offset: -1}, ['--to-offset', '-1']],
    ['consumer-idle', {to: 'shift', by: -25}, ['--shift-by', '-25']],
    ['classic-idle', {to: 'shift', by: 1000}, ['--shift-by', '1000']],
    ['classic-idle', {to: 'time', timestamp: noon}, ['--to-datetime', '2026-01-01T12:00:00.000']],
    [
      'classic-idle',
      {to: 'time', timestamp: Date.parse('2100-01-01T00:00:00Z')},
      ['--to-datetime', '2100-01-01T00:00:00.000Z'],
    ],
    ['classic-idle', {to: 'duration', ms: 3_600_000}, ['--by-duration', 'PT1H']],
  ])('a plan for %s %j is Apache’s', async (group, target, flags) => {
    for (const topic of [undefined, 'orders']) {
      const scope = topic === undefined ? ['--all-topics'] : ['--topic', topic]
      const lines = await apache('--reset-offsets', '--group', group, ...scope, ...flags, '--dry-run')
      const theirs = lines
        .map((line) => line.split(/\s+/))
        .filter(([first]) => first === group)
        .map(([, name = '', partition, offset]) => ({
          topic: name,
          partition: Number(partition),
          offset: Number(offset),
        }))
      expect(theirs).not.toEqual([])
      expect(theirs.toSorted(byPlace)).toEqual(await plan(group, target, topic))
    }
  })

  test('a plan for a time between two records is Apache’s', async () => {
    const before = await plan('classic-idle', {to: 'latest'}, 'orders')
    // No record may share its millisecond.
    await new Promise((resolve) => setTimeout(resolve, 20))
    const between = Date.now()
    await produce('orders', 30)
    const ours = await plan('classic-idle', {to: 'time', timestamp: between}, 'orders')
    expect(ours).toEqual(before)
    expect(ours).not.toEqual(await plan('classic-idle', {to: 'latest'}, 'orders'))
    const time = new Date(between).toISOString()
    const scope = ['--group', 'classic-idle', '--topic', 'orders', '--to-datetime', time, '--dry-run']
    const theirs = (await apacheRows('--reset-offsets', ...scope)).map(([, topic = '', partition, offset]) => ({
      topic,
      partition: Number(partition),
      offset: Number(offset),
    }))
    expect(theirs).toEqual(ours)
  })

  test('a reset is carried out, and Apache sees it', async () => {
    const rows = await plan('consumer-idle', {to: 'offset', offset: 7})
    const outcomes = await commitOffsets(cluster, 'consumer-idle', rows)
    expect(outcomes.map((each) => each.status === 'committed' && each.readBack)).toEqual(rows.map(({offset}) => offset))
    const theirs = await apacheRows('--describe', '--group', 'consumer-idle')
    expect(
      theirs.map(([, topic = '', partition, offset]) => ({
        topic,
        partition: Number(partition),
        offset: Number(offset),
      })),
    ).toEqual(rows)
  })

  test.each(['classic-idle', 'consumer-idle'])(
    'a reset of %s and its undo: Apache prints what it did before',
    async (group) => {
      const describe = () => apacheRows('--describe', '--group', group, '--verbose')
      const before = await describe()
      const folder = mkdtempSync(join(tmpdir(), 'kafkit-undo-'))
      const undo = join(folder, 'undo.json')
      const kafkit = (...args: string[]) =>
        runKafkit(['groups', 'reset-offsets', ...args, '--execute'], {bootstrapServers: sandbox.bootstrapServers})
      // Also of a topic where the group has nothing: an offset that the undo must take away.
      const reset = await kafkit(
        group,
        '--topic',
        'orders',
        '--topic',
        'empty',
        '--to-earliest',
        '--undo',
        undo,
        '-o',
        'jsonl',
      )
      expect(reset.code).toBe(0)
      expect(
        reset.stdout
          .trimEnd()
          .split('\n')
          .map((line) => (JSON.parse(line) as {status: string}).status),
      ).toEqual(Array.from({length: 4}, () => 'committed'))
      const during = await describe()
      expect(during.filter(([, topic]) => topic === 'orders' || topic === 'empty').map((row) => row[4])).toEqual([
        '0',
        '0',
        '0',
        '0',
      ])
      const undone = await kafkit('--from-file', undo)
      expect(undone.stdout).toMatch(/3 offsets committed\n1 offset deleted\n$/)
      expect(undone.code).toBe(0)
      expect(await describe()).toEqual(before)
      rmSync(folder, {recursive: true})
    },
  )

  test('a group that has members by the time of the commit fences it, and says so for each row', async () => {
    for (const groupId of ['classic-live', 'consumer-live']) {
      const [plan] = await planReset(cluster, {groups: [groupId], scope: 'committed', target: {to: 'earliest'}, now: 0})
      if (!plan) throw new Error('no plan')
      expect(plan.members.length).toBeGreaterThan(0)
      const [idle] = await planReset(cluster, {
        groups: ['classic-idle'],
        scope: [{topic: 'orders', partitions: [0]}],
        target: {to: 'earliest'},
        now: 0,
      })
      // As if the plan had been made when it was empty.
      const [executed] = await executeReset(cluster, [{...plan, rows: idle?.rows ?? []}])
      expect(executed?.outcomes).toMatchObject([{status: 'failed', error: {codeName: 'UNKNOWN_MEMBER_ID'}}])
      expect(await changedSince(cluster, [plan])).toMatchObject([{name: 'ResetProblem'}])
    }
  })

  test('groups idle: the last commits are read from the coordinators’ topic, sizes are those of Apache', async () => {
    const run = (...args: string[]) =>
      runKafkit(['groups', 'idle', ...args], {bootstrapServers: sandbox.bootstrapServers})
    const {stdout, code} = await run('-o', 'json')
    expect(code).toBe(0)
    const report = JSON.parse(stdout) as IdleReport
    expect(report.commitsKnown).toBe(true)
    expect(
      report.groups.map(({groupId, reasons, lastCommit}) => [
        groupId,
        reasons,
        (lastCommit ?? 0) > Date.now() - 600_000,
      ]),
    ).toEqual([
      ['classic-idle', ['empty'], true],
      ['consumer-idle', ['empty'], true],
    ])
    expect(report.topics.map(({topic, reasons}) => [topic, reasons])).toEqual([['empty', ['noRecords']]])
    // Groups of both protocols that are alive have committed in the last hour; nobody in the last millisecond.
    const old = JSON.parse((await run('--older-than', '1ms', '-o', 'json')).stdout) as IdleReport
    expect(old.groups.filter(({reasons}) => reasons.includes('noCommits')).map(({groupId}) => groupId)).toEqual(
      expect.arrayContaining(['classic-idle', 'consumer-idle']),
    )
    const sizes = await runKafkaTool('org.apache.kafka.tools.LogDirsCommand', [
      ...bootstrap(),
      '--describe',
      '--topic-list',
      'orders',
    ])
    const dirs = JSON.parse(sizes.stdout.split('\n').find((line) => line.startsWith('{')) ?? '') as LogDirs
    const theirs = dirs.brokers.flatMap((broker) =>
      broker.logDirs.flatMap((dir) => dir.partitions.map(({size}) => size)),
    )
    expect(old.topics.find(({topic}) => topic === 'orders')?.size).toBe(theirs.reduce((sum, size) => sum + size, 0))
  })

  test('groups peek: where transaction markers lie between, the record before them is found', async () => {
    const run = (line: string, stdin = '') =>
      runKafkit(line.split(' '), {bootstrapServers: sandbox.bootstrapServers, stdin})
    // Offsets 0, 2 and 4 are records, the others markers.
    await run('produce empty --transactional --transaction-records 1', 'a\nb\nc\n')
    await commitOffsets(cluster, 'peeking', [{topic: 'empty', partition: 0, offset: 4}])
    const peek = 'groups peek peeking -n 2 -o template={side}\\t{offset}\\t{value}\\t{note}'
    expect((await run(peek)).stdout).toBe('read\t0\ta\t\nread\t2\tb\t\nnext\t4\tc\t\n')
    await commitOffsets(cluster, 'peeking', [{topic: 'empty', partition: 0, offset: 6}])
    expect((await run(peek)).stdout).toBe('read\t2\tb\t\nread\t4\tc\t\nnext\t\t\tlogEnd\n')
    await deleteGroups(cluster, ['peeking'])
  })

  test('committing for a group that does not exist makes it', async () => {
    expect((await opened(describeGroups(cluster, ['fresh']))).errors).toMatchObject([
      {error: {codeName: 'GROUP_ID_NOT_FOUND'}},
    ])
    expect(
      await commitOffsets(cluster, 'fresh', [
        {topic: 'orders', partition: 0, offset: 5},
        {topic: 'orders', partition: 9, offset: 5},
      ]),
    ).toMatchObject([
      {status: 'committed', readBack: 5},
      {status: 'failed', error: {codeName: 'UNKNOWN_TOPIC_OR_PARTITION'}},
    ])
    expect((await apacheRows('--describe', '--group', 'fresh')).map((row) => row.slice(0, 4))).toEqual([
      ['fresh', 'orders', '0', '5'],
    ])
  })

  test('offsets and groups are deleted', async () => {
    const outcomes = await deleteOffsets(cluster, 'consumer-idle', [
      {topic: 'events'},
      {topic: 'orders', partitions: [0, 9]},
      {topic: 'nope'},
    ])
    expect(outcomes.map((each) => [each.topic, each.partition, each.status])).toEqual([
      ['events', 0, 'deleted'],
      ['events', 1, 'deleted'],
      ['orders', 0, 'deleted'],
      ['orders', 9, 'failed'],
      ['nope', null, 'failed'],
    ])
    expect((await apacheRows('--describe', '--group', 'consumer-idle')).map((row) => row.slice(1, 3))).toEqual([
      ['orders', '1'],
      ['orders', '2'],
    ])
    await expect(deleteOffsets(cluster, 'nope', [{topic: 'orders'}])).rejects.toMatchObject({
      codeName: 'GROUP_ID_NOT_FOUND',
    })

    expect(await deleteGroups(cluster, ['fresh', 'nope', 'consumer-idle', 'classic-idle'])).toMatchObject([
      {status: 'deleted'},
      {status: 'failed', error: {codeName: 'GROUP_ID_NOT_FOUND'}},
      {status: 'deleted'},
      {status: 'deleted'},
    ])
    expect((await apache('--list')).toSorted()).toEqual(['classic-live', 'consumer-live'])
  })

  test('a share group is described, and its lag is the broker’s', async () => {
    const [program = '', ...args] = await kafkaToolCommand('org.apache.kafka.tools.consumer.ConsoleShareConsumer', [
      ...bootstrap(),
      '--topic',
      'orders',
      '--group',
      'queue',
    ])
    consumers.push(spawn(program, args, {stdio: 'ignore'}))
    await expect
      .poll(async () => {
        const {groups} = await opened(describeGroups(cluster, ['queue']))
        return groups.map(({type, state, assignor, members}) => [
          type,
          state,
          assignor,
          members.map(({assignment}) => assignment.length),
        ])
      }, patience)
      .toEqual([['share', 'Stable', 'simple', [3]]])
    const described = await runKafkaTool('org.apache.kafka.tools.consumer.group.ShareGroupCommand', [
      ...bootstrap(),
      '--describe',
      '--group',
      'queue',
    ])
    const theirs = described.stdout.split('\n').flatMap((line) => {
      const [group, topic, partition, start, lag] = line.trim().split(/\s+/)
      return group === 'queue' ? [[topic, partition, start, lag]] : []
    })
    const lags = await lagOf('queue')
    const cell = (value: number | null) => String(value ?? '-')
    expect(theirs.length).toBeGreaterThan(0)
    expect(
      lags?.partitions.map(({topic, partition, committedOffset, lag}) => [
        topic,
        String(partition),
        cell(committedOffset),
        cell(lag),
      ]),
    ).toEqual(theirs.toSorted((a, b) => Number(a[1]) - Number(b[1])))
    expect((await opened(listGroups(cluster, {types: ['share']}))).groups).toMatchObject([
      {groupId: 'queue', type: 'share', state: 'Stable'},
    ])
  })
})

interface LogDirs {
  readonly brokers: readonly {readonly logDirs: readonly {readonly partitions: readonly {readonly size: number}[]}[]}[]
}

/** What we say, in the cells of `--describe --offsets --verbose`, sorted. */
function rowsOf(lag: GroupLag | undefined): string[][] {
  const cell = (value: string | number | null | undefined) => String(value ?? '-')
  return (lag?.partitions ?? [])
    .map((at) => [
      lag?.groupId ?? '',
      at.topic,
      cell(at.partition),
      cell(at.committedLeaderEpoch),
      cell(at.committedOffset),
      cell(at.logEndOffset),
      cell(at.lag),
      cell(at.member?.memberId),
      cell(at.member?.host),
      cell(at.member?.clientId),
    ])
    .toSorted((a, b) => (a.join(' ') < b.join(' ') ? -1 : 1))
}

/** The cells of `--describe --members --verbose`. */
function memberRow(group: string, member: GroupLag['group']['members'][number]): string[] {
  const text = (partitions: readonly {topic: string; partition: number}[] | null) =>
    [...Map.groupBy(partitions ?? [], ({topic}) => topic)]
      .map(([topic, all]) => `${topic}:${all.map((each) => each.partition).join(',')}`)
      .join(';') || '-'
  const epoch = String(member.memberEpoch ?? '-')
  return [
    group,
    member.memberId,
    member.host,
    member.clientId,
    String(member.assignment.length),
    epoch,
    text(member.assignment),
    member.targetAssignment ? epoch : '-',
    text(member.targetAssignment),
  ]
}
