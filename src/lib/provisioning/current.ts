// Reads the present state of what is declared. What cannot be read is kept as an error, because an unknown state must
// never pass for the desired one.
import type {AclBinding} from '../acls/acl-binding.ts'
import {listAcls} from '../acls/list-acls.ts'
import type {Broker, Cluster, PartitionMetadata, TopicMetadata} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {KafkaError, UnsupportedApi, type ConnectionError, type PrintedError} from '../cluster/errors.ts'
import {ownSource, type ConfigEntry} from '../configs/config-entry.ts'
import type {ConfigResource} from '../configs/config-resource.ts'
import {describeConfigs, type ConfigDescription} from '../configs/describe.ts'
import {listReassignments, type Reassignment} from '../partitions/reassignments.ts'
import {describeQuotas, type QuotaDescription} from '../quotas/describe.ts'
import {topicIdOrNull} from '../topics/list.ts'
import {topicError} from '../topics/topic-error.ts'
import {describeScramUsers} from '../users/describe-scram.ts'
import type {ScramMechanism} from '../users/scram-mechanism.ts'
import type {Targets} from './targets.ts'

export interface Current {
  readonly clusterId: string | null
  readonly brokers: readonly Broker[]
  /** By name; null: the topic does not exist. */
  readonly topics: ReadonlyMap<string, CurrentTopic | null | PrintedError>
  /** Names of all topics; empty unless they were requested. */
  readonly names: readonly {readonly name: string; readonly internal: boolean}[]
  /** Null: not requested. */
  readonly acls: readonly AclBinding[] | PrintedError | null
  /** For each user, the iterations by mechanism; a user without credentials has an empty map. */
  readonly users: ReadonlyMap<string, ReadonlyMap<ScramMechanism | 'UNKNOWN', number>> | PrintedError | null
  readonly quotas: readonly QuotaDescription[] | PrintedError | null
  /** By `resourceKey`. */
  readonly resources: ReadonlyMap<string, CurrentConfigs | PrintedError>
}

export interface CurrentConfigs {
  /** What is set on the resource itself, and the configs that were asked for by name. */
  readonly entries: ReadonlyMap<string, ConfigEntry>
  /** The names of all configs that this resource can have. */
  readonly names: ReadonlySet<string>
}

export interface CurrentTopic {
  readonly name: string
  /** Base64url; null before Kafka 2.8. */
  readonly topicId: string | null
  readonly internal: boolean
  /** Ordered by index. */
  readonly partitions: readonly PartitionMetadata[]
  readonly configs: CurrentConfigs | PrintedError
  /** The partitions that are being reassigned; an error: not known. */
  readonly moving: readonly Reassignment[] | PrintedError
}

export const resourceKey = ({type, name}: ConfigResource): string => `${type} ${name}`

export const isUnread = <T>(value: T | PrintedError): value is PrintedError => value instanceof Error

/** `names`: configs to read even if they are not set, by topic or resource. */
export interface ReadOptions {
  configNames(resource: ConfigResource): readonly string[]
}

export async function readCurrent(cluster: Cluster, targets: Targets, options: ReadOptions): Promise<Current> {
  const [clusterId, brokers] = await Promise.all([cluster.clusterId(), cluster.brokers()])
  const [topics, all, acls, users, quotas, resources] = await Promise.all([
    readTopics(cluster, targets.topics, options),
    targets.allTopics ? cluster.topics('all') : [],
    targets.acls ? orError(listAcls(cluster)) : null,
    readUsers(cluster, targets),
    targets.quotas ? orError(describeQuotas(cluster, {parts: [], strict: false})) : null,
    readResources(cluster, targets.resources, options),
  ])
  return {
    clusterId,
    brokers,
    topics,
    names: all.map(({name, internal}) => ({name, internal})),
    acls,
    users,
    quotas,
    resources,
  }
}

/** A broker's refusal or an unsupported request is the answer for one item; any other error ends the command. */
async function orError<T>(asked: Promise<T>): Promise<T | PrintedError> {
  return asked.catch((error: unknown) => {
    if (error instanceof KafkaError || error instanceof UnsupportedApi) return error
    throw error
  })
}

async function readTopics(
  cluster: Cluster,
  names: readonly string[],
  {configNames}: ReadOptions,
): Promise<Current['topics']> {
  if (names.length === 0) return new Map()
  const found = await cluster.topics(names, {refresh: true})
  const known = found.filter((topic) => topic.errorCode === errorCode.none)
  const resources = known.map(({name}) => ({type: 'TOPIC', name}) as const)
  const wanted = new Map(resources.map((resource) => [resource.name, new Set(configNames(resource))]))
  const everyWanted = new Set([...wanted.values()].flatMap((each) => [...each]))
  const [described, moving] = await Promise.all([
    describeConfigs(cluster, resources, {
      synonyms: false,
      keep: (name, source) => source === 'DYNAMIC_TOPIC_CONFIG' || everyWanted.has(name),
    }),
    known.length === 0 ? [] : orError(listReassignments(cluster, null)),
  ])
  const configs = new Map(described.map((each) => [each.resource.name, currentConfigs(each)]))
  const movingOf = isUnread(moving) ? undefined : Map.groupBy(moving, ({topic}) => topic)
  return new Map(
    found.map((topic): [string, CurrentTopic | null | PrintedError] => {
      if (topic.errorCode === errorCode.unknownTopicOrPartition) return [topic.name, null]
      if (topic.errorCode !== errorCode.none) return [topic.name, topicError(topic.errorCode, 'describe', topic.name)]
      return [
        topic.name,
        currentTopic(topic, configs.get(topic.name), movingOf?.get(topic.name) ?? (isUnread(moving) ? moving : [])),
      ]
    }),
  )
}

const currentTopic = (
  {name, id, internal, partitions}: TopicMetadata,
  configs: CurrentTopic['configs'] | undefined,
  moving: CurrentTopic['moving'],
): CurrentTopic => ({
  name,
  topicId: topicIdOrNull(id),
  internal,
  partitions,
  configs: configs ?? new KafkaError(-1, `describe configs of topic ${name}`, 'the broker did not answer for it'),
  // Brokers before Kafka 2.4 have no request for this; there, replicas move only through ZooKeeper.
  moving: moving instanceof UnsupportedApi ? [] : moving,
})

function currentConfigs(described: ConfigDescription): CurrentConfigs | KafkaError | ConnectionError {
  if (described.error) return described.error
  return {
    entries: new Map(described.configs.map((entry) => [entry.name, entry])),
    names: namesOf(described.names),
  }
}

/** Cached, because all topics of a cluster share one array of names. */
const sets = new WeakMap<readonly string[], ReadonlySet<string>>()
function namesOf(names: readonly string[]): ReadonlySet<string> {
  const known = sets.get(names) ?? new Set(names)
  sets.set(names, known)
  return known
}

async function readResources(
  cluster: Cluster,
  resources: readonly ConfigResource[],
  {configNames}: ReadOptions,
): Promise<Current['resources']> {
  if (resources.length === 0) return new Map()
  // For the cluster-wide defaults a broker lists only what is set; which configs exist can be asked of any single
  // broker.
  const defaults = resources.some(({type, name}) => type === 'BROKER' && name === '')
  const [broker] = defaults ? await cluster.brokers() : []
  const example = broker && ({type: 'BROKER', name: String(broker.id)} as const)
  const asked = [...resources, ...(example ? [example] : [])]
  const wanted = new Map(resources.map((resource) => [resourceKey(resource), new Set(configNames(resource))]))
  const described = await describeConfigs(cluster, asked, {
    synonyms: false,
    keep: () => true,
  })
  const listing = example ? described.pop() : undefined
  return new Map(
    described.map((each): [string, CurrentConfigs | PrintedError] => {
      const {resource} = each
      const key = resourceKey(resource)
      if (each.error) return [key, each.error]
      const names = wanted.get(key) ?? new Set()
      const isDefault = resource.type === 'BROKER' && resource.name === ''
      if (isDefault && listing?.error) return [key, listing.error]
      const own = each.configs.filter(({name, source}) => source === ownSource(resource) || names.has(name))
      const others =
        isDefault && listing && !listing.error
          ? listing.configs.filter(({name}) => names.has(name) && !own.some((entry) => entry.name === name))
          : []
      return [
        key,
        {
          entries: new Map([...own, ...others].map((entry) => [entry.name, entry])),
          names: new Set(isDefault && listing && !listing.error ? listing.names : each.names),
        },
      ]
    }),
  )
}

async function readUsers(cluster: Cluster, {users, allUsers}: Targets): Promise<Current['users']> {
  if (users.length === 0 && !allUsers) return null
  const described = await orError(describeScramUsers(cluster, allUsers ? 'all' : users))
  if (isUnread(described)) return described
  const failed = described.find((each) => each.error)
  if (failed?.error) return failed.error
  return new Map(
    described.map((each) => [
      each.user,
      new Map(each.error ? [] : each.credentials.map(({mechanism, iterations}) => [mechanism, iterations])),
    ]),
  )
}
