// Reads the input of plans: brokers, replicas, their sizes, disks, and the reassignments under way.
import {describeWithFenced, type ClusterNode} from '../brokers/describe-cluster.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import type {TopicPartition} from '../cluster/fan-out.ts'
import {Outcome} from '../cluster/outcome.ts'
import {describeLogDirs, topicsOn, type LogDir} from '../log-dirs/describe.ts'
import {byTopicAndPartition, listReassignments, type Reassignment} from '../partitions/reassignments.ts'
import {hiddenTopics} from '../topics/hidden-topics.ts'
import {partitionKey, type Layout, type LayoutBroker} from './layout.ts'

export interface Disk {
  /** The size of all log directories, bytes; null: the broker is older than Kafka 3.3 or did not answer. */
  readonly totalBytes: number | null
  readonly freeBytes: number | null
}
export interface ClusterState {
  readonly clusterId: string | null
  readonly layout: Layout
  /** By node id. */
  readonly disks: ReadonlyMap<number, Disk>
  /** Base64url; null before Kafka 2.8. */
  readonly topicIds: ReadonlyMap<string, string>
  /** Topics that exist but may not be described, so that nothing is known of their replicas. */
  readonly hidden: ReadonlyMap<string, Error>
  readonly moving: readonly Reassignment[]
}
export interface ReadOptions {
  /** The highest disk usage, as a fraction of 1. */
  readonly maxDisk: number
  /** Topics named by the user, which may be hidden; hidden topics with replicas on disk are found without this. */
  readonly named?: readonly string[] | undefined
}

/** What could not be read is reported as a failure, and is unknown in the state. */
export async function readState(cluster: Cluster, {maxDisk, named = []}: ReadOptions): Promise<Outcome<ClusterState>> {
  const [nodes, topics, moving, clusterId] = await Promise.all([
    allNodes(cluster),
    cluster.topics('all'),
    listReassignments(cluster, null),
    cluster.clusterId(),
  ])
  const live = nodes.filter(({fenced}) => !fenced)
  const gathered = await describeLogDirs(
    cluster,
    live.map(({id}) => ({broker: id})),
  )
  const dirs = new Map<number, readonly LogDir[]>()
  const unread = gathered.each(
    (found, id) => {
      dirs.set(id, found)
      return undefined
    },
    (error) => error,
  )
  const known = topics.filter((topic) => topic.errorCode === errorCode.none)
  const sizes = sizesOf(dirs)
  const targets = new Map(moving.map((each) => [partitionKey(each), each]))
  const partitions = known
    .flatMap(({name, partitions: some}) =>
      some.map(({index, replicas, isr, leader}) => {
        const place = {topic: name, partition: index}
        // During a move the list contains the replicas to add and to remove.
        const removing = targets.get(partitionKey(place))?.removing ?? []
        const staying = replicas.filter((id) => !removing.includes(id))
        return {...place, replicas: staying, isr, leader, bytes: sizes.of(place, leader)}
      }),
    )
    .toSorted(byTopicAndPartition)
  const topicIds = new Map(known.map(({name, id}) => [name, id]))
  const spokenOf = [...topics.map(({name}) => name), ...topicsOn([...dirs.values()].flat()), ...named]
  const hidden = await hiddenTopics(cluster, spokenOf, new Set(topicIds.keys()))
  const state: ClusterState = {
    clusterId,
    layout: {brokers: nodes.map((node) => asBroker(node, dirs.get(node.id), maxDisk)), partitions},
    disks: new Map(nodes.map(({id}) => [id, diskOf(dirs.get(id))])),
    topicIds,
    hidden,
    moving,
  }
  return new Outcome(
    state,
    unread.filter((each) => each !== undefined),
  )
}

/** All nodes, including fenced brokers where the cluster reports them (Kafka 4.0). */
export async function allNodes(cluster: Cluster): Promise<readonly ClusterNode[]> {
  return (await describeWithFenced(cluster)).nodes.toSorted((a, b) => a.id - b.id)
}

function asBroker({id, rack, fenced}: ClusterNode, dirs: readonly LogDir[] | undefined, maxDisk: number): LayoutBroker {
  const {totalBytes, freeBytes} = diskOf(dirs)
  const roomBytes = totalBytes === null || freeBytes === null ? null : freeBytes - totalBytes * (1 - maxDisk)
  return {id, rack, unusable: whyUnusable(fenced, dirs), roomBytes}
}

function whyUnusable(fenced: boolean, dirs: readonly LogDir[] | undefined): string | null {
  if (fenced) return 'is fenced'
  const offline = dirs?.find(({error}) => error)
  if (offline) return `has a log directory that is out of service (${offline.path})`
  if (dirs && dirs.length > 0 && dirs.every(({isCordoned}) => isCordoned)) return 'has only cordoned log directories'
  return null
}

function diskOf(dirs: readonly LogDir[] | undefined): Disk {
  const whole = dirs?.filter(({error}) => !error)
  if (!whole || whole.length === 0 || whole.some(({totalBytes}) => totalBytes < 0))
    return {totalBytes: null, freeBytes: null}
  const sum = (of: (dir: LogDir) => number) => whole.reduce((total, dir) => total + of(dir), 0)
  return {totalBytes: sum(({totalBytes}) => totalBytes), freeBytes: sum(({usableBytes}) => usableBytes)}
}

/** Bytes of replicas on disk, by broker. */
function sizesOf(dirs: ReadonlyMap<number, readonly LogDir[]>) {
  const byBroker = new Map(
    [...dirs].map(([broker, some]) => [
      broker,
      new Map(
        some.flatMap(({replicas}) =>
          replicas.flatMap((each) => (each.isFuture ? [] : [[partitionKey(each), each.size] as const])),
        ),
      ),
    ]),
  )
  return {
    /** The size of the leader's replica; if that is not known, the largest. */
    of(partition: TopicPartition, leader: number): number | null {
      const key = partitionKey(partition)
      const own = byBroker.get(leader)?.get(key)
      if (own !== undefined) return own
      const others = [...byBroker.values()].flatMap((sizes) => sizes.get(key) ?? [])
      return others.length === 0 ? null : Math.max(...others)
    },
  }
}
