// Leftover throttles: lists of replicas that are not moving, and rates of brokers on which nothing moves.
import {outOfService} from '../brokers/out-of-service.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorsOf, Outcome} from '../cluster/outcome.ts'
import {followerRate, followerReplicas, leaderRate, leaderReplicas} from '../partitions/throttles.ts'
import type {Reassignment} from '../partitions/reassignments.ts'
import {brokerResource, entriesOf, ownThrottles, topicResource} from './throttling.ts'
import type {Journal} from './journal.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError} from '../cluster/errors.ts'

export interface Leftover {
  readonly on: 'topic' | 'broker'
  /** A topic name, or a node id as text. */
  readonly name: string
  readonly config: string
  readonly value: string
  /** The part of the value that throttles nothing: the whole rate, or entries of a list. */
  readonly entries: readonly string[]
  /** The start of the kafkit run that set it, ISO 8601; null: something else set it. */
  readonly run: string | null
}

/**
 * Finds leftover throttles of all brokers and topics; those on brokers that are out of service are unknown. Replicas
 * that are moving may be throttled, by whichever tool, and so may the brokers that take part. `runs`: journals, whose
 * throttles are ours; a rate that a broker had before the run is not a leftover.
 */
export async function findLeftovers(
  cluster: Cluster,
  moving: readonly Reassignment[],
  runs: readonly Pick<Journal, 'begun' | 'rates' | 'brokers' | 'topics'>[],
): Promise<Outcome<Leftover[]>> {
  const [brokers, topics, absent] = await Promise.all([
    cluster.brokers(),
    cluster.topics('all'),
    outOfService(cluster, 'its throttles are'),
  ])
  const resources = [...brokers.map(({id}) => brokerResource(id)), ...topics.map(({name}) => topicResource(name))]
  const own = await ownThrottles(cluster, resources)
  const failures: {error: Error}[] = [...absent.values()].map((error) => ({error}))
  const busyBrokers = new Set(moving.flatMap(({replicas}) => replicas))
  const busyPartitions = new Set(moving.map(({topic, partition}) => `${partition} ${topic}`))
  const found: Leftover[] = []
  for (const {type, name} of resources) {
    const throttles = own.get(`${type} ${name}`)
    if (!throttles) continue
    if (throttles instanceof Error) {
      const deleted = throttles instanceof KafkaError && throttles.code === errorCode.unknownTopicOrPartition
      if (!deleted) failures.push({error: throttles})
      continue
    }
    for (const config of [leaderRate, followerRate, leaderReplicas, followerReplicas]) {
      const value = throttles.get(config)
      if (value === undefined || value === '') continue
      if (type === 'BROKER') {
        if (busyBrokers.has(Number(name))) continue
        found.push({on: 'broker', name, config, value, entries: [value], run: runOfRate(runs, name, config, value)})
        continue
      }
      const entries = entriesOf(value).filter((entry) =>
        entry === '*'
          ? !moving.some(({topic}) => topic === name)
          : !busyPartitions.has(`${entry.split(':')[0] ?? ''} ${name}`),
      )
      for (const [run, some] of Map.groupBy(entries, (entry) => runOfEntry(runs, name, config, entry)))
        found.push({on: 'topic', name, config, value, entries: some, run})
    }
  }
  return new Outcome(found, errorsOf(failures))
}

type Run = Pick<Journal, 'begun' | 'rates' | 'brokers' | 'topics'>

function runOfRate(runs: readonly Run[], name: string, config: string, value: string): string | null {
  const run = runs.findLast(({brokers, rates}) =>
    brokers.some(
      ({broker, leader, follower}) =>
        String(broker) === name &&
        rates.map(String).includes(value) &&
        (config === leaderRate ? leader : follower) !== value,
    ),
  )
  return run?.begun ?? null
}

function runOfEntry(runs: readonly Run[], name: string, config: string, entry: string): string | null {
  const run = runs.findLast(({topics}) =>
    topics.some(
      ({topic, leaderAdded, followerAdded}) =>
        topic === name && (config === leaderReplicas ? leaderAdded : followerAdded).includes(entry),
    ),
  )
  return run?.begun ?? null
}
