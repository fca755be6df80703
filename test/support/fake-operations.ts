// A cluster as its operators see it: replicas, log directories, quorum, features, reassignments, transactions. The
// test sets the state, also between two requests; elections, moves and features really change it. Over 300 lines,
// because all responses are made from this one state.
import type {TlsOptions} from 'node:tls'
import {AddRaftVoter} from '../../src/lib/apis/add-raft-voter.ts'
import {AlterReplicaLogDirs} from '../../src/lib/apis/alter-replica-log-dirs.ts'
import {DescribeCluster} from '../../src/lib/apis/describe-cluster.ts'
import {DescribeConfigs} from '../../src/lib/apis/describe-configs.ts'
import {DescribeGroups} from '../../src/lib/apis/describe-groups.ts'
import {DescribeLogDirs} from '../../src/lib/apis/describe-log-dirs.ts'
import {DescribeProducers} from '../../src/lib/apis/describe-producers.ts'
import {DescribeQuorum} from '../../src/lib/apis/describe-quorum.ts'
import {InitProducerId} from '../../src/lib/apis/init-producer-id.ts'
import {FindCoordinator} from '../../src/lib/apis/find-coordinator.ts'
import {DescribeTransactions} from '../../src/lib/apis/describe-transactions.ts'
import {WriteTxnMarkers} from '../../src/lib/apis/write-txn-markers.ts'
import {DescribeTopicPartitions} from '../../src/lib/apis/describe-topic-partitions.ts'
import {ElectLeaders} from '../../src/lib/apis/elect-leaders.ts'
import {ListOffsets} from '../../src/lib/apis/list-offsets.ts'
import {ListPartitionReassignments} from '../../src/lib/apis/list-partition-reassignments.ts'
import {ListTransactions} from '../../src/lib/apis/list-transactions.ts'
import {Metadata} from '../../src/lib/apis/metadata.ts'
import {RemoveRaftVoter} from '../../src/lib/apis/remove-raft-voter.ts'
import {UpdateFeatures} from '../../src/lib/apis/update-features.ts'
import {ApiVersions} from '../../src/lib/apis/api-versions.ts'
import {zeroUuid} from '../../src/lib/wire/schema.ts'
import {fakeCluster, on, topicId, type FakeCluster, type Service} from './fake-cluster.ts'
import {shareServices} from './fake-share.ts'

export interface FakePartition {
  leader: number
  replicas: number[]
  isr: number[]
  elr: number[]
  /** End offset; the log starts at 0. */
  end: number
  adding?: number[]
  removing?: number[]
}
export interface FakeTopic {
  partitions: FakePartition[]
  configs: Record<string, string>
  /** `forbidden`: the user may not describe it; `deleted`: only a log directory still contains it. */
  hidden?: 'forbidden' | 'deleted'
}
export interface FakeDir {
  path: string
  error?: number
  totalBytes: number
  usableBytes: number
  /** Only the replicas that are not in the first directory. */
  holds?: string[]
}
export interface FakeVoter {
  id: number
  /** How far its last fetch is behind the leader's clock, ms. */
  silentMs: number
  lag: number
  /** Without it, directories are unknown, as with static voters. */
  directoryId?: string
}
export interface Operations {
  clusterId: string
  topics: Record<string, FakeTopic>
  /** By node id: what single brokers report instead. */
  views: Record<number, Record<string, FakeTopic>>
  /** Node ids of the brokers in the metadata; all unless given. */
  live?: number[]
  fenced: number[]
  racks: Record<number, string>
  brokerConfigs: Record<number, Record<string, string>>
  dirs: Record<number, FakeDir[]>
  /** Null: the cluster has no KRaft quorum. */
  quorum: {leader: number; voters: FakeVoter[]; observers: FakeVoter[]; now: () => number} | null
  features: {name: string; min: number; max: number; level: number}[]
  transactions: {id: string; producerId: number; state: string; startedMsAgo: number; epoch?: number}[]
  /** Producers with open transactions that no coordinator knows, by `topic-partition`, with their first offset. */
  hanging: Record<string, number>
  /** The sizes in DescribeLogDirs, by `topic-partition`; 1000 unless given. */
  sizes: Record<string, number>
  /** Share groups: the start offset of each partition of `orders`. */
  share: Record<string, number[]>
  /** Error codes with which whole APIs are refused, by name. */
  refused: Record<string, number>
}

/** `2|1,2,3|2,3`: leader, replicas, in-sync replicas; `|2` after that: eligible leader replicas. */
export function partition(text: string, end = 10): FakePartition {
  const [leader = '', replicas = '', isr = '', elr = ''] = text.split('|')
  const ids = (list: string) => (list === '' ? [] : list.split(',').map(Number))
  return {leader: Number(leader), replicas: ids(replicas), isr: ids(isr), elr: ids(elr), end}
}

export const topic = (partitions: string[], configs: Record<string, string> = {}): FakeTopic => ({
  partitions: partitions.map((each) => partition(each)),
  configs,
})

const defaults: Readonly<Record<string, string>> = {
  'min.insync.replicas': '2',
  'unclean.leader.election.enable': 'false',
  'retention.ms': '604800000',
  'leader.replication.throttled.replicas': '',
  'follower.replication.throttled.replicas': '',
}

/** Short, so that no test waits. */
const limits = {
  'transaction.max.timeout.ms': '900000',
  'transaction.abort.timed.out.transaction.cleanup.interval.ms': '1',
}

/** Everything is in order unless the test changes it: three brokers, which are also the quorum. */
export function operations(changes: Partial<Operations> = {}): Operations {
  return {
    topics: {orders: topic(['1|1,2,3|1,2,3', '2|2,3,1|2,3,1', '3|3,1,2|3,1,2'])},
    clusterId: 'fake-cluster',
    views: {},
    fenced: [],
    racks: {},
    brokerConfigs: {},
    dirs: {},
    quorum: null,
    features: [{name: 'metadata.version', min: 7, max: 29, level: 29}],
    transactions: [],
    hanging: {},
    sizes: {},
    share: {},
    refused: {},
    ...changes,
  }
}

/** A state in which every line of changing-commands.ts has something to change. */
export const operationsToChange = (clusterId = 'fake-cluster'): Operations =>
  operations({
    clusterId,
    topics: {orders: topic(['2|1,2,3|1,2,3']), stuck: topic(['-1|1,2|1'])},
    dirs: {
      1: [
        {path: '/data', totalBytes: 1e9, usableBytes: 5e8},
        {path: '/data2', totalBytes: 1e9, usableBytes: 5e8},
      ],
    },
    quorum: {
      leader: 1,
      voters: [1, 2, 3].map((id) => ({id, silentMs: 0, lag: 0, directoryId: `AAAAAAAAAAAAAAAAAAAA${id}A`})),
      observers: [{id: 4, silentMs: 0, lag: 0, directoryId: 'AAAAAAAAAAAAAAAAAAAA4A'}],
      now: () => 1e12,
    },
    hanging: {'orders-0': 3},
    share: {queue: [4]},
    transactions: [{id: 'billing', producerId: 9, state: 'Ongoing', startedMsAgo: 0}],
    features: [
      {name: 'group.version', min: 0, max: 1, level: 0},
      {name: 'transaction.version', min: 0, max: 2, level: 2},
    ],
  })

/** `nodes`: how many brokers listen; three unless given. `more`: further services, or replacements. */
export async function fakeOperations(
  state: Operations,
  {nodes = 3, tls, more = () => []}: {readonly nodes?: number; readonly tls?: TlsOptions; readonly more?: (fake: FakeCluster) => readonly Service[]} = {}, // prettier-ignore
): Promise<FakeCluster> {
  const fake = await fakeCluster({nodes, ...(tls ? {tls} : {})})
  const ids = () => state.live ?? fake.nodes.map(({nodeId}) => nodeId)
  const refusal = (name: string) => ({errorCode: state.refused[name] ?? 0})
  const shown = () => Object.entries(state.topics).filter(([, {hidden}]) => !hidden)

  const hiddenCode = (found: FakeTopic | undefined) => (found?.hidden === 'forbidden' ? 29 : 3)

  const metadata = on(Metadata, ({topics}, {nodeId: asked}) => ({
    brokers: fake.nodes
      .filter(({nodeId}) => ids().includes(nodeId))
      .map((node) => ({...node, rack: state.racks[node.nodeId] ?? null})),
    clusterId: state.clusterId,
    controllerId: 1,
    topics: (topics === null
      ? shown().map(([name]) => name)
      : topics.map(({name, topicId: id}) => name ?? shown().find(([each]) => topicId(each) === id)?.[0] ?? '')
    ).map((name) => {
      const found = (state.views[asked] ?? state.topics)[name]
      if (!found || found.hidden) return {errorCode: hiddenCode(found), name}
      return {
        name,
        topicId: topicId(name),
        isInternal: name.startsWith('__'),
        partitions: found.partitions.map((each, partitionIndex) => ({
          errorCode: each.leader < 0 ? 5 : 0,
          partitionIndex,
          leaderId: each.leader,
          leaderEpoch: 3,
          replicaNodes: each.replicas,
          isrNodes: each.isr,
          offlineReplicas: each.replicas.filter((id) => !ids().includes(id)),
        })),
      }
    }),
  }))
  const pages = on(DescribeTopicPartitions, ({topics}) => ({
    topics: (topics.length === 0 ? shown().map(([name]) => name) : topics.map(({name}) => name))
      .toSorted()
      .map((name) => {
        const found = state.topics[name]
        if (!found || found.hidden) return {errorCode: hiddenCode(found), name}
        return {
          name,
          topicId: topicId(name),
          isInternal: name.startsWith('__'),
          partitions: found.partitions.map((each, partitionIndex) => ({
            errorCode: each.leader < 0 ? 5 : 0,
            partitionIndex,
            leaderId: each.leader,
            leaderEpoch: 3,
            replicaNodes: each.replicas,
            isrNodes: each.isr,
            eligibleLeaderReplicas: each.elr,
            lastKnownElr: [],
            offlineReplicas: each.replicas.filter((id) => !ids().includes(id)),
          })),
        }
      }),
    nextCursor: null,
  }))
  const cluster = on(DescribeCluster, ({includeFencedBrokers}) => ({
    ...refusal('DescribeCluster'),
    clusterId: state.clusterId,
    controllerId: 1,
    // All operations (KIP-430), as without an authorizer.
    clusterAuthorizedOperations: 8096,
    brokers: fake.nodes
      .filter(({nodeId}) => ids().includes(nodeId) || (includeFencedBrokers && state.fenced.includes(nodeId)))
      .map(({nodeId, host, port}) => ({
        brokerId: nodeId,
        host,
        port,
        rack: state.racks[nodeId] ?? null,
        isFenced: state.fenced.includes(nodeId),
      })),
  }))
  const configs = on(DescribeConfigs, ({resources}, {nodeId}) => ({
    results: resources.map(({resourceType, resourceName, configurationKeys: keys}) => {
      const code = state.refused[resourceType === 2 ? 'DescribeConfigs of topics' : 'DescribeConfigs of brokers']
      if (code) return {errorCode: code, resourceType, resourceName}
      const own = resourceType === 2 ? state.topics[resourceName]?.configs : {...limits, ...state.brokerConfigs[nodeId]}
      if (!own && resourceType === 2) return {errorCode: 3, resourceType, resourceName}
      const values = {...(resourceType === 2 ? defaults : {}), ...own}
      return {
        resourceType,
        resourceName,
        configs: Object.entries(values)
          .filter(([name]) => !keys || keys.includes(name))
          .map(([name, value]) => ({
            name,
            value,
            configSource: own && name in own ? (resourceType === 2 ? 1 : 2) : 5,
            configType: 2,
            synonyms: [],
          })),
      }
    }),
  }))
  const dirsOf = (node: number) => state.dirs[node] ?? [{path: '/data', totalBytes: 100_000, usableBytes: 60_000}]
  const logDirs = on(DescribeLogDirs, ({topics}, {nodeId}) => {
    const code = state.refused['DescribeLogDirs']
    if (code) return {errorCode: code, results: []}
    const dirs = dirsOf(nodeId)
    const held = dirs.flatMap(({holds = []}) => holds)
    return {
      results: dirs.map((dir, at) => ({
        errorCode: dir.error ?? 0,
        logDir: dir.path,
        totalBytes: dir.totalBytes,
        usableBytes: dir.usableBytes,
        topics: dir.error
          ? []
          : Object.entries(state.topics).map(([name, {partitions}]) => ({
              name,
              partitions: partitions
                .map((each, partitionIndex) => ({...each, partitionIndex}))
                .filter(({replicas, partitionIndex}) => {
                  const place = `${name}-${partitionIndex}`
                  const wanted = topics === null || topics.some((one) => one.topic === name && one.partitions.includes(partitionIndex)) // prettier-ignore
                  const here = held.includes(place) ? dir.holds?.includes(place) : at === 0
                  return wanted && replicas.includes(nodeId) && here
                })
                .map(({partitionIndex}) => ({
                  partitionIndex,
                  partitionSize: state.sizes[`${name}-${partitionIndex}`] ?? 1000,
                  offsetLag: 0,
                  isFutureKey: false,
                })),
            })),
      })),
    }
  })
  const moving = on(AlterReplicaLogDirs, ({dirs}, {nodeId}) => ({
    results: dirs.flatMap(({path, topics}) =>
      topics.map(({name, partitions}) => ({
        topicName: name,
        partitions: partitions.map((partitionIndex) => {
          const target = dirsOf(nodeId).find((dir) => dir.path === path)
          if (!target) return {partitionIndex, errorCode: 57}
          const place = `${name}-${partitionIndex}`
          for (const dir of dirsOf(nodeId)) dir.holds = dir.holds?.filter((one) => one !== place) ?? []
          if (target !== dirsOf(nodeId)[0]) target.holds = [...(target.holds ?? []), place]
          return {partitionIndex, errorCode: 0}
        }),
      })),
    ),
  }))
  const quorum = on(DescribeQuorum, () => {
    const found = state.quorum
    const code = state.refused['DescribeQuorum']
    if (!found || code) return {errorCode: code ?? -1, topics: []}
    const now = found.now()
    const replica = ({id, silentMs, lag, directoryId = zeroUuid}: FakeVoter) => ({
      replicaId: id,
      replicaDirectoryId: directoryId,
      logEndOffset: 100 - lag,
      lastFetchTimestamp: now - silentMs,
      lastCaughtUpTimestamp: now - silentMs,
    })
    return {
      topics: [
        {
          topicName: '__cluster_metadata',
          partitions: [
            {
              partitionIndex: 0,
              leaderId: found.leader,
              leaderEpoch: 4,
              highWatermark: 100,
              currentVoters: found.voters.map(replica),
              observers: found.observers.map(replica),
            },
          ],
        },
      ],
      nodes: found.voters.map(({id}) => ({nodeId: id, listeners: [{name: 'CONTROLLER', host: 'localhost', port: 9000 + id}]})), // prettier-ignore
    }
  })
  const adding = on(AddRaftVoter, ({voterId, voterDirectoryId}) => {
    const voters = state.quorum?.voters ?? []
    const code = state.refused['AddRaftVoter']
    // DUPLICATE_VOTER
    if (code !== undefined || voters.some(({id}) => id === voterId)) return {errorCode: code ?? 126}
    voters.push({id: voterId, silentMs: 0, lag: 0, directoryId: voterDirectoryId})
    return {}
  })
  const leaving = on(RemoveRaftVoter, ({voterId, voterDirectoryId}) => {
    const voters = state.quorum?.voters ?? []
    const at = voters.findIndex(({id, directoryId}) => id === voterId && directoryId === voterDirectoryId)
    const code = state.refused['RemoveRaftVoter']
    // VOTER_NOT_FOUND
    if (code !== undefined || at < 0) return {errorCode: code ?? 127}
    voters.splice(at, 1)
    return {}
  })
  const elections = on(ElectLeaders, ({electionType, topicPartitions}) => ({
    replicaElectionResults:
      (topicPartitions ?? Object.entries(state.topics).map(([name, {partitions}]) => ({topic: name, partitions: [...partitions.keys()]}))) // prettier-ignore
        .map(({topic: name, partitions}) => ({
          topic: name,
          partitionResult: partitions.map((partitionId) => {
            const found = state.topics[name]?.partitions[partitionId]
            if (!found) return {partitionId, errorCode: 3}
            const [preferred = -1] = found.replicas
            if (electionType === 0) {
              if (found.leader === preferred) return {partitionId, errorCode: 84}
              if (!found.isr.includes(preferred)) return {partitionId, errorCode: 80}
              found.leader = preferred
            } else {
              if (found.leader >= 0) return {partitionId, errorCode: 84}
              const candidate = found.replicas.find((id) => ids().includes(id))
              if (candidate === undefined) return {partitionId, errorCode: 83}
              found.leader = candidate
              found.isr = [candidate]
            }
            return {partitionId, errorCode: 0}
          }),
        })),
  }))
  const reassignments = on(ListPartitionReassignments, () => ({
    ...refusal('ListPartitionReassignments'),
    topics: shown().flatMap(([name, {partitions}]) => {
      const some = partitions.flatMap((each, partitionIndex) =>
        each.adding || each.removing
          ? [{partitionIndex, replicas: each.replicas, addingReplicas: each.adding ?? [], removingReplicas: each.removing ?? []}] // prettier-ignore
          : [],
      )
      return some.length > 0 ? [{name, partitions: some}] : []
    }),
  }))
  const transactions = on(ListTransactions, ({durationFilter}, {nodeId}) => ({
    ...refusal('ListTransactions'),
    transactionStates:
      nodeId === 1
        ? state.transactions
            .filter(({startedMsAgo}) => startedMsAgo >= durationFilter)
            .map((each) => ({transactionalId: each.id, producerId: each.producerId, transactionState: each.state}))
        : [],
  }))
  const producers = on(DescribeProducers, ({topics}) => ({
    topics: topics.map(({name, partitionIndexes}) => ({
      name,
      partitions: partitionIndexes.map((partitionIndex) => {
        const start = state.hanging[`${name}-${partitionIndex}`]
        const open = {producerId: 7, producerEpoch: 2, lastSequence: 5, lastTimestamp: 60_000, coordinatorEpoch: -1}
        return {
          ...refusal('DescribeProducers'),
          partitionIndex,
          activeProducers: start === undefined ? [] : [{...open, currentTxnStartOffset: start}],
        }
      }),
    })),
  }))
  // The broker knows no groups, and is not loading any.
  const noGroups = on(DescribeGroups, ({groups}) => ({
    groups: groups.map((groupId) => ({groupId, errorCode: state.refused['DescribeGroups'] ?? 0, groupState: 'Dead'})),
  }))
  const coordinators = on(FindCoordinator, ({coordinatorKeys}) => ({
    coordinators: coordinatorKeys.map((key) => ({key, ...fake.nodes[0]})),
  }))
  const transactionalIds = on(DescribeTransactions, ({transactionalIds: asked}) => ({
    transactionStates: asked.map((transactionalId) => {
      const found = state.transactions.find(({id}) => id === transactionalId)
      const {producerId, state: transactionState} = found ?? {producerId: -1, state: ''}
      // TRANSACTIONAL_ID_NOT_FOUND
      const code = state.refused['DescribeTransactions'] ?? (found ? 0 : 105)
      return {
        errorCode: code,
        transactionalId,
        producerId,
        producerEpoch: found?.epoch ?? 0,
        transactionState,
        transactionTimeoutMs: 60_000,
        transactionStartTimeMs: -1,
        topics: [],
      }
    }),
  }))
  const fencing = on(InitProducerId, ({transactionalId}) => {
    const found = state.transactions.find(({id}) => id === transactionalId)
    const code = state.refused['InitProducerId'] ?? 0
    if (found && code === 0) Object.assign(found, {epoch: (found.epoch ?? 0) + 1, state: 'Empty'})
    return {errorCode: code, producerId: found?.producerId ?? 1, producerEpoch: found?.epoch ?? 0}
  })
  const markers = on(WriteTxnMarkers, ({markers: sent}) => ({
    markers: sent.map(({producerId, topics}) => ({
      producerId,
      topics: topics.map(({name, partitionIndexes}) => ({
        name,
        partitions: partitionIndexes.map((partitionIndex) => {
          const code = state.refused['WriteTxnMarkers'] ?? 0
          if (code === 0) delete state.hanging[`${name}-${partitionIndex}`]
          return {partitionIndex, errorCode: code}
        }),
      })),
    })),
  }))
  const offsets = on(ListOffsets, ({topics, isolationLevel}) => ({
    topics: topics.map(({name, partitions}) => ({
      name,
      partitions: partitions.map(({partitionIndex, timestamp}) => ({
        partitionIndex,
        timestamp: -1,
        offset:
          timestamp === -2
            ? 0
            : ((isolationLevel === 1 ? state.hanging[`${name}-${partitionIndex}`] : undefined) ??
              state.topics[name]?.partitions[partitionIndex]?.end ??
              0),
      })),
    })),
  }))
  const updating = on(UpdateFeatures, ({featureUpdates, validateOnly}) => {
    for (const {feature, maxVersionLevel} of featureUpdates) {
      const found = state.features.find(({name}) => name === feature)
      if (!found || maxVersionLevel > found.max || (maxVersionLevel !== 0 && maxVersionLevel < found.min))
        return {errorCode: 95, errorMessage: `Invalid update version ${maxVersionLevel} for feature ${feature}.`}
      if (!validateOnly) found.level = maxVersionLevel
    }
    return {}
  })
  const sharing =
    Object.keys(state.share).length > 0
      ? shareServices(state, (index) => state.topics['orders']?.partitions[index]?.end ?? 0)
      : []
  const own: Service[] = [metadata, pages, cluster, configs, logDirs, moving, ...(state.quorum ? [quorum, adding, leaving] : []), elections, reassignments, transactions, producers, coordinators, transactionalIds, markers, fencing, offsets, updating, ...(sharing.length > 0 ? sharing : [noGroups])] // prettier-ignore
  const others = more(fake)
  const services = [...own.filter(({api}) => !others.some((each) => each.api.key === api.key)), ...others]
  const versions = on(ApiVersions, () => ({
    apiKeys: [...services, {api: ApiVersions, versions: ApiVersions.versions}].map(({api, versions: [min, max]}) => ({
      apiKey: api.key,
      minVersion: min,
      maxVersion: max,
    })),
    supportedFeatures: state.features.map(({name, min, max}) => ({name, minVersion: min, maxVersion: max})),
    finalizedFeaturesEpoch: 7,
    finalizedFeatures: state.features.flatMap(({name, level}) =>
      level === 0 ? [] : [{name, maxVersionLevel: level, minVersionLevel: level}],
    ),
  }))
  fake.serve([...services, versions])
  return fake
}
