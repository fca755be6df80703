// The brokers of a cluster with what each of them holds.
import type {Cluster, TopicMetadata} from '../cluster/cluster.ts'
import {ConnectionError, KafkaError, UnsupportedApi, type PrintedError} from '../cluster/errors.ts'
import {Outcome} from '../cluster/outcome.ts'
import {guessRelease} from '../cluster/releases.ts'
import {describeLogDirs, topicsOn, type LogDir} from '../log-dirs/describe.ts'
import {hiddenTopics} from '../topics/hidden-topics.ts'
import {plural} from '../text/plural.ts'
import {describeQuorum} from '../quorum/describe.ts'
import {describeApis, type NodeApis} from './api-versions.ts'
import {describeWithFenced, missingBrokers, type ClusterNode} from './describe-cluster.ts'

export interface BrokerDir {
  readonly path: string
  /** Why it is out of service; null: it is in use. */
  readonly error: KafkaError | null
  /** The size of the volume, bytes; null before Kafka 3.3. */
  readonly totalBytes: number | null
  readonly usableBytes: number | null
  /** Bytes of the replicas in it. */
  readonly size: number
  readonly replicas: number
}
export interface ListedBroker {
  readonly broker: number
  /** Null for a missing broker. */
  readonly host: string | null
  readonly port: number | null
  readonly rack: string | null
  /**
   * `fenced`: registered, but not in service (Kafka 4.0). `missing`: replicas are assigned to it, but the cluster does
   * not name it: it is dead or was unregistered.
   */
  readonly state: 'up' | 'fenced' | 'missing'
  /** Whether it is also a voter in the quorum of controllers; null: not known, or there is no quorum. */
  readonly isController: boolean | null
  /** The release of Apache Kafka with the same APIs, `4.3`, or a range; null: not known. */
  readonly release: string | null
  readonly finalizedFeatures: NodeApis['finalizedFeatures'] | null
  /** The number of partitions that it leads. */
  readonly leaders: number
  readonly replicas: number
  /** The number of replicas that are not in sync. */
  readonly outOfSync: number
  /** How far leaders and replicas differ from the mean of all brokers that are up, percent. */
  readonly leaderSkew: number | null
  readonly replicaSkew: number | null
  /** Bytes of all replicas; null: not known. */
  readonly size: number | null
  /** The usage of the fullest volume, percent; null: not known. */
  readonly diskUsed: number | null
  /** Null: not known. */
  readonly logDirs: readonly BrokerDir[] | null
}
export interface BrokerListing {
  readonly clusterId: string | null
  readonly brokers: readonly ListedBroker[]
  /** Why something is not known about a broker, or about all. */
  readonly errors: readonly PrintedError[]
}

/**
 * The brokers sorted by id. Sends one request of each kind per broker. Only the metadata is required; anything else
 * that cannot be read is null.
 */
export async function listBrokers(cluster: Cluster): Promise<Outcome<BrokerListing>> {
  const [description, topics] = await Promise.all([describeWithFenced(cluster), cluster.topics('all')])
  const up = description.nodes.filter(({fenced}) => !fenced)
  const ids = up.map(({id}) => id)
  const errors: Error[] = []
  const [dirs, apis, voters] = await Promise.all([
    dirsOf(cluster, ids, errors),
    apisOf(cluster, ids, errors),
    votersOf(cluster, errors),
  ])
  errors.push(...(await uncounted(cluster, topics, dirs)))
  const loads = loadsOf(topics)
  const mean = (of: 'leaders' | 'replicas') =>
    ids.reduce((sum, id) => sum + (loads.get(id)?.[of] ?? 0), 0) / Math.max(1, ids.length)
  const means = {leaders: mean('leaders'), replicas: mean('replicas')}
  const missing = missingBrokers(description.nodes, topics).keys().map(unaddressed)
  const brokers = [...description.nodes.map(addressed), ...missing]
    .toSorted((a, b) => a.broker - b.broker)
    .map((broker): ListedBroker => {
      const {broker: id, state} = broker
      const load = loads.get(id) ?? {leaders: 0, replicas: 0, outOfSync: 0}
      const own = apis.get(id)
      return {
        ...broker,
        isController: voters?.includes(id) ?? null,
        release: own === undefined ? null : releaseOf(own),
        finalizedFeatures: own?.finalizedFeatures ?? null,
        ...load,
        leaderSkew: state === 'up' ? skew(load.leaders, means.leaders) : null,
        replicaSkew: state === 'up' ? skew(load.replicas, means.replicas) : null,
        ...disksOf(dirs.get(id)),
      }
    })
  return new Outcome({clusterId: description.clusterId, brokers, errors}, errors)
}

/** Errors for replicas on disk whose topics may not be described: they are counted only in the sizes. */
async function uncounted(
  cluster: Cluster,
  topics: readonly TopicMetadata[],
  dirs: ReadonlyMap<number, readonly LogDir[]>,
): Promise<Error[]> {
  const listed = new Set(topics.flatMap(({name, errorCode}) => (errorCode === 0 ? [name] : [])))
  const spokenOf = [...topics.map(({name}) => name), ...topicsOn([...dirs.values()].flat())]
  const hidden = [...(await hiddenTopics(cluster, spokenOf, listed))].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const [first] = hidden
  if (!first) return []
  const names = hidden.slice(0, mostNamed).map(([name]) => name)
  const more = hidden.length > names.length ? ', …' : ''
  return [
    new KafkaError(
      first[1].code,
      `count the partitions of ${hidden.length} more ${plural(hidden.length, 'topic')} (${names.join(', ')}${more})`,
    ),
  ]
}
const mostNamed = 5

type Addressed = Pick<ListedBroker, 'broker' | 'host' | 'port' | 'rack' | 'state'>
const addressed = ({id, host, port, rack, fenced}: ClusterNode): Addressed =>
  ({broker: id, host, port, rack, state: fenced ? 'fenced' : 'up'}) as const
const unaddressed = (broker: number): Addressed =>
  ({broker, host: null, port: null, rack: null, state: 'missing'}) as const

function loadsOf(topics: readonly TopicMetadata[]) {
  const loads = new Map<number, {leaders: number; replicas: number; outOfSync: number}>()
  const at = (id: number) => {
    const load = loads.get(id) ?? {leaders: 0, replicas: 0, outOfSync: 0}
    loads.set(id, load)
    return load
  }
  for (const {partitions} of topics)
    for (const {leader, replicas, isr} of partitions) {
      if (leader >= 0) at(leader).leaders++
      for (const id of replicas) {
        const load = at(id)
        load.replicas++
        if (!isr.includes(id)) load.outOfSync++
      }
    }
  return loads
}

const skew = (count: number, mean: number): number | null =>
  mean === 0 ? null : Math.round(((count - mean) / mean) * 1000) / 10

async function dirsOf(cluster: Cluster, ids: readonly number[], errors: Error[]) {
  const found = new Map<number, readonly LogDir[]>()
  try {
    const gathered = await describeLogDirs(
      cluster,
      ids.map((broker) => ({broker})),
    )
    const results = gathered.byKey(
      (dirs) => ({dirs}),
      (error) => ({error}),
    )
    for (const [id, result] of results)
      if ('dirs' in result) found.set(id, result.dirs)
      else errors.push(result.error)
  } catch (error) {
    if (!(error instanceof UnsupportedApi)) throw error
    errors.push(error)
  }
  return found
}

async function apisOf(cluster: Cluster, ids: readonly number[], errors: Error[]) {
  const found = new Map<number, NodeApis>()
  await Promise.all(
    ids.map(async (node) => {
      try {
        found.set(node, await describeApis(cluster, {node}))
      } catch (error) {
        if (!(error instanceof KafkaError || error instanceof ConnectionError)) throw error
        errors.push(error)
      }
    }),
  )
  return found
}

async function votersOf(cluster: Cluster, errors: Error[]): Promise<readonly number[] | undefined> {
  try {
    return (await describeQuorum(cluster)).voters.map(({id}) => id)
  } catch (error) {
    // Without KRaft there is no quorum.
    if (error instanceof UnsupportedApi) return undefined
    if (!(error instanceof KafkaError || error instanceof ConnectionError)) throw error
    errors.push(error)
    return undefined
  }
}

function releaseOf({apis}: NodeApis): string | null {
  const guess = guessRelease(new Map(apis.map(({key, min, max}) => [key, [min, max] as const])))
  if (!guess || guess.lacks.length > 0) return null
  return guess.from === guess.to ? guess.from : `${guess.from} to ${guess.to}`
}

function disksOf(dirs: readonly LogDir[] | undefined): Pick<ListedBroker, 'size' | 'diskUsed' | 'logDirs'> {
  if (!dirs) return {size: null, diskUsed: null, logDirs: null}
  const logDirs = dirs.map(({path, error, replicas, totalBytes, usableBytes}): BrokerDir => ({
    path,
    error,
    totalBytes: totalBytes < 0 ? null : totalBytes,
    usableBytes: usableBytes < 0 ? null : usableBytes,
    size: replicas.reduce((sum, {size}) => sum + size, 0),
    replicas: replicas.length,
  }))
  const used = logDirs.flatMap(({totalBytes, usableBytes}) => usedPercent(totalBytes, usableBytes) ?? [])
  return {
    // The contents of a directory that is out of service are not reported.
    size: logDirs.some(({error}) => error) ? null : logDirs.reduce((sum, {size}) => sum + size, 0),
    diskUsed: used.length === 0 ? null : Math.max(...used),
    logDirs,
  }
}

/** With one decimal; undefined if it is not known. */
export const usedPercent = (totalBytes: number | null, usableBytes: number | null): number | undefined =>
  totalBytes === null || usableBytes === null || totalBytes <= 0
    ? undefined
    : Math.round((1 - usableBytes / totalBytes) * 1000) / 10
