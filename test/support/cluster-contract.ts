// What kafkit and kafkajs may expect of any cluster: the same tests run with the practice broker and with Apache
// Kafka itself.
import {createHash} from 'node:crypto'
import kafkajs from 'kafkajs'
import {afterAll, beforeAll, describe, expect, test} from 'vitest'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {kafkit} from './cli.ts'
import {RawClient} from './raw-client.ts'

export interface RunningCluster {
  readonly bootstrapServers: string
  close(): Promise<unknown>
}

const {CompressionTypes, ConfigResourceTypes, Kafka, logLevel} = kafkajs
const patience = {timeout: 60_000, interval: 50}

export interface ContractOptions {
  /**
   * False for another implementation of the protocol, which may number its brokers otherwise and refuse in other
   * words.
   */
  readonly apache?: boolean
}

/** Needs three brokers. */
export function clusterContract(start: () => Promise<RunningCluster>, {apache = true}: ContractOptions = {}): void {
  let cluster: RunningCluster
  let client: kafkajs.Kafka
  beforeAll(async () => {
    cluster = await start()
    client = new Kafka({brokers: cluster.bootstrapServers.split(','), logLevel: logLevel.NOTHING})
  })
  afterAll(() => cluster.close())

  const argv = (command: string) => [...command.split(' '), '--bootstrap-server', cluster.bootstrapServers]
  /** The output of kafkit on both streams; it must end with this exit code. */
  async function run(command: string, {stdin = '', exit = 0} = {}): Promise<string> {
    const {out, err, code} = await kafkit(argv(command), {stdin})
    const said = exit === 0 ? expect.any(String) : expect.stringContaining('kafkit: ')
    expect({code, err}).toEqual({code: exit, err: said})
    return out + err
  }
  /** The output on stdout. */
  async function onlyOut(command: string): Promise<string> {
    const {out, err, code} = await kafkit(argv(command))
    expect({code, err}).toEqual({code: 0, err: expect.any(String)})
    return out
  }

  /** How many brokers know a topic: kafkajs gives up at one that does not. */
  async function knownTo(topic: string): Promise<number> {
    const ports = cluster.bootstrapServers.split(',').map((address) => Number(address.split(':').at(-1)))
    const answers = ports.map(async (port) => {
      using broker = await RawClient.open(port)
      const {topics} = await broker.call(Metadata, 12, {topics: [{name: topic}], allowAutoTopicCreation: false})
      return topics.every(({partitions}) => partitions.length > 0 && partitions.every(({leaderId}) => leaderId >= 0))
    })
    return (await Promise.all(answers)).filter((known) => known).length
  }

  test('kafkajs: a topic is created, found, configured, grown, emptied and deleted', async () => {
    const admin = client.admin()
    await admin.connect()
    const topic = 'kafkajs-topic'
    const described = await admin.describeCluster()
    expect(described.brokers.map(({nodeId}) => nodeId).sort()).toEqual(apache ? [1, 2, 3] : [0, 1, 2])
    const configEntries = [{name: 'retention.ms', value: '100000'}]
    const topics = [{topic, numPartitions: 4, replicationFactor: 3, configEntries}]
    // kafkajs's own wait gives up if a broker does not know the topic yet.
    expect(await admin.createTopics({topics, waitForLeaders: false})).toBe(true)
    await expect.poll(() => knownTo(topic), patience).toBe(3)
    expect(await admin.createTopics({topics})).toBe(false)
    expect(await admin.listTopics()).toContain(topic)
    if (apache)
      await expect(admin.createTopics({topics: [{topic: 'no topic'}]})).rejects.toMatchObject({
        name: 'KafkaJSAggregateError',
      })
    const retention = async () => {
      const resources = [{type: ConfigResourceTypes.TOPIC, name: topic, configNames: ['retention.ms']}]
      const answer = await admin.describeConfigs({resources, includeSynonyms: false})
      return answer.resources[0]?.configEntries[0]?.configValue
    }
    expect(await retention()).toBe('100000')
    const changed = [{name: 'retention.ms', value: '200000'}]
    await admin.alterConfigs({
      validateOnly: false,
      resources: [{type: ConfigResourceTypes.TOPIC, name: topic, configEntries: changed}],
    })
    await expect.poll(retention, patience).toBe('200000')
    await admin.createPartitions({topicPartitions: [{topic, count: 6}]})
    const partitions = async () => (await admin.fetchTopicMetadata({topics: [topic]})).topics[0]?.partitions ?? []
    await expect.poll(async () => (await partitions()).filter(({leader}) => leader >= 0).length, patience).toBe(6)
    expect((await partitions()).map(({isr, replicas}) => [isr.length, replicas.length])).toEqual(Array(6).fill([3, 3]))

    const producer = client.producer()
    await producer.connect()
    await producer.send({topic, messages: Array.from({length: 10}, () => ({partition: 0, value: 'x'}))})
    await producer.disconnect()
    const ends = async () => {
      const offsets = await admin.fetchTopicOffsets(topic)
      return offsets.sort((a, b) => a.partition - b.partition).map(({low, high}) => `${low}-${high}`)
    }
    expect(await ends()).toEqual(['0-10', '0-0', '0-0', '0-0', '0-0', '0-0'])
    await admin.deleteTopicRecords({topic, partitions: [{partition: 0, offset: '4'}]})
    expect((await ends())[0]).toBe('4-10')
    await admin.deleteTopics({topics: [topic]})
    await expect.poll(() => admin.listTopics(), patience).not.toContain(topic)
    await admin.disconnect()
  })

  test('kafkajs: two members share what was produced with gzip, and what they commit is kept', async () => {
    const [topic, groupId] = ['kafkajs-shared', 'kafkajs-group']
    const admin = client.admin()
    await admin.connect()
    await admin.createTopics({topics: [{topic, numPartitions: 4, replicationFactor: 3}], waitForLeaders: false})
    await expect.poll(() => knownTo(topic), patience).toBe(3)
    const seen = new Map<string, Set<string>>()
    const members = ['one', 'two'].map((name) => {
      const consumer = client.consumer({
        groupId,
        sessionTimeout: 30_000,
        rebalanceTimeout: 20_000,
        heartbeatInterval: 200,
        maxWaitTimeInMs: 200, // between two of them it does not heartbeat
      })
      let assigned = 0
      consumer.on(consumer.events.GROUP_JOIN, ({payload}) => {
        assigned = payload.memberAssignment[topic]?.length ?? 0
      })
      const start = async () => {
        await consumer.connect()
        await consumer.subscribe({topic, fromBeginning: true})
        await consumer.run({
          eachMessage: async ({message}) => {
            const value = String(message.value)
            seen.set(value, (seen.get(value) ?? new Set()).add(name))
          },
        })
      }
      return {start, assigned: () => assigned, stop: () => consumer.disconnect()}
    })
    for (const {start} of members) await start()
    await expect.poll(() => members.map(({assigned}) => assigned()), patience).toEqual([2, 2])
    const producer = client.producer()
    await producer.connect()
    for (let batch = 0; batch < 5; batch++) {
      const messages = Array.from({length: 100}, (_, i) => ({
        key: `${i}`,
        value: `${batch} ${i}`,
        headers: {batch: `${batch}`},
      }))
      await producer.send({topic, compression: CompressionTypes.GZIP, messages})
    }
    await producer.disconnect()
    await expect.poll(() => seen.size, patience).toBe(500)
    expect(new Set([...seen.values()].flatMap((names) => [...names])).size).toBe(2)
    expect([...seen.values()].filter((names) => names.size > 1)).toEqual([])
    const [described] = (await admin.describeGroups([groupId])).groups
    expect(described).toMatchObject({state: 'Stable', protocolType: 'consumer', members: [{}, {}]})
    await expect(admin.deleteGroups([groupId])).rejects.toMatchObject({groups: [{errorCode: 68}]})
    await Promise.all(members.map(({stop}) => stop()))
    const [committed] = await admin.fetchOffsets({groupId, topics: [topic]})
    expect(committed?.partitions.reduce((sum, {offset}) => sum + Math.max(0, Number(offset)), 0)).toBe(500)
    expect(await admin.deleteGroups([groupId])).toMatchObject([{groupId, errorCode: 0}])
    await admin.disconnect()
  })

  test('kafkit: topics are created, described, altered, listed and deleted', async () => {
    await run('topics create orders --partitions 3 --replication-factor 3 --config retention.ms=1000')
    const refused = async (command: string, words: string, code: string) =>
      expect(await run(command, {exit: 1})).toContain(apache ? words : code)
    await refused('topics create orders', "Topic 'orders' already exists.", 'TOPIC_ALREADY_EXISTS')
    const four = 'topics create wide --replication-factor 4'
    await refused(four, 'only 3 broker(s) are registered', 'INVALID_REPLICATION_FACTOR')
    // kfake accepts every name.
    if (apache)
      expect(await run('topics create odd --config nonsense=1', {exit: 2})).toContain(
        "topics have no config 'nonsense'",
      )
    expect(await onlyOut('topics describe orders')).toMatch(/retention\.ms=1000 +topic/)
    await run('topics alter orders --partitions 5 --config cleanup.policy=compact --delete-config retention.ms')
    await refused('topics alter orders --partitions 2', '5', 'INVALID_PARTITIONS')
    const described = await onlyOut('topics describe orders')
    expect(described).toMatch(/cleanup\.policy=compact +topic/)
    expect(described).not.toContain('retention.ms=1000')
    expect(await onlyOut('topics list')).toMatch(/^orders +5 +3$/m)
    await run('topics delete orders --yes')
    expect(await run('topics describe orders', {exit: 1})).toContain('orders')
  })

  test.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'])('kafkit: %s: what is produced is consumed', async (codec) => {
    const topic = `codec-${codec}`
    await run(`topics create ${topic} --partitions 3 --replication-factor 3`)
    const lines = Array.from({length: 3000}, (_, i) => `key ${i}:value ${i} of ${'many '.repeat(i % 9)}`)
    await run(`produce ${topic} --key-separator : --compression ${codec}`, {stdin: `${lines.join('\n')}\n`})
    const consumed = await onlyOut(`consume ${topic} --from-beginning --until-end --output json`)
    const records = consumed
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as {key: string; value: string})
    const digest = (texts: readonly string[]) =>
      createHash('md5')
        .update([...texts].sort().join('\n'))
        .digest('hex')
    expect(records.length).toBe(lines.length)
    expect(digest(records.map(({key, value}) => `${key}:${value}`))).toBe(digest(lines))
  })

  test('kafkit: a group reads, has lag, is reset and deleted', async () => {
    await run('topics create events --partitions 2 --replication-factor 3')
    await run('produce events', {stdin: Array.from({length: 200}, (_, i) => `event ${i}\n`).join('')})
    const read = await onlyOut('consume events --group readers --from-beginning --max-messages 50')
    expect(read.trim().split('\n').length).toBe(50)
    expect(await onlyOut('groups list')).toMatch(/^readers +classic +consumer +Empty/m)
    expect(await onlyOut('groups describe readers')).toContain('lag 150')
    await run('groups reset-offsets readers --topic events --to-earliest --execute')
    expect(await onlyOut('groups describe readers')).toContain('lag 200')
    await run('groups reset-offsets readers --topic events --to-latest --execute')
    expect(await onlyOut('groups describe readers')).toContain('lag 0')
    await run('groups delete-offsets readers --topic events --yes')
    await run('groups delete readers --yes')
    expect(await run('groups describe readers', {exit: 1})).toContain('readers')
  })

  test('kafkit: offsets are found by time, and a partition can be read from its end', async () => {
    await run('topics create timed --partitions 1 --replication-factor 3')
    const records = [100, 300, 200].map((seconds) =>
      JSON.stringify({value: `at ${seconds}`, timestamp: seconds * 1000}),
    )
    await run('produce timed --input json', {stdin: `${records.join('\n')}\n`})
    const since = (time: string) => onlyOut(`consume timed --from ${time} --until-end`)
    expect(await since('1970-01-01T00:02:00Z')).toBe('at 300\nat 200\n')
    expect(await onlyOut('consume timed --last 1 --until-end')).toBe('at 200\n')
  })

  /** Two clients check each other: the result must be the same for both. */
  describe.each(['kafkit', 'kafkajs'])('by --client %s', (by) => {
    const topic = `two-clients-${by}`
    const other = by === 'kafkit' ? 'kafkajs' : 'kafkit'
    const client = `--client ${by}`
    /** Only what both report: fields that one of them does not know are left out. kafkajs requests no synonyms. */
    const known = (value: unknown): unknown =>
      JSON.parse(
        JSON.stringify(value, (key, each: unknown) =>
          ['topicId', 'leaderEpoch', 'committedLeaderEpoch', 'eligibleLeaderReplicas', 'synonyms'].includes(key) ||
          ['lastKnownEligibleLeaderReplicas', 'coordinator', 'type', 'metadata'].includes(key)
            ? undefined
            : each,
        ),
      )
    const json = async (command: string) => known(JSON.parse(await onlyOut(`${command} --output json`)))

    test('topics are listed and described', async () => {
      await run(`topics create ${topic} --partitions 3 --replication-factor 3 --config retention.ms=1000000`)
      await expect.poll(() => knownTo(topic), patience).toBe(3)
      for (const command of [`topics list ${topic}`, `topics describe ${topic}`]) {
        const said = await json(`${command} ${client}`)
        expect(JSON.stringify(said)).toContain(topic)
        expect(said).toEqual(await json(`${command} --client ${other}`))
      }
      expect(await run(`topics describe not-there ${client}`, {exit: 1})).toContain(
        'describe topic not-there: there is no such topic (UNKNOWN_TOPIC_OR_PARTITION)',
      )
    })

    test.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'])('%s: the other reads what it wrote', async (codec) => {
      const lines = Array.from({length: 500}, (_, i) => `${codec} ${i}:value ${i} ${'again '.repeat(i % 7)}`)
      await run(`produce ${topic} --key-separator : --compression ${codec} ${client}`, {stdin: `${lines.join('\n')}\n`})
      const read = `consume ${topic} --from-beginning --until-end --print-key --key-separator : --print-partition`
      const ofCodec = (text: string) => text.split('\n').filter((line) => line.includes(`:${codec} `)) // prettier-ignore
      const mine = ofCodec(await onlyOut(`${read} ${client}`)).toSorted()
      expect(mine.map((line) => line.replace(/^Partition:\d+:/, '')).toSorted()).toEqual(lines.toSorted())
      // The partitions must match, too: both clients choose them as Java does.
      expect(ofCodec(await onlyOut(`${read} --client ${other}`)).toSorted()).toEqual(mine)
    })

    test('what cannot be done is a sentence', async () => {
      expect(await run(`produce not-there ${client}`, {exit: 1})).toContain(
        'produce to topic not-there: there is no such topic',
      )
      expect(await run(`consume not-there --until-end ${client}`, {exit: 1})).toContain(
        'read topic not-there: there is no such topic',
      )
    })

    test('a part of a partition, by offset, in JSON', async () => {
      const read = `consume ${topic} --partition 1 --offset 3 --max-messages 4 --output json`
      const mine = await onlyOut(`${read} ${client}`)
      expect(mine.trim().split('\n').length).toBe(4)
      const records = (text: string) => text.trim().split('\n').map((line) => known(JSON.parse(line))) // prettier-ignore
      expect(records(mine)).toEqual(records(await onlyOut(`${read} --client ${other}`)))
    })

    test('a group reads, commits and has lag', async () => {
      const group = `readers-${by}`
      const read = await onlyOut(`consume ${topic} --group ${group} --from-beginning --max-messages 2500 ${client}`)
      expect(read.trim().split('\n').length).toBe(2500)
      const described = await json(`groups describe ${group} ${client}`)
      expect(described).toMatchObject({groups: [{groupId: group, totalLag: 0, unknownCount: 0}]})
      expect(described).toEqual(await json(`groups describe ${group} --client ${other}`))
      expect(await run(`groups describe not-there ${client}`, {exit: 1})).toContain('GROUP_ID_NOT_FOUND')
    })
  })
}
