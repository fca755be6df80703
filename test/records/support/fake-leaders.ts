// Leaders that take batches as real ones do: in sequence per producer, each once.
import {onTestFinished} from 'vitest'
import {InitProducerId} from '../../../src/lib/apis/init-producer-id.ts'
import {Metadata} from '../../../src/lib/apis/metadata.ts'
import {Produce} from '../../../src/lib/apis/produce.ts'
import type {Cluster} from '../../../src/lib/cluster/cluster.ts'
import {batchesIn, type Batch} from '../../../src/lib/wire/records.ts'
import {fakeCluster, noAnswer, on, topicId, type Answer, type FakeCluster, type FakeClusterOptions} from '../../support/fake-cluster.ts' // prettier-ignore
import {open} from '../../support/open-cluster.ts'
import {forEachRecord} from './records.ts'

export interface FakeLeader {
  leader: number
  /** `key=value` of each record, in the order of the log. */
  records: string[]
  batches: Batch[]
  /** Next sequence number by producer id, and the last five batches. */
  next: Map<number, number>
  recent: string[]
}
type Interference = {partition: number; batch: Batch; request: number; log: FakeLeader}

export class FakeLeaders {
  readonly logs: FakeLeader[]
  id = topicId('t')
  exists = true
  /** Takes what is sent and does not answer, as a process that was stopped. */
  frozen = false
  lastProducerId = 100
  requests = 0
  server!: FakeCluster
  cluster!: Cluster
  /** Sees each batch first. A number: this error code, not appended; `cut`: the connection; an object: the answer. */
  interfere: (what: Interference) => number | 'cut' | object | undefined = () => undefined

  constructor(partitions: number) {
    this.logs = Array.from({length: partitions}, () => ({leader: 1, records: [], batches: [], next: new Map(), recent: []})) // prettier-ignore
  }

  static async start(partitions = 1, options: FakeClusterOptions = {}, newestProduce = 13): Promise<FakeLeaders> {
    const fake = new FakeLeaders(partitions)
    fake.server = await fakeCluster(
      options,
      on(Metadata, ({topics}) => ({
        brokers: fake.server.nodes.map((node) => ({...node, rack: null})),
        controllerId: 1,
        topics: (topics ?? []).map(({name}) =>
          fake.exists && name === 't'
            ? {
                name,
                topicId: fake.id,
                partitions: fake.logs.map(({leader}, partitionIndex) => ({partitionIndex, leaderId: leader, leaderEpoch: 0, replicaNodes: [1], isrNodes: [1]})), // prettier-ignore
              }
            : {name, errorCode: 3},
        ),
      })),
      on(InitProducerId, () => ({producerId: ++fake.lastProducerId, producerEpoch: 0})),
      on(
        Produce,
        ({acks, topicData}, {nodeId, version}): Answer<typeof Produce.response> => {
          const request = ++fake.requests
          let cut = false
          const responses = topicData.map(({name, topicId: id, partitionData}) => ({
            name,
            topicId: id,
            partitionResponses: partitionData.map(({index, records}) => {
              const log = fake.logs[index]!
              const base = {index, baseOffset: -1, logAppendTimeMs: -1}
              const found = [...batchesIn(records!)]
              if (found.length !== 1) throw new Error(`${found.length} batches of one partition in a request`)
              const batch = found[0]!
              if (version >= 13 ? id !== fake.id : name !== 't') return {...base, errorCode: version >= 13 ? 100 : 3}
              if (log.leader !== nodeId) return {...base, errorCode: 6}
              const trouble = fake.interfere({partition: index, batch, request, log})
              if (typeof trouble === 'number') return {...base, errorCode: trouble}
              if (trouble === 'cut') {
                cut = true
                return base
              }
              if (typeof trouble === 'object') return {...base, ...trouble}
              const refusal = append(log, batch)
              return {...base, errorCode: refusal, baseOffset: refusal ? -1 : log.records.length - batch.count}
            }),
          }))
          if (cut) fake.server.disconnect(nodeId)
          return acks === 0 || fake.frozen ? noAnswer : {responses}
        },
        newestProduce,
      ),
    )
    onTestFinished(() => fake.server.close())
    fake.cluster = open(fake.server)
    return fake
  }

  get values(): string[] {
    return this.logs.flatMap(({records}) => records.map((record) => record.slice(record.indexOf('=') + 1)))
  }
}

/** Kafka's rules: 46 for what is there already, 45 for what does not join on; of a producer not known yet, anything. */
function append(log: FakeLeader, batch: Batch): number {
  const {producerId, baseSequence, count} = batch
  if (producerId >= 0) {
    const name = `${producerId} ${baseSequence}`
    if (log.recent.includes(name)) return 46
    const next = log.next.get(producerId)
    if (baseSequence !== (next ?? baseSequence)) return 45
    log.next.set(producerId, baseSequence + count)
    log.recent = [...log.recent, name].slice(-5)
  }
  log.batches.push(batch)
  forEachRecord(batch.bytes, ({key, value}) => log.records.push(`${String(key ?? '-')}=${String(value ?? '-')}`))
  return 0
}
