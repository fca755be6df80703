// Reads the whole state of a cluster, or parts of it, as it can be declared: what is set on the items themselves,
// without defaults.
import type {AclBinding} from '../../acls/acl-binding.ts'
import {listAcls} from '../../acls/list-acls.ts'
import {outOfService} from '../../brokers/out-of-service.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {ConnectionError, KafkaError, UnsupportedApi} from '../../cluster/errors.ts'
import {Failures} from '../../cluster/outcome.ts'
import {ownSource, type ConfigEntry} from '../../configs/config-entry.ts'
import {resourceText, type ConfigResource} from '../../configs/config-resource.ts'
import {throttleConfigs} from '../../configs/config-names.ts'
import {describeConfigs} from '../../configs/describe.ts'
import {listConfigResources} from '../../configs/list-resources.ts'
import {ExpectedError} from '../../errors/expected-error.ts'
import {describeQuotas, type QuotaDescription} from '../../quotas/describe.ts'
import {describeLogDirs, topicsOn} from '../../log-dirs/describe.ts'
import {describeTopics} from '../../topics/describe.ts'
import {hiddenTopics} from '../../topics/hidden-topics.ts'
import {replicationFactor} from '../../topics/partition-health.ts'
import {describeScramUsers, type ScramCredential} from '../../users/describe-scram.ts'
import {sections, type Section} from '../declared.ts'

export interface StateTopic {
  readonly name: string
  readonly partitions: number
  /** Null if the partitions have different factors. */
  readonly replicationFactor: number | null
  readonly configs: readonly StateConfig[]
}
export type StateConfig = Pick<ConfigEntry, 'name' | 'type'> & {readonly value: string}
export interface StateUser {
  readonly user: string
  readonly credentials: readonly ScramCredential[]
}
export interface StateResource {
  readonly resource: ConfigResource
  readonly configs: readonly StateConfig[]
}

export interface ClusterState {
  readonly clusterId: string | null
  /** The sections that were read; any other is unknown or was not requested. */
  readonly sections: ReadonlySet<Section>
  readonly topics: readonly StateTopic[]
  readonly acls: readonly AclBinding[]
  readonly users: readonly StateUser[]
  readonly quotas: readonly QuotaDescription[]
  readonly resources: readonly StateResource[]
  /** What exists but cannot be declared or could not be read. */
  readonly failures: readonly Error[]
  /** What is left out on purpose, one sentence each. */
  readonly notes: readonly string[]
}

export interface ReadStateOptions {
  /** Default: all sections. */
  readonly wanted?: ReadonlySet<Section> | undefined
  /** Selects topics, groups, users, quota entities and the resources of ACLs by name; default: all of them. */
  readonly matches?: ((name: string) => boolean) | undefined
  /** Also reads internal topics. */
  readonly internal?: boolean | undefined
}

/** Something that exists but that no file can express. */
export class NotDeclarable extends ExpectedError {
  override readonly name = 'NotDeclarable'
}

type Part = Partial<Pick<ClusterState, 'topics' | 'acls' | 'users' | 'quotas'>> & {
  readonly resources?: readonly StateResource[]
}

/** Never throws because one section failed: what cannot be read is in `failures`. */
export async function readState(cluster: Cluster, options: ReadStateOptions = {}): Promise<ClusterState> {
  const {wanted = new Set(sections), matches = () => true, internal = false} = options
  const [failures, notes]: [Error[], string[]] = [[], []]
  const had = new Set<Section>()
  const lost = (text: string) => failures.push(new NotDeclarable(text))

  const topics = async (): Promise<Part> => {
    const [outcome, spokenOf] = await Promise.all([
      describeTopics(cluster, {configs: 'overridden', reassignments: true}),
      onDisks(cluster),
    ])
    // The other failures are reported below, together with the requested topics.
    const found = outcome.open(new Failures())
    failures.push(...found.errors.map(({error}) => error))
    const known = new Set([...found.topics.map(({name}) => name), ...found.errors.map(({name}) => name)])
    for (const [name, error] of await hiddenTopics(cluster, spokenOf, known)) if (matches(name)) failures.push(error)
    if (found.reassignmentsError)
      notes.push(
        `which partitions are being moved is not known (${found.reassignmentsError.message}): a replicationFactor may include replicas that are about to be removed`,
      )
    const chosen = found.topics.filter(({name}) => matches(name))
    const hidden = internal ? [] : chosen.filter(({isInternal}) => isInternal)
    if (hidden.length > 0)
      notes.push(
        `${hidden.map(({name}) => name).join(', ')}: internal topics are left out; add --internal to include them`,
      )
    return {
      topics: chosen.flatMap((topic): StateTopic[] => {
        if (topic.isInternal && !internal) return []
        if (topic.configsError) {
          failures.push(topic.configsError)
          return []
        }
        const factors = new Set(topic.partitions.map(replicationFactor))
        const [factor] = factors
        if (factors.size > 1)
          lost(
            `topic ${topic.name} has partitions with ${[...factors].toSorted().join(' and ')} replicas, which a file cannot express: its replicationFactor is left out`,
          )
        const resource = {type: 'TOPIC', name: topic.name} as const
        return [
          {
            name: topic.name,
            partitions: topic.partitionCount,
            replicationFactor: factors.size === 1 ? (factor ?? null) : null,
            configs: declarable(resource, topic.configs ?? [], lost),
          },
        ]
      }),
    }
  }
  const acls = async (): Promise<Part> => {
    try {
      const all = await listAcls(cluster)
      return {acls: all.filter(({resourceType, resourceName}) => resourceType === 'CLUSTER' || matches(resourceName))}
    } catch (error) {
      // This is not a failure: without an authorizer there are no ACLs.
      if (!(error instanceof KafkaError) || error.code !== errorCode.securityDisabled) throw error
      notes.push('the cluster has no authorizer, so there are no ACLs')
      return {}
    }
  }
  const users = async (): Promise<Part> => {
    const described = await describeScramUsers(cluster, 'all')
    const found = described.filter(({user}) => matches(user))
    for (const each of found) {
      if (each.error) failures.push(each.error)
      else if (each.credentials.some(({mechanism}) => mechanism === 'UNKNOWN'))
        lost(`user ${each.user} has a SCRAM mechanism that this kafkit does not know`)
    }
    return {users: found.flatMap((each) => (each.error ? [] : [{user: each.user, credentials: each.credentials}]))}
  }
  const quotas = async (): Promise<Part> => {
    const all = await describeQuotas(cluster, {parts: [], strict: false})
    return {quotas: all.filter(({entity}) => entity.some(({name}) => name === null || matches(name)))}
  }
  const configsOf = async (resources: readonly ConfigResource[]): Promise<Part> => {
    const described = await describeConfigs(cluster, resources)
    return {
      resources: described.flatMap((each): StateResource[] => {
        if (each.error) {
          failures.push(each.error)
          return []
        }
        const configs = declarable(each.resource, each.configs, lost)
        return configs.length > 0 ? [{resource: each.resource, configs}] : []
      }),
    }
  }
  const brokers = async () => {
    const nodes = await cluster.brokers()
    failures.push(...(await outOfService(cluster, 'its configs are')).values())
    return configsOf(['', ...nodes.map(({id}) => String(id))].map((name) => ({type: 'BROKER', name})))
  }
  const listed = async (type: 'GROUP' | 'CLIENT_METRICS') => {
    const all = await listConfigResources(cluster, [type])
    return configsOf(all.filter(({name}) => type !== 'GROUP' || matches(name)))
  }

  const read: Readonly<Record<Section, () => Promise<Part>>> = {
    topics,
    acls,
    users,
    quotas,
    brokers,
    groups: () => listed('GROUP'),
    clientMetrics: () => listed('CLIENT_METRICS'),
  }
  const parts = await Promise.all(
    sections.map(async (section): Promise<Part> => {
      if (!wanted.has(section)) return {}
      try {
        const part = await read[section]()
        had.add(section)
        return part
      } catch (error) {
        if (!(error instanceof KafkaError || error instanceof UnsupportedApi || error instanceof ConnectionError))
          throw error
        failures.push(error)
        return {}
      }
    }),
  )
  const all = <K extends keyof Part>(key: K) =>
    parts.flatMap((part) => (part[key] ?? []) as NonNullable<Part[K]>[number][])
  return {
    clusterId: await cluster.clusterId(),
    sections: had,
    topics: all('topics'),
    acls: all('acls'),
    users: all('users').toSorted((a, b) => (a.user < b.user ? -1 : 1)),
    quotas: all('quotas'),
    resources: all('resources'),
    failures,
    notes,
  }
}

/** Topics that have replicas on disk, as far as brokers report log directories (since Kafka 1.0). */
async function onDisks(cluster: Cluster): Promise<string[]> {
  const brokers = await cluster.brokers()
  const questions = brokers.map(({id}) => ({broker: id}))
  try {
    const dirs = (await describeLogDirs(cluster, questions)).each(
      (answer) => answer,
      (error) => error,
    )
    return dirs.flatMap((each) => (each instanceof Error ? [] : topicsOn(each)))
  } catch (error) {
    if (error instanceof UnsupportedApi) return []
    throw error
  }
}

/**
 * The configs that are set on the resource itself. Throttles belong to reassignments that are running, and secrets are
 * not shown by brokers.
 */
function declarable(
  resource: ConfigResource,
  entries: readonly ConfigEntry[],
  lost: (text: string) => void,
): StateConfig[] {
  return entries
    .filter(({source, name}) => source === ownSource(resource) && !isThrottle(name))
    .flatMap(({name, type, value}) => {
      if (value !== null) return [{name, type, value}]
      lost(`${name} of ${resourceText(resource)} is set, but brokers do not show its value: it is left out`)
      return []
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

const isThrottle = (name: string) => throttleConfigs.includes(name) || name.endsWith('.replication.throttled.replicas')
