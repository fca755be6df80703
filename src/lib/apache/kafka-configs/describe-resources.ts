// kafka-configs --describe for topics, brokers, loggers, client metrics subscriptions and groups.
import type {Io} from '../../cli/io.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError, UnsupportedApi} from '../../cluster/errors.ts'
import {Failures} from '../../cluster/outcome.ts'
import type {ConfigEntry} from '../../configs/config-entry.ts'
import {describeConfigs, type ConfigDescription} from '../../configs/describe.ts'
import {listConfigResources} from '../../configs/list-resources.ts'
import {listGroups} from '../../groups/list.ts'
import {asJavaError, executionException} from '../java/errors.ts'
import {hashOrderOfStrings} from '../java/hash-order.ts'
import {scalaSetOrder} from '../java/scala-set.ts'
import type {Admin} from '../client/admin.ts'
import {singular} from './entities.ts'
import {
  checkResourceName,
  checkTopicName,
  dynamicSource,
  nodeOf,
  resourceOf,
  type ResourceEntityType,
} from './resource.ts'

/** How long Apache's tool waits for a description, ms. */
const waitMs = 30_000

/** `name`: undefined for all resources. `all`: show every config, not only the dynamic ones. */
export async function describeResources(
  admin: Admin,
  type: ResourceEntityType,
  name: string | undefined,
  all: boolean,
  io: Io,
): Promise<void> {
  if (name !== undefined && !all && !(await exists(admin, type, name))) {
    io.out(`The ${singular(type)} '${name}' doesn't exist and doesn't have dynamic config.\n`)
    return
  }
  const names = name === undefined ? await allNames(admin, type) : [name]
  if (names.length === 1) return describeOne(admin, type, names[0] ?? '', all, io)
  const described = await configsOf(admin, type, names)
  for (const [at, each] of names.entries()) {
    io.out(headLine(type, each, all))
    io.out(entryLines(type, each, described[at], all))
  }
}

async function describeOne(admin: Admin, type: ResourceEntityType, name: string, all: boolean, io: Io) {
  // Apache's tool prints this before it asks.
  io.out(headLine(type, name, all))
  checkResourceName(type, name)
  const [described] = await configsOf(admin, type, [name])
  io.out(entryLines(type, name, described, all))
}

/** The names of all configs that the resource has. */
export async function configNames(admin: Admin, type: ResourceEntityType, name: string): Promise<Set<string>> {
  const [described] = await configsOf(admin, type, [name])
  return new Set(entriesOf(described).map((entry) => entry.name))
}

/**
 * An outcome for each resource. With --bootstrap-controller each resource is asked for separately, since it may
 * belong to another node.
 */
async function configsOf(
  admin: Admin,
  type: ResourceEntityType,
  names: readonly string[],
): Promise<(ConfigDescription | undefined)[]> {
  const byNode = Map.groupBy(names, (name) => nodeOf(type, name))
  const found = new Map<string, ConfigDescription>()
  await Promise.all(
    [...byNode].map(async ([node, some]) => {
      const resources = some.map((name) => resourceOf(type, name))
      const described = await admin.getAt(
        'describeConfigs',
        node,
        (cluster, anywhere) => describeConfigs(cluster, resources, {synonyms: true, anywhere}),
        waitMs,
      )
      for (const each of described) found.set(each.resource.name, each)
    }),
  )
  return names.map((name) => found.get(name))
}

function headLine(type: ResourceEntityType, name: string, all: boolean): string {
  if (name === '') return `Default configs for ${type} in the cluster are:\n`
  return `${all ? 'All' : 'Dynamic'} configs for ${singular(type)} ${name} are:\n`
}

function entryLines(
  type: ResourceEntityType,
  name: string,
  described: ConfigDescription | undefined,
  all: boolean,
): string {
  const source = all ? undefined : dynamicSource(type, name)
  return entriesOf(described)
    .filter((entry) => source === undefined || entry.source === source)
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(entryLine)
    .join('')
}

/** Throws ExecutionException as JavaError if there are none. */
function entriesOf(described: ConfigDescription | undefined): readonly ConfigEntry[] {
  if (!described || described.error) throw executionException(asJavaError(described?.error, 'describeConfigs'))
  return described.configs
}

function entryLine({name, value, isSensitive, synonyms}: ConfigEntry): string {
  const all = synonyms.map((synonym) => `${synonym.source}:${synonym.name}=${synonym.value}`).join(', ')
  return `  ${name}=${value} sensitive=${isSensitive} synonyms={${all}}\n`
}

/** Errors with which a listing of all topics would leave a topic out. */
const notListed: ReadonlySet<number> = new Set([
  errorCode.unknownTopicOrPartition,
  errorCode.invalidTopicException,
  errorCode.topicAuthorizationFailed,
])

async function exists(admin: Admin, type: ResourceEntityType, name: string): Promise<boolean> {
  switch (type) {
    case 'topics': {
      checkTopicName(name)
      const [topic] = await admin.get('listTopics', (cluster) => cluster.topics([name], {refresh: true}))
      return topic !== undefined && !notListed.has(topic.errorCode)
    }
    case 'brokers':
    case 'broker-loggers': {
      // Apache's tool also asks for the defaults, and may fail there.
      const ids = await admin.nodes()
      return name === '' || ids.some((id) => String(id) === name)
    }
    case 'client-metrics':
      return (await metricsNames(admin)).includes(name)
    case 'groups': {
      if ((await groupIds(admin)).includes(name)) return true
      const configured = await configuredGroups(admin)
      return configured === undefined || configured.includes(name)
    }
  }
}

async function allNames(admin: Admin, type: ResourceEntityType): Promise<string[]> {
  switch (type) {
    case 'topics': {
      const topics = await admin.get('listTopics', (cluster) => cluster.topicsAsAnswered())
      return hashOrderOfStrings(topics.filter((topic) => !notListed.has(topic.errorCode)).map(({name}) => name))
    }
    case 'brokers':
    case 'broker-loggers':
      return [...(await admin.nodes()).map(String), '']
    case 'client-metrics':
      return metricsNames(admin)
    case 'groups':
      return scalaSetOrder([...(await groupIds(admin)), ...((await configuredGroups(admin)) ?? [])])
  }
}

async function metricsNames(admin: Admin): Promise<string[]> {
  const resources = await admin.get('listConfigResources', (cluster) =>
    listConfigResources(cluster, ['CLIENT_METRICS']),
  )
  return resources.map(({name}) => name)
}

async function groupIds(admin: Admin): Promise<string[]> {
  const ids = await admin.get('findAllBrokers', async (cluster) => {
    const failures = new Failures()
    const {groups} = (await listGroups(cluster, {order: 'broker'})).open(failures)
    if (failures.untold[0]) throw failures.untold[0]
    return groups.map(({groupId}) => groupId)
  })
  return hashOrderOfStrings(ids)
}

/** Undefined if the cluster does not say, because it lacks the API or the user lacks the permission. */
async function configuredGroups(admin: Admin): Promise<string[] | undefined> {
  return admin.get('listConfigResources', async (cluster) => {
    try {
      return (await listConfigResources(cluster, ['GROUP'])).map(({name}) => name)
    } catch (error) {
      const denied = error instanceof KafkaError && error.code === errorCode.clusterAuthorizationFailed
      if (denied || error instanceof UnsupportedApi) return undefined
      throw error
    }
  })
}
