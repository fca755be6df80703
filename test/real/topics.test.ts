// Topics on three real brokers: whatever we say of them, Apache's TopicCommand must say too.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterAll, beforeAll, expect, test} from 'vitest'
import {parseAddresses} from '../../src/lib/cluster/address.ts'
import {openCluster, type Cluster} from '../../src/lib/cluster/cluster.ts'
import {alterConfigs} from '../../src/lib/configs/alter.ts'
import {describeConfigs} from '../../src/lib/configs/describe.ts'
import {commitOffsets} from '../../src/lib/groups/commit-offsets.ts'
import {groupLag} from '../../src/lib/groups/lag/lag.ts'
import {startSandbox, stopBroker, stopSandbox, type Sandbox} from '../../src/lib/sandbox/sandbox.ts'
import {addPartitions} from '../../src/lib/topics/add-partitions.ts'
import {createTopics} from '../../src/lib/topics/create.ts'
import {deleteTopics} from '../../src/lib/topics/delete.ts'
import {describeTopics, type PartitionDescription, type TopicDescription} from '../../src/lib/topics/describe.ts'
import {listTopics} from '../../src/lib/topics/list.ts'
import {isAtMinIsr, isUnavailable, isUnderMinIsr, isUnderReplicated} from '../../src/lib/topics/partition-health.ts'
import {runKafkaTool} from '../support/apache-tools.ts'
import {describeWithKafka} from '../support/real-kafka.ts'
import {opened} from '../support/opened.ts'

/** For what a broker hears from the controller a moment later. */
const patience = {timeout: 30_000, interval: 200}

describeWithKafka('topics on three brokers', () => {
  let sandbox: Sandbox
  let cluster: Cluster
  beforeAll(async () => {
    sandbox = await startSandbox({detached: false, brokers: 3})
    cluster = openCluster({bootstrap: parseAddresses(sandbox.bootstrapServers)})
  })
  afterAll(async () => {
    cluster.close()
    await stopSandbox(sandbox, {removeData: true})
  })

  const apache = async (...args: string[]) => {
    const ran = await runKafkaTool('org.apache.kafka.tools.TopicCommand', [
      '--bootstrap-server',
      sandbox.bootstrapServers,
      ...args,
    ])
    expect({...ran, stdout: '', stderr: ''}, ran.stdout + ran.stderr).toMatchObject({exitCode: 0})
    return ran.stdout.split('\n').filter((line) => line !== '')
  }
  const describe = async (input: Parameters<typeof describeTopics>[1]) => {
    const {topics, errors} = await opened(
      describeTopics(cluster, {configs: 'overridden', reassignments: true, ...input}),
    )
    expect(errors).toEqual([])
    return topics
  }
  /** A broker answers from metadata that follows the controller's a moment later. */
  const settled = (topic: string, partitions: number) =>
    expect
      .poll(
        async () => (await opened(describeTopics(cluster, {names: [topic]}))).topics[0]?.partitions.length,
        patience,
      )
      .toBe(partitions)

  test('created by counts and by assignment, described as Apache does', async () => {
    const outcomes = await createTopics(cluster, {
      topics: [
        {name: 'counted', partitions: 4, replicationFactor: 2, configs: {'retention.ms': '600000'}},
        {
          name: 'placed',
          assignments: [
            [1, 2, 3],
            [3, 1, 2],
          ],
          configs: {'cleanup.policy': 'compact', 'min.insync.replicas': '2'},
        },
        {name: 'lonely', assignments: [[3], [1]]},
      ],
    })
    expect(outcomes).toMatchObject([
      {status: 'created', partitionCount: 4, replicationFactor: 2},
      {status: 'created', partitionCount: 2, replicationFactor: 3},
      {status: 'created', partitionCount: 2, replicationFactor: 1},
    ])
    await settled('lonely', 2)
    const topics = await describe({names: ['counted', 'placed', 'lonely']})
    expect(topics.map(({topicId}) => topicId)).toEqual(outcomes.map((each) => 'topicId' in each && each.topicId))
    expect(topics.map(({name}) => name)).toEqual(['counted', 'placed', 'lonely'])
    expect(linesOf(topics)).toEqual((await apache('--describe')).map(sortedConfigs).toSorted())
    expect((await opened(listTopics(cluster))).topics.map(({name}) => name)).toEqual(await apache('--list'))
  })

  test('refusals in the broker’s words, item by item', async () => {
    const outcomes = await createTopics(cluster, {
      topics: [
        {name: 'counted'},
        {name: 'too.wide', partitions: 1, replicationFactor: 4},
        {name: 'bad name'},
        {name: 'odd', configs: {'no.such.config': '1'}},
        {name: 'nowhere', assignments: [[9]]},
        {name: 'fine', partitions: 1},
      ],
    })
    expect(outcomes.map((each) => (each.status === 'failed' ? each.error.codeName : each.status))).toEqual([
      'TOPIC_ALREADY_EXISTS',
      'INVALID_REPLICATION_FACTOR',
      'INVALID_TOPIC_EXCEPTION',
      'INVALID_CONFIG',
      'INVALID_REPLICA_ASSIGNMENT',
      'created',
    ])
    expect(outcomes[1]).toMatchObject({
      error: {message: expect.stringContaining('only 3 broker(s) are registered') as string},
    })
    expect(await createTopics(cluster, {topics: [{name: 'counted'}], ifNotExists: true})).toEqual([
      {name: 'counted', status: 'exists'},
    ])
    expect(await createTopics(cluster, {topics: [{name: 'maybe'}], validateOnly: true})).toMatchObject([
      {status: 'validated'},
    ])
    expect(await apache('--list')).not.toContain('maybe')
  })

  test('partitions are added, never taken away', async () => {
    const outcomes = await addPartitions(cluster, [
      {
        name: 'counted',
        count: 6,
        assignments: [
          [1, 2],
          [2, 3],
        ],
      },
      {name: 'placed', count: 1},
      {name: 'nope', count: 2},
    ])
    expect(outcomes).toMatchObject([
      {status: 'added', previousCount: 4, count: 6},
      {status: 'failed', previousCount: 2, error: {codeName: 'INVALID_PARTITIONS'}},
      {status: 'failed', previousCount: null, error: {codeName: 'UNKNOWN_TOPIC_OR_PARTITION'}},
    ])
    expect(outcomes[1]).toMatchObject({
      error: {message: expect.stringContaining('currently has 2 partition(s); 1 would not be an increase') as string},
    })
    await settled('counted', 6)
    const [topic] = await describe({names: ['counted']})
    expect(topic?.partitions.slice(4).map(({replicas}) => replicas)).toEqual([
      [1, 2],
      [2, 3],
    ])
    expect(topic && linesOf([topic])).toEqual(
      (await apache('--describe', '--topic', 'counted')).map(sortedConfigs).toSorted(),
    )
  })

  test('configs are set, unset, appended to and subtracted from', async () => {
    const topic = {type: 'TOPIC', name: 'counted'} as const
    const changed = async () =>
      Object.fromEntries(
        (await describeConfigs(cluster, [topic])).flatMap((each) =>
          each.error
            ? []
            : each.configs.flatMap(({name, value, source}) =>
                source === 'DYNAMIC_TOPIC_CONFIG' ? [[name, value]] : [],
              ),
        ),
      )
    await alterConfigs(cluster, topic, {
      set: {'segment.ms': '60000'},
      unset: ['retention.ms'],
      append: {'cleanup.policy': 'compact'},
    })
    await expect.poll(changed, patience).toEqual({'segment.ms': '60000', 'cleanup.policy': 'delete,compact'})
    expect((await apache('--describe', '--topic', 'counted'))[0]).toMatch(
      /Configs: (?=.*segment\.ms=60000)(?=.*cleanup\.policy=delete,compact)(?!.*retention\.ms)/,
    )
    await alterConfigs(
      cluster,
      topic,
      {subtract: {'cleanup.policy': 'delete'}, set: {'segment.ms': '1'}},
      {validateOnly: true},
    )
    await alterConfigs(cluster, topic, {subtract: {'cleanup.policy': 'delete'}})
    await expect.poll(changed, patience).toEqual({'segment.ms': '60000', 'cleanup.policy': 'compact'})
    await expect(alterConfigs(cluster, topic, {set: {'segment.ms': 'x'}})).rejects.toMatchObject({
      codeName: 'INVALID_CONFIG',
    })
  })

  test('a broker’s own configs, and those of all', async () => {
    await alterConfigs(cluster, {type: 'BROKER', name: '2'}, {set: {'message.max.bytes': '1500000'}})
    const limit = async (name: string) => {
      const [described] = await describeConfigs(cluster, [{type: 'BROKER', name}], {
        names: ['message.max.bytes'],
        synonyms: true,
      })
      if (!described || described.error) throw described?.error ?? new Error('no answer')
      return described.configs.map(({value, source, type, synonyms}) => [
        value,
        source,
        type,
        synonyms.map((each) => each.source),
      ])
    }
    await expect
      .poll(() => limit('2'), patience)
      .toEqual([['1500000', 'DYNAMIC_BROKER_CONFIG', 'INT', ['DYNAMIC_BROKER_CONFIG', 'DEFAULT_CONFIG']]])
    expect(await limit('1')).toEqual([['1048588', 'DEFAULT_CONFIG', 'INT', ['DEFAULT_CONFIG']]])
    // A broker describes topics with its own values as their defaults: left set, the answer would depend on whom one asks.
    await alterConfigs(cluster, {type: 'BROKER', name: '2'}, {unset: ['message.max.bytes']})
    await expect.poll(() => limit('2'), patience).toEqual([['1048588', 'DEFAULT_CONFIG', 'INT', ['DEFAULT_CONFIG']]])
  })

  test('a reassignment in progress shows what is added and removed', async () => {
    expect(await createTopics(cluster, {topics: [{name: 'heavy', assignments: [[1, 2]]}]})).toMatchObject([
      {status: 'created'},
    ])
    // More than a replica fetches at once, so that the throttle takes hold.
    const filled = await runKafkaTool(
      'org.apache.kafka.tools.ConsoleProducer',
      ['--bootstrap-server', sandbox.bootstrapServers, '--topic', 'heavy'],
      {stdin: `${'x'.repeat(999)}\n`.repeat(5000)},
    )
    expect(filled.exitCode).toBe(0)
    const folder = mkdtempSync(join(tmpdir(), 'kafkit-reassign-'))
    const file = join(folder, 'plan.json')
    writeFileSync(file, JSON.stringify({version: 1, partitions: [{topic: 'heavy', partition: 0, replicas: [1, 3]}]}))
    const ran = await runKafkaTool('org.apache.kafka.tools.reassign.ReassignPartitionsCommand', [
      '--bootstrap-server',
      sandbox.bootstrapServers,
      '--reassignment-json-file',
      file,
      '--throttle',
      '1',
      '--execute',
    ])
    rmSync(folder, {recursive: true})
    expect(ran.stdout).toContain('Successfully started partition reassignment')
    await expect
      .poll(async () => (await describe({names: ['heavy']}))[0]?.partitions[0]?.reassignment, patience)
      .toEqual({adding: [3], removing: [2]})
    const topics = await describe({names: ['heavy']})
    expect(topics).toMatchObject([{replicationFactor: 2, partitions: [{replicas: [1, 3, 2]}]}])
    expect(linesOf(topics)).toEqual((await apache('--describe', '--topic', 'heavy')).map(sortedConfigs).toSorted())
  })

  test('a broker is gone: the sick partitions are those that Apache finds', async () => {
    const committed = await commitOffsets(cluster, 'readers', [
      {topic: 'lonely', partition: 0, offset: 0},
      {topic: 'lonely', partition: 1, offset: 0},
    ])
    expect(committed).toMatchObject([
      {status: 'committed', readBack: 0},
      {status: 'committed', readBack: 0},
    ])
    await stopBroker(sandbox, 3, 'SIGKILL')
    await expect
      .poll(
        async () => {
          const {topics} = await opened(describeTopics(cluster, {names: ['lonely', 'placed']}))
          return topics.map(({partitions}) => partitions.map(({leader, isr}) => [leader, isr.length]))
        },
        {timeout: 60_000, interval: 500},
      )
      .toEqual([
        [
          [-1, 0],
          [1, 1],
        ],
        [
          [1, 2],
          [1, 2],
        ],
      ])
    await cluster.refresh()
    const topics = await describe({internal: true})
    expect(linesOf(topics)).toEqual((await apache('--describe')).map(sortedConfigs).toSorted())

    const live = new Set((await cluster.brokers()).map(({id}) => id))
    const lines = (is: (partition: PartitionDescription, topic: TopicDescription) => boolean) =>
      topics
        .flatMap((topic) => topic.partitions.filter((each) => is(each, topic)).map((each) => lineOf(topic, each)))
        .toSorted()
    const minIsr = ({minInsyncReplicas}: TopicDescription) => minInsyncReplicas ?? Number.NaN
    const filters = {
      '--under-replicated-partitions': lines((partition) => isUnderReplicated(partition)),
      '--unavailable-partitions': lines((partition) => isUnavailable(partition, live)),
      '--under-min-isr-partitions': lines((partition, topic) => isUnderMinIsr(partition, minIsr(topic))),
      '--at-min-isr-partitions': lines((partition, topic) => isAtMinIsr(partition, minIsr(topic))),
    }
    expect(filters['--unavailable-partitions']).toHaveLength(1)
    for (const [flag, ours] of Object.entries(filters)) {
      expect(ours, flag).not.toEqual([])
      expect(ours, flag).toEqual((await apache('--describe', flag)).toSorted())
    }
  })

  test('lag where there is no leader is unknown, as Apache’s tool shows', async () => {
    const {groups} = await opened(groupLag(cluster, ['readers']))
    expect(groups[0]?.partitions).toMatchObject([
      {partition: 0, committedOffset: 0, logEndOffset: null, lag: null, problem: 'noLeader'},
      {partition: 1, committedOffset: 0, logEndOffset: 0, lag: 0, problem: null},
    ])
    const {stdout} = await runKafkaTool('org.apache.kafka.tools.consumer.group.ConsumerGroupCommand', [
      '--bootstrap-server',
      sandbox.bootstrapServers,
      '--describe',
      '--group',
      'readers',
    ])
    const rows = stdout.split('\n').filter((line) => line.startsWith('readers'))
    expect(rows.map((line) => line.trim().split(/\s+/).slice(1, 6))).toEqual([
      ['lonely', '0', '0', '-', '-'],
      ['lonely', '1', '0', '0', '0'],
    ])
  })

  test('deleted, one by one', async () => {
    const outcomes = await deleteTopics(cluster, ['counted', 'nope', 'placed', 'heavy'])
    expect(outcomes).toMatchObject([
      {name: 'counted', status: 'deleted'},
      {name: 'nope', status: 'failed', error: {codeName: 'UNKNOWN_TOPIC_OR_PARTITION'}},
      {name: 'placed', status: 'deleted'},
      {name: 'heavy', status: 'deleted'},
    ])
    const names = async () => (await opened(listTopics(cluster, {internal: false}))).topics.map(({name}) => name)
    await expect.poll(names, patience).toEqual(['fine', 'lonely'])
    expect(await apache('--list', '--exclude-internal')).toEqual(['fine', 'lonely'])
  })
})

/** What we say, in TopicCommand's lines; sorted, since it puts topics in the order of a hash table. */
const linesOf = (topics: readonly TopicDescription[]): string[] =>
  topics
    .flatMap((topic) => {
      const configs = (topic.configs ?? []).map(({name, value}) => `${name}=${value}`).toSorted()
      return [
        `Topic: ${topic.name}\tTopicId: ${topic.topicId}\tPartitionCount: ${topic.partitionCount}\t` +
          `ReplicationFactor: ${topic.replicationFactor}\tConfigs: ${configs.join(',')}`,
        ...topic.partitions.map((partition) => lineOf(topic, partition)),
      ]
    })
    .toSorted()

function lineOf({name}: TopicDescription, partition: PartitionDescription): string {
  const {leader, replicas, isr, reassignment, eligibleLeaderReplicas, lastKnownEligibleLeaderReplicas} = partition
  const fields = [
    `\tTopic: ${name}`,
    `Partition: ${partition.partition}`,
    `Leader: ${leader < 0 ? 'none' : leader}`,
    `Replicas: ${replicas.join(',')}`,
    `Isr: ${isr.join(',')}`,
  ]
  if (reassignment)
    fields.push(
      `Adding Replicas: ${reassignment.adding.join(',')}`,
      `Removing Replicas: ${reassignment.removing.join(',')}`,
    )
  fields.push(
    `Elr: ${eligibleLeaderReplicas?.join(',')}`,
    `LastKnownElr: ${lastKnownEligibleLeaderReplicas?.join(',')}`,
  )
  return fields.join('\t')
}

/** Configs come in the order of a hash table as well. A comma in a value only parts it, on both sides. */
function sortedConfigs(line: string): string {
  const at = line.indexOf('Configs: ')
  if (at < 0) return line
  const configs = line.slice(at + 9)
  const pairs = configs === '' ? [] : configs.split(/,(?=[a-z.]+=)/)
  return line.slice(0, at + 9) + pairs.toSorted().join(',')
}
