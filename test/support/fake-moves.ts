// A cluster for tests in which replicas move: three brokers in three racks, topics with replicas, and configs with
// throttles. A move is done as soon as it is requested, unless it is held. The responses are those of Kafka 4.3.1's
// controller (ReplicationControlManager), as far as moves are concerned.
import {mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {AlterPartitionReassignments} from '../../src/lib/apis/alter-partition-reassignments.ts'
import {DescribeCluster} from '../../src/lib/apis/describe-cluster.ts'
import {DescribeLogDirs} from '../../src/lib/apis/describe-log-dirs.ts'
import {ElectLeaders} from '../../src/lib/apis/elect-leaders.ts'
import {ListPartitionReassignments} from '../../src/lib/apis/list-partition-reassignments.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {fakeCluster, on, type FakeCluster} from './fake-cluster.ts'
import {fakeConfigs, type FakeConfigs} from './fake-configs.ts'

export interface FakePartition {
  replicas: number[]
  leader: number
  /** The target of the move; null if it does not move. */
  target: number[] | null
  bytes: number
}
export interface FakeMovesOptions {
  readonly clusterId?: string
  /** By `topic-partition`: the replicas, the leader first. By default `orders-0` is on 1,2, and so on. */
  readonly partitions?: Readonly<Record<string, readonly number[]>>
  /** Partitions whose moves do not end by themselves. */
  readonly held?: readonly string[]
  /** Lines of fakeConfigs. */
  readonly configs?: readonly string[]
  readonly freeBytes?: number
}
export interface FakeMoves {
  readonly cluster: FakeCluster
  readonly configs: FakeConfigs
  readonly partitions: ReadonlyMap<string, FakePartition>
  /** Ends a move that was held. */
  finish(name: string): void
}

const gib = 2 ** 30
const usual = {'orders-0': [1, 2], 'orders-1': [2, 3], 'orders-2': [1, 3], 'held-0': [1, 2]}

export async function fakeMoves({
  clusterId = 'fake-cluster',
  partitions: initial = usual,
  held = ['held-0'],
  configs: lines = [],
  freeBytes = 80 * gib,
}: FakeMovesOptions = {}): Promise<FakeMoves> {
  const configs = fakeConfigs(lines)
  const partitions = new Map(
    Object.entries(initial).map(([name, replicas], i): [string, FakePartition] => [
      name,
      {replicas: [...replicas], leader: replicas[0] ?? -1, target: null, bytes: (i + 1) * 1000},
    ]),
  )
  const nameOf = (topic: string, partition: number) => `${topic}-${partition}`
  const topics = () =>
    [...Map.groupBy(partitions, ([name]) => name.slice(0, name.lastIndexOf('-')))].map(([topic, some]) => ({
      topic,
      partitions: some.map(([name, each]) => ({index: Number(name.slice(name.lastIndexOf('-') + 1)), each})),
    }))
  function finish(name: string): void {
    const partition = partitions.get(name)
    if (!partition?.target) return
    partition.replicas = partition.target
    partition.target = null
    if (!partition.replicas.includes(partition.leader)) partition.leader = partition.replicas[0] ?? -1
  }
  const cluster = await fakeCluster({nodes: 3}, ...configs.services)
  const brokers = cluster.nodes.map((node) => ({...node, rack: `r${node.nodeId}`}))
  const all = ({replicas, target}: FakePartition) => [
    ...(target ?? []),
    ...replicas.filter((id) => !target?.includes(id)),
  ]
  cluster.serve([
    on(Metadata, ({topics: wanted}) => ({
      brokers,
      clusterId,
      controllerId: 1,
      topics: (wanted?.map(({name}) => name ?? '') ?? topics().map(({topic}) => topic)).map((name) => {
        const found = topics().find(({topic}) => topic === name)
        return {
          errorCode: found ? 0 : 3,
          name,
          topicId: 'AAAAAAAAAAAAAAAAAAAAAQ',
          isInternal: false,
          partitions:
            found?.partitions.map(({index, each}) => ({
              errorCode: 0,
              partitionIndex: index,
              leaderId: each.leader,
              leaderEpoch: 1,
              replicaNodes: all(each),
              isrNodes: each.replicas,
              offlineReplicas: [],
            })) ?? [],
        }
      }),
    })),
    on(DescribeCluster, () => ({
      clusterId,
      controllerId: 1,
      // Kafka's AclOperation: 7 is ALTER.
      clusterAuthorizedOperations: 1 << 7,
      brokers: brokers.map(({nodeId, ...each}) => ({...each, brokerId: nodeId})),
    })),
    on(DescribeLogDirs, (_request, {nodeId}) => ({
      results: [
        {
          errorCode: 0,
          logDir: '/data',
          totalBytes: 100 * gib,
          usableBytes: freeBytes,
          topics: topics().map(({topic, partitions: some}) => ({
            name: topic,
            partitions: some
              .filter(({each}) => each.replicas.includes(nodeId))
              .map(({index, each}) => ({
                partitionIndex: index,
                partitionSize: each.bytes,
                offsetLag: 0,
                isFutureKey: false,
              })),
          })),
        },
      ],
    })),
    on(ListPartitionReassignments, () => ({
      topics: topics().flatMap(({topic, partitions: some}) => {
        const moving = some.filter(({each}) => each.target)
        if (moving.length === 0) return []
        return [
          {
            name: topic,
            partitions: moving.map(({index, each}) => ({
              partitionIndex: index,
              replicas: all(each),
              addingReplicas: (each.target ?? []).filter((id) => !each.replicas.includes(id)),
              removingReplicas: each.replicas.filter((id) => !each.target?.includes(id)),
            })),
          },
        ]
      }),
    })),
    on(AlterPartitionReassignments, ({topics: wanted}) => ({
      responses: wanted.map(({name, partitions: some}) => ({
        name,
        partitions: some.map(({partitionIndex, replicas}) => {
          const key = nameOf(name, partitionIndex)
          const partition = partitions.get(key)
          if (!partition) return {partitionIndex, errorCode: 3, errorMessage: null}
          if (!replicas && !partition.target) return {partitionIndex, errorCode: 85, errorMessage: null}
          if (replicas?.some((id) => !brokers.some(({nodeId}) => nodeId === id)))
            return {partitionIndex, errorCode: 39, errorMessage: 'The manual partition assignment is invalid.'}
          partition.target = replicas ? [...replicas] : null
          if (!held.includes(key)) finish(key)
          return {partitionIndex, errorCode: 0, errorMessage: null}
        }),
      })),
    })),
    on(ElectLeaders, ({topicPartitions}) => ({
      replicaElectionResults: (topicPartitions ?? []).map(({topic, partitions: some}) => ({
        topic,
        partitionResult: some.map((partitionId) => {
          const partition = partitions.get(nameOf(topic, partitionId))
          if (partition) partition.leader = partition.replicas[0] ?? -1
          return {partitionId, errorCode: 0, errorMessage: null}
        }),
      })),
    })),
  ])
  const first = partitions.get('held-0')
  if (first && held.includes('held-0')) first.target = [1, 3]
  return {cluster, configs, partitions, finish}
}

/**
 * Files for the command lines: a plan, and journals of a run that has started, one that is over, and one with a held
 * move.
 */
export function writeMoveFiles(folder: string, clusterId: string | null = null): void {
  mkdirSync(folder, {recursive: true})
  const plan = {version: 1, partitions: [{topic: 'orders', partition: 0, replicas: [1, 3]}]}
  writeFileSync(join(folder, 'plan.json'), JSON.stringify(plan))
  const journal = (state: string, topic: string, from: readonly number[], to: readonly number[]) => {
    const partitions = [{topic, partition: 0, topicId: null, from, to, bytes: 1000}]
    const brokers = [1, 2, 3].map((broker) => ({broker, leader: null, follower: null}))
    const begun = '2026-11-30T10:00:00.000Z'
    const head = {format: 'kafkit reassignment', version: 1, clusterId, begun, command: 'kafkit reassign start'}
    return JSON.stringify({...head, state, batch: 5, rates: [50_000_000], partitions, brokers, topics: []})
  }
  writeFileSync(join(folder, 'running.json'), journal('running', 'orders', [1, 2], [1, 3]))
  writeFileSync(join(folder, 'over.json'), journal('done', 'orders', [1, 3], [1, 2]))
  writeFileSync(join(folder, 'moving.json'), journal('running', 'held', [1, 2], [1, 3]))
}
