// Topics with records in a fake cluster: Metadata, Fetch and ListOffsets answer from what a test puts in and changes.
import {onTestFinished} from 'vitest'
import {Fetch} from '../../../src/lib/apis/fetch.ts'
import {ListOffsets} from '../../../src/lib/apis/list-offsets.ts'
import {Metadata} from '../../../src/lib/apis/metadata.ts'
import type {Cluster} from '../../../src/lib/cluster/cluster.ts'
import {after, fakeCluster, on, topicId, type FakeCluster, type FakeClusterOptions, type Service} from '../../support/fake-cluster.ts' // prettier-ignore
import {open} from '../../support/open-cluster.ts'
import {batch} from './records.ts'

export interface FakePartition {
  batches: Buffer[]
  leader: number
  epoch: number
  start: number
  /** Default: the end of the last batch. */
  end?: number
  lastStable?: number
  aborted: {producerId: number; firstOffset: number}[]
  /** Answers to the next fetches, in place of records; a function may change the logs first. */
  answers: (object | (() => object))[]
}
export interface FakeTopic {
  id: string
  internal: boolean
  partitions: FakePartition[]
}

export const partition = (batches: Buffer[] = [], more: Partial<FakePartition> = {}): FakePartition => ({
  batches,
  leader: 1,
  epoch: 0,
  start: 0,
  aborted: [],
  answers: [],
  ...more,
})

/** A batch of records whose values are their offsets, `0` to before `count`. */
export const numbered = (from: number, count: number, options: Parameters<typeof batch>[2] = {}) =>
  batch(from, Array.from({length: count}, (_, at) => ({value: String(from + at)})), options) // prettier-ignore

const baseOf = (bytes: Buffer) => Number(bytes.readBigInt64BE(0))
const lastOf = (bytes: Buffer) => baseOf(bytes) + bytes.readInt32BE(23)
export const endOf = ({batches, end, start}: FakePartition) => end ?? (batches.length > 0 ? lastOf(batches.at(-1)!) + 1 : start) // prettier-ignore

export class FakeLogs {
  readonly topics = new Map<string, FakeTopic>()
  /** How long a fetch that finds nothing waits. */
  waitMs = 3
  /** Error codes of the next fetches as a whole, 0 for none; a function may change something first. */
  readonly errors: (number | (() => number))[] = []
  server!: FakeCluster
  cluster!: Cluster

  static async start(
    topics: Record<string, FakePartition[]>,
    options: FakeClusterOptions = {},
    ...more: Service[]
  ): Promise<FakeLogs> {
    const logs = new FakeLogs()
    for (const [name, partitions] of Object.entries(topics)) logs.add(name, partitions)
    logs.server = await fakeCluster(options, ...logs.services(), ...more)
    onTestFinished(() => logs.server.close())
    logs.cluster = open(logs.server)
    return logs
  }

  /** So many requests on another connection, one after the other: time for as many fetches, if there were any. */
  async roundTrips(count: number): Promise<void> {
    for (let at = 0; at < count; at++) await this.cluster.call(Metadata, {topics: []}, {what: 'pass the time'})
  }

  add(name: string, partitions: FakePartition[], id = topicId(name)): FakeTopic {
    const topic = {id, internal: name.startsWith('__'), partitions}
    this.topics.set(name, topic)
    return topic
  }

  partition(name: string, index = 0): FakePartition {
    return this.topics.get(name)!.partitions[index]!
  }

  services(): Service[] {
    return [
      on(Metadata, (request) => ({
        brokers: this.server.nodes.map((node) => ({...node, rack: null})),
        clusterId: 'fake-logs',
        controllerId: 1,
        topics: (request.topics?.map(({name}) => name ?? '') ?? [...this.topics.keys()]).map((name) => {
          const topic = this.topics.get(name)
          if (!topic) return {errorCode: 3, name}
          return {
            name,
            topicId: topic.id,
            isInternal: topic.internal,
            partitions: topic.partitions.map(({leader, epoch}, partitionIndex) => ({
              partitionIndex,
              leaderId: leader,
              leaderEpoch: epoch,
              replicaNodes: [1],
              isrNodes: [1],
            })),
          }
        }),
      })),
      on(Fetch, async (request, {nodeId, version}) => {
        const find = (topic: string, id: string) =>
          version >= 13
            ? [...this.topics].find(([, each]) => each.id === id)
            : ([topic, this.topics.get(topic)] as const)
        const failure = this.errors.shift() ?? 0
        const errorCode = typeof failure === 'function' ? failure() : failure
        if (errorCode !== 0) return {errorCode, responses: []}
        let size = 0
        let events = 0
        const responses = request.topics.map(({topic, topicId: id, partitions}) => {
          const [, found] = find(topic, id) ?? []
          return {
            topic,
            topicId: id,
            partitions: partitions.map((asked) => {
              const log = found?.partitions[asked.partition]
              const unknown = {partitionIndex: asked.partition, errorCode: version >= 13 ? 100 : 3, highWatermark: -1, lastStableOffset: -1} // prettier-ignore
              if (!log) return (events++, unknown)
              const here = {partitionIndex: asked.partition, highWatermark: endOf(log), lastStableOffset: log.lastStable ?? endOf(log)} // prettier-ignore
              const next = log.answers.shift()
              const answer: object | undefined = typeof next === 'function' ? (next as () => object)() : next
              if (answer) return (events++, {...here, ...answer})
              const wrong = log.leader !== nodeId ? 6 : asked.currentLeaderEpoch >= 0 && asked.currentLeaderEpoch < log.epoch ? 74 : 0 // prettier-ignore
              if (wrong) return (events++, {...here, errorCode: wrong})
              if (asked.fetchOffset < log.start || asked.fetchOffset > endOf(log)) return (events++, {...here, errorCode: 1}) // prettier-ignore
              const batches: Buffer[] = []
              let mine = 0
              for (const each of log.batches) {
                const limit = request.isolationLevel === 1 ? here.lastStableOffset : here.highWatermark
                if (lastOf(each) < asked.fetchOffset || baseOf(each) >= limit) continue
                if (size > 0 && (size + each.length > request.maxBytes || mine + each.length > asked.partitionMaxBytes)) break // prettier-ignore
                batches.push(each)
                size += each.length
                mine += each.length
              }
              const aborted = request.isolationLevel === 1 ? log.aborted : null
              return {...here, abortedTransactions: aborted, records: Buffer.concat(batches)}
            }),
          }
        })
        const body = {responses}
        return size > 0 || events > 0 ? body : after(this.waitMs, body)
      }),
      on(ListOffsets, ({topics, isolationLevel}) => ({
        topics: topics.map(({name, partitions}) => ({
          name,
          partitions: partitions.map(({partitionIndex, timestamp}) => {
            const log = this.topics.get(name)?.partitions[partitionIndex]
            if (!log) return {partitionIndex, errorCode: 3, offset: -1, timestamp: -1}
            const latest = isolationLevel === 1 ? (log.lastStable ?? endOf(log)) : endOf(log)
            if (timestamp === -1) return {partitionIndex, offset: latest, timestamp: -1}
            if (timestamp === -2) return {partitionIndex, offset: log.start, timestamp: -1}
            const found = log.batches.find((each) => Number(each.readBigInt64BE(27)) >= timestamp)
            return {partitionIndex, offset: found ? baseOf(found) : -1, timestamp: found ? timestamp : -1}
          }),
        })),
      })),
    ]
  }
}
