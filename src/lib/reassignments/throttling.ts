// The throttles of a run: the values before, what the run sets, and how exactly the former values are restored. Whether
// a topic or broker itself sets a value is decided by the value's source: once it is removed, a cluster-wide default
// may appear in its place.
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {ConnectionError, KafkaError} from '../cluster/errors.ts'
import {chunks} from '../cluster/pooled.ts'
import {ownSource} from '../configs/config-entry.ts'
import {resourceText, type ConfigResource} from '../configs/config-resource.ts'
import {describeConfigs} from '../configs/describe.ts'
import {alterManyIncrementally, type ConfigStep, type ResourceSteps} from '../configs/incremental.ts'
import {ExpectedError} from '../errors/expected-error.ts'
import {followerRate, followerReplicas, leaderRate, leaderReplicas, throttledReplicas} from '../partitions/throttles.ts'
import type {BrokerBefore, Journal, JournalPartition, TopicBefore} from './journal.ts'

const names = [leaderRate, followerRate, leaderReplicas, followerReplicas]
/** The most resources in one request. */
const mostResources = 500

export const brokerResource = (id: number): ConfigResource => ({type: 'BROKER', name: String(id)})
export const topicResource = (name: string): ConfigResource => ({type: 'TOPIC', name})
const keyOf = ({type, name}: ConfigResource) => `${type} ${name}`

type Own = ReadonlyMap<string, string> | KafkaError | ConnectionError

/** The throttles that these resources set themselves, by name; an Error: they could not be read. */
export async function ownThrottles(cluster: Cluster, resources: readonly ConfigResource[]): Promise<Map<string, Own>> {
  const described = await describeConfigs(cluster, resources, {
    names: ({type}) => (type === 'TOPIC' ? names.slice(2) : names.slice(0, 2)),
  })
  return new Map(
    described.map((each): [string, Own] => {
      const {resource} = each
      if (each.error) return [keyOf(resource), each.error]
      const own = each.configs.filter(({source, name}) => source === ownSource(resource) && names.includes(name))
      return [keyOf(resource), new Map(own.map(({name, value}) => [name, value ?? '']))]
    }),
  )
}

export const throttleOf = (
  own: Awaited<ReturnType<typeof ownThrottles>>,
  resource: ConfigResource,
): ReadonlyMap<string, string> => {
  const found = own.get(keyOf(resource))
  if (!found || found instanceof Error) throw found ?? new Error(`${resourceText(resource)} was not asked for`)
  return found
}

export const entriesOf = (list: string | null | undefined): string[] => (list ? list.split(',') : [])

/**
 * What to record before a throttle is set: the values of the brokers that send or receive, as far as they are in
 * service, and of the topics.
 */
export async function throttlesBefore(
  cluster: Cluster,
  partitions: readonly JournalPartition[],
  live: readonly number[],
): Promise<{brokers: BrokerBefore[]; topics: TopicBefore[]}> {
  const copied = partitions.filter(({from, to}) => to.some((id) => !from.includes(id)))
  const involved = live.filter((id) => copied.some(({from, to}) => from.includes(id) || to.includes(id)))
  const lists = throttledReplicas(copied.map(({from, to, ...each}) => ({...each, sources: from, destinations: to})))
  const own = await ownThrottles(cluster, [
    ...involved.map(brokerResource),
    ...lists.map(({topic}) => topicResource(topic)),
  ])
  return {
    brokers: involved.map((broker) => {
      const rates = throttleOf(own, brokerResource(broker))
      return {broker, leader: rates.get(leaderRate) ?? null, follower: rates.get(followerRate) ?? null}
    }),
    topics: lists.map(({topic, leaders, followers}) => {
      const found = throttleOf(own, topicResource(topic))
      const [leader, follower] = [found.get(leaderReplicas) ?? null, found.get(followerReplicas) ?? null]
      return {topic, leader, follower, leaderAdded: added(leaders, leader), followerAdded: added(followers, follower)}
    }),
  }
}

/** `*` already throttles every replica, and must stay the only entry. */
const added = (wanted: string, present: string | null): string[] => {
  const entries = entriesOf(present)
  return entries.includes('*') ? [] : entriesOf(wanted).filter((each) => !entries.includes(each))
}

const set = (name: string, value: string): ConfigStep => ({name, operation: 'set', value})
const unset = (name: string): ConfigStep => ({name, operation: 'unset', value: null})

/** Sets the rate of these brokers; throws the first failure after all were tried. */
export async function setRates(cluster: Cluster, brokers: readonly number[], rate: number): Promise<void> {
  const steps = [set(leaderRate, String(rate)), set(followerRate, String(rate))]
  const errors = await apply(
    cluster,
    brokers.map((id) => ({resource: brokerResource(id), steps})),
  )
  const [first] = errors.values()
  if (first) throw first
}

/** Adds the replicas of these partitions to the lists of their topics; returns the failures by topic. */
export async function throttleReplicas(
  cluster: Cluster,
  {topics}: Pick<Journal, 'topics'>,
  partitions: readonly JournalPartition[],
): Promise<Map<string, Error>> {
  const changes = topics.flatMap(({topic, leaderAdded, followerAdded}): ResourceSteps[] => {
    const numbers = new Set(partitions.flatMap((each) => (each.topic === topic ? [String(each.partition)] : [])))
    const ofThese = (entries: readonly string[]) => entries.filter((each) => numbers.has(each.split(':')[0] ?? ''))
    const steps = [
      ...appending(leaderReplicas, ofThese(leaderAdded)),
      ...appending(followerReplicas, ofThese(followerAdded)),
    ]
    return steps.length === 0 ? [] : [{resource: topicResource(topic), steps}]
  })
  const errors = await apply(cluster, changes)
  return new Map([...errors].map(([{name}, error]) => [name, error]))
}

const appending = (name: string, entries: readonly string[]): ConfigStep[] =>
  entries.length === 0 ? [] : [{name, operation: 'append', value: entries.join(',')}]

/** A value that others have set in the meantime and that is kept, or one that could not be restored. */
export class ThrottleProblem extends ExpectedError {
  override readonly name = 'ThrottleProblem'
}

export interface Restored {
  /** What others have set since; it is kept. */
  readonly kept: readonly string[]
  readonly problems: readonly Error[]
}

/**
 * Restores the throttles of these brokers and topics to their values before the run, as far as the run changed them,
 * and reads them again. What others have added in the meantime is kept.
 */
export async function restoreThrottles(
  cluster: Cluster,
  journal: Pick<Journal, 'rates' | 'brokers' | 'topics'>,
  {pause}: {pause(ms: number): Promise<void>},
): Promise<Restored> {
  const which = journal
  const resources = [
    ...which.brokers.map(({broker}) => brokerResource(broker)),
    ...which.topics.map(({topic}) => topicResource(topic)),
  ]
  if (resources.length === 0) return {kept: [], problems: []}
  const kept: string[] = []
  const problems: Error[] = []
  const own = await ownThrottles(cluster, resources)
  const changes = planRestore(own, journal, which, kept, problems)
  const errors = await apply(cluster, changes)
  problems.push(...[...errors.values()].filter((error) => !isGone(error)))
  const touched = changes.flatMap(({resource}) => (errors.has(resource) ? [] : [resource]))
  const still = await left(cluster, journal, touched, pause)
  problems.push(
    ...still.map(({resource}) => new ThrottleProblem(`the throttle of ${resourceText(resource)} is still set`)),
  )
  return {kept, problems}
}

/** Brokers learn of a change a moment after the controller has made it. */
const pausesMs = [0, 100, 200, 400, 800, 1500, 3000]

/** What is still to be restored, after waiting for a limited time. */
async function left(
  cluster: Cluster,
  journal: Pick<Journal, 'rates' | 'brokers' | 'topics'>,
  touched: readonly ConfigResource[],
  pause: (ms: number) => Promise<void>,
): Promise<ResourceSteps[]> {
  let still: ResourceSteps[] = []
  if (touched.length === 0) return still
  for (const ms of pausesMs) {
    await pause(ms)
    const after = await ownThrottles(cluster, touched)
    const some = {
      brokers: journal.brokers.filter(({broker}) => after.has(keyOf(brokerResource(broker)))),
      topics: journal.topics.filter(({topic}) => after.has(keyOf(topicResource(topic)))),
    }
    still = planRestore(after, journal, some, [], [])
    if (still.length === 0) break
  }
  return still
}

/** A topic that was deleted in the meantime no longer has a throttle. */
const isGone = (error: Error) => error instanceof KafkaError && error.code === errorCode.unknownTopicOrPartition

function planRestore(
  own: Awaited<ReturnType<typeof ownThrottles>>,
  journal: Pick<Journal, 'rates'>,
  which: {readonly brokers: readonly BrokerBefore[]; readonly topics: readonly TopicBefore[]},
  kept: string[],
  problems: Error[],
): ResourceSteps[] {
  const read = (resource: ConfigResource) => {
    const found = own.get(keyOf(resource))
    if (found instanceof Error && !isGone(found)) problems.push(found)
    return found instanceof Error ? undefined : found
  }
  const ours = new Set(journal.rates.map(String))
  const brokers = which.brokers.map(({broker, leader, follower}): ResourceSteps => {
    const resource = brokerResource(broker)
    const now = read(resource)
    const steps = now
      ? [
          ...rateBack(leaderRate, now.get(leaderRate) ?? null, leader),
          ...rateBack(followerRate, now.get(followerRate) ?? null, follower),
        ]
      : []
    return {resource, steps}
    function rateBack(name: string, value: string | null, before: string | null): ConfigStep[] {
      if (value === before || value === null) return []
      if (!ours.has(value)) {
        kept.push(`${name}=${value} of ${resourceText(resource)} was set by others in the meantime, and is kept`)
        return []
      }
      return [before === null ? unset(name) : set(name, before)]
    }
  })
  const topics = which.topics.map(({topic, leader, follower, leaderAdded, followerAdded}): ResourceSteps => {
    const resource = topicResource(topic)
    const now = read(resource)
    return {
      resource,
      steps: now
        ? [
            ...listBack(leaderReplicas, now.get(leaderReplicas), leader, leaderAdded),
            ...listBack(followerReplicas, now.get(followerReplicas), follower, followerAdded),
          ]
        : [],
    }
  })
  return [...brokers, ...topics].filter(({steps}) => steps.length > 0)
}

/** `ours`: what the run has added to the list. */
export function listBack(
  name: string,
  value: string | undefined,
  before: string | null,
  ours: readonly string[],
): ConfigStep[] {
  const entries = entriesOf(value)
  const present = ours.filter((each) => entries.includes(each))
  if (present.length === 0) return []
  if (present.length === entries.length && before === null) return [unset(name)]
  return [{name, operation: 'subtract', value: present.join(',')}]
}

/** Sends one request for all topics, and one per broker. Returns by resource what was refused or could not be sent. */
export async function apply(
  cluster: Cluster,
  changes: readonly ResourceSteps[],
): Promise<Map<ConfigResource, KafkaError | ConnectionError>> {
  const {TOPIC: topics = [], BROKER: brokers = []} = Object.groupBy(changes, ({resource}) => resource.type)
  const groups = [...chunks(topics, mostResources), ...brokers.map((each) => [each])]
  const errors = new Map<ConfigResource, KafkaError | ConnectionError>()
  await Promise.all(
    groups.map(async (group) => {
      const [first] = group
      const to = first?.resource.type === 'BROKER' ? ({node: Number(first.resource.name)} as const) : 'any'
      try {
        const outcomes = await alterManyIncrementally(cluster, group, {to})
        for (const [i, error] of outcomes.entries()) {
          const resource = group[i]?.resource
          if (error && resource) errors.set(resource, error)
        }
      } catch (error) {
        if (!(error instanceof KafkaError || error instanceof ConnectionError)) throw error
        for (const {resource} of group) errors.set(resource, error)
      }
    }),
  )
  return errors
}
