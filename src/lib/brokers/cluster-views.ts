// What each broker believes about the cluster. A single answer may be outdated: a broker that has just started, or that
// has lost its controller, still shows the former in-sync replicas.
import {Metadata} from '../apis/metadata.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {askBrokers} from '../cluster/fan-out.ts'

export interface ViewedPartition {
  readonly partition: number
  /** Node id; -1: none. */
  readonly leader: number
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
}
export interface ClusterView {
  /** The broker that answered. */
  readonly node: number
  /** Node ids of the brokers that it considers alive. */
  readonly live: ReadonlySet<number>
  readonly topics: ReadonlyMap<string, readonly ViewedPartition[]>
  /** Topics that it names but cannot describe, with Kafka's error codes. */
  readonly undescribed: ReadonlyMap<string, number>
}

/** Every live broker's view, or why it did not answer; one request per broker. */
export async function clusterViews(
  cluster: Cluster,
  {timeoutMs}: {readonly timeoutMs?: number | undefined} = {},
): Promise<{readonly views: readonly ClusterView[]; readonly errors: readonly Error[]}> {
  const gathered = await askBrokers(cluster, (node, within) => viewOf(cluster, node, within), {timeoutMs})
  const results = gathered.each(
    (view) => ({view}),
    (error) => ({error}),
  )
  return {
    views: results.flatMap((each) => ('view' in each ? [each.view] : [])),
    errors: results.flatMap((each) => ('error' in each ? [each.error] : [])),
  }
}

async function viewOf(cluster: Cluster, node: number, within: {readonly timeoutMs: number}): Promise<ClusterView> {
  const {brokers, topics} = await cluster.call(
    Metadata,
    (version) => ({topics: null, ...(version >= 4 ? {allowAutoTopicCreation: false} : {})}),
    {to: {node}, what: `ask broker ${node} for its view of the cluster`, ...within},
  )
  const view = {topics: new Map<string, ViewedPartition[]>(), undescribed: new Map<string, number>()}
  for (const {name, errorCode, partitions} of topics) {
    if (name === null) continue
    if (errorCode !== 0) view.undescribed.set(name, errorCode)
    else
      view.topics.set(
        name,
        partitions.map(({partitionIndex, leaderId, replicaNodes, isrNodes}) => ({
          partition: partitionIndex,
          leader: leaderId,
          replicas: replicaNodes,
          isr: isrNodes,
        })),
      )
  }
  return {node, live: new Set(brokers.map(({nodeId}) => nodeId)), ...view}
}
