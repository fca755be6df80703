// A share group in a fake cluster, as far as KIP-932 tells what leaders do: sessions with epochs, locks of members, verdicts. Every
// request that breaks a rule of the protocol is noted in `complaints`.
import {onTestFinished} from 'vitest'
import {Metadata} from '../../../src/lib/apis/metadata.ts'
import {ShareAcknowledge} from '../../../src/lib/apis/share-acknowledge.ts'
import {ShareFetch} from '../../../src/lib/apis/share-fetch.ts'
import {ShareGroupHeartbeat} from '../../../src/lib/apis/share-group-heartbeat.ts'
import type {Cluster} from '../../../src/lib/cluster/cluster.ts'
import {after, fakeCluster, on, topicId, type FakeCluster, type Service} from '../../support/fake-cluster.ts'
import {open} from '../../support/open-cluster.ts'

interface Acquired {
  firstOffset: number
  lastOffset: number
  deliveryCount: number
}
/** An answer about a partition: what the next fetch of it gets. */
export interface Delivery {
  records?: Buffer
  acquiredRecords?: Acquired[]
  errorCode?: number
  currentLeader?: {leaderId: number; leaderEpoch: number}
}
interface Said {
  firstOffset: number
  lastOffset: number
  acknowledgeTypes: number[]
}
interface AskedTopic {
  topicId: string
  partitions: readonly {partitionIndex: number; acknowledgementBatches: readonly Said[]}[]
}

const types = ['gap', 'accept', 'release', 'reject', 'renew']

export class FakeShareGroup {
  /** By partition of topic `t`: what fetches get, one after the other. */
  readonly deliveries: Delivery[][]
  /** By partition. */
  readonly leaders: {leader: number; epoch: number}[]
  /** `partition: first-last verdict`, in the order in which they came, and how each came. */
  readonly verdicts: string[] = []
  readonly complaints: string[] = []
  /** Heartbeats: `epoch`, in their order. */
  readonly beats: number[] = []
  /** Error codes for the next heartbeats, acknowledgements and whole fetches; 0: none. */
  beatErrors: number[] = []
  acknowledgeErrors: number[] = []
  fetchErrors: number[] = []
  assigned: number[]
  lockMs = 30_000
  cluster!: Cluster
  server!: FakeCluster
  readonly #sessions = new Map<string, {epoch: number; partitions: Set<number>}>()
  #told: string | undefined

  private constructor(partitions: number) {
    this.deliveries = Array.from({length: partitions}, () => [])
    this.leaders = Array.from({length: partitions}, () => ({leader: 1, epoch: 0}))
    this.assigned = this.deliveries.map((_, index) => index)
  }

  static async start(partitions = 1, nodes = 1): Promise<FakeShareGroup> {
    const group = new FakeShareGroup(partitions)
    group.server = await fakeCluster({nodes}, ...group.#services())
    onTestFinished(() => group.server.close())
    group.cluster = open(group.server)
    return group
  }

  #services(): Service[] {
    return [
      on(Metadata, (request) => ({
        brokers: this.server.nodes.map((node) => ({...node, rack: null})),
        clusterId: 'fake',
        controllerId: 1,
        topics: (request.topics ?? [{name: 't', topicId: ''}]).map(() => ({
          name: 't',
          topicId: topicId('t'),
          partitions: this.leaders.map(({leader, epoch}, partitionIndex) => ({
            partitionIndex,
            leaderId: leader,
            leaderEpoch: epoch,
            replicaNodes: [1],
            isrNodes: [1],
          })),
        })),
      })),
      on(ShareGroupHeartbeat, ({memberEpoch, subscribedTopicNames}) => {
        this.beats.push(memberEpoch)
        if (memberEpoch < 0) return {memberEpoch}
        if (memberEpoch === 0 && subscribedTopicNames === null) this.complaints.push('joined without topics')
        const errorCode = this.beatErrors.shift() ?? 0
        if (errorCode !== 0) return ((this.#told = undefined), {errorCode})
        const wanted = this.assigned.join()
        const isNew = wanted !== this.#told
        this.#told = wanted
        const topicPartitions = this.assigned.length > 0 ? [{topicId: topicId('t'), partitions: this.assigned}] : []
        return {memberEpoch: 5, heartbeatIntervalMs: 5, assignment: isNew ? {topicPartitions} : null}
      }),
      on(ShareFetch, async (request, {nodeId, connection}) => {
        const session = this.#session(`${nodeId}/${connection}`, request.shareSessionEpoch, request.topics)
        if (!session) return {errorCode: 122}
        const refused = this.fetchErrors.shift() ?? 0
        if (refused !== 0) return {errorCode: refused}
        for (const {partitions} of request.topics)
          for (const {partitionIndex} of partitions) session.partitions.add(partitionIndex)
        for (const {partitions} of request.forgottenTopicsData)
          for (const index of partitions) if (!session.partitions.delete(index)) this.complaints.push('forgot too much')
        const said = new Map(this.#said(request.topics, 'fetch'))
        const answers: object[] = []
        for (const index of session.partitions) {
          const leads = this.leaders[index]?.leader === nodeId
          const delivery = leads ? this.deliveries[index]?.shift() : {errorCode: 6}
          if (delivery || said.has(index))
            answers.push({partitionIndex: index, acknowledgeErrorCode: said.get(index) ?? 0, ...delivery})
        }
        const body = {
          acquisitionLockTimeoutMs: this.lockMs,
          responses: answers.length > 0 ? [{topicId: topicId('t'), partitions: answers}] : [],
        }
        return answers.length > 0 ? body : after(3, body)
      }),
      on(ShareAcknowledge, (request, {nodeId, connection}) => {
        const name = `${nodeId}/${connection}`
        if (request.shareSessionEpoch === -1) {
          if (!this.#sessions.delete(name)) return {errorCode: 122}
          this.verdicts.push('closed')
        } else if (!this.#session(name, request.shareSessionEpoch, request.topics)) return {errorCode: 122}
        const said = this.#said(request.topics, request.shareSessionEpoch === -1 ? 'close' : 'acknowledge')
        const partitions = said.map(([partitionIndex, errorCode]) => ({partitionIndex, errorCode}))
        return {responses: partitions.length > 0 ? [{topicId: topicId('t'), partitions}] : []}
      }),
    ]
  }

  /** Undefined: the session is not known, or not in this epoch. */
  #session(name: string, epoch: number, topics: readonly AskedTopic[]) {
    if (epoch === 0) {
      const says = topics.some(({partitions}) => partitions.some((each) => each.acknowledgementBatches.length > 0))
      if (says) this.complaints.push('acknowledged in the first request of a session')
      const session = {epoch: 0, partitions: new Set<number>()}
      this.#sessions.set(name, session)
      return session
    }
    const session = this.#sessions.get(name)
    if (!session || session.epoch + 1 !== epoch) return undefined
    session.epoch = epoch
    return session
  }

  /** Notes the verdicts. Returns the error code of each partition that has some. */
  #said(topics: readonly AskedTopic[], by: string): [partition: number, errorCode: number][] {
    return topics.flatMap(({partitions}) =>
      partitions.flatMap(({partitionIndex, acknowledgementBatches: all}): [number, number][] => {
        if (all.length === 0) return []
        for (const {firstOffset, lastOffset, acknowledgeTypes} of all)
          this.verdicts.push(
            `${by} ${partitionIndex}: ${firstOffset}-${lastOffset} ${acknowledgeTypes.map((type) => types[type]).join()}`,
          )
        return [[partitionIndex, this.acknowledgeErrors.shift() ?? 0]]
      }),
    )
  }
}
