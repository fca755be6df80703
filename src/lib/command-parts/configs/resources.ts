// Finds the resources that an argument means; for patterns, it asks the cluster which resources exist.
import {outOfService} from '../../brokers/out-of-service.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {UnsupportedApi} from '../../cluster/errors.ts'
import type {ConfigResource, ConfigResourceType} from '../../configs/config-resource.ts'
import {groupsHaveConfigs, listConfigResources} from '../../configs/list-resources.ts'
import {typeWord, type ConfigSelector} from '../../configs/resource-words.ts'
import {ExpectedError} from '../../errors/expected-error.ts'
import {listGroups} from '../../groups/list.ts'
import {Failures} from '../../cluster/outcome.ts'
import {isPattern, selectNames} from '../../text/name-selector.ts'

export interface SelectedResources {
  /** Distinct, in the order of the selectors. */
  readonly resources: readonly ConfigResource[]
  /** Patterns that match nothing, and lists that could not be read. */
  readonly errors: readonly Error[]
}

class NothingMatches extends ExpectedError {
  override readonly name = 'NothingMatches'
}

/** `internal`: whether patterns also select Kafka's internal topics. */
export async function selectResources(
  cluster: Cluster,
  selectors: readonly ConfigSelector[],
  {internal}: {readonly internal: boolean},
): Promise<SelectedResources> {
  const found = new Map<string, ConfigResource>()
  const errors: Error[] = []
  const known = new Map<ConfigResourceType, Promise<ListedNames>>()
  for (const {text, type, selector} of selectors) {
    let names: readonly string[] = [selector.text]
    if (isPattern(selector)) {
      const listing = known.get(type) ?? listNames(cluster, type, internal)
      known.set(type, listing)
      const listed = await listing
      const selected = selectNames([selector], listed.names)
      names = selected.names
      errors.push(...listed.errors)
      if (selected.unmatched.length > 0 && listed.errors.length === 0)
        errors.push(new NothingMatches(`${text}: no ${typeWord(type)} matches`))
    }
    for (const name of names) found.set(`${type} ${name}`, found.get(`${type} ${name}`) ?? {type, name})
  }
  return {resources: [...found.values()], errors}
}

interface ListedNames {
  readonly names: readonly string[]
  readonly errors: readonly Error[]
}

/** All resources that may have configs, sorted. */
export async function listNames(cluster: Cluster, type: ConfigResourceType, internal = true): Promise<ListedNames> {
  switch (type) {
    case 'TOPIC': {
      const topics = await cluster.topics('all')
      return {names: topics.filter((each) => internal || !each.internal).map(({name}) => name), errors: []}
    }
    case 'BROKER':
    case 'BROKER_LOGGER':
      return {
        names: (await cluster.brokers()).map(({id}) => String(id)),
        errors: [...(await outOfService(cluster, type === 'BROKER' ? 'its configs are' : 'its loggers are')).values()],
      }
    case 'CLIENT_METRICS':
      return {names: await configured(cluster, type), errors: []}
    case 'GROUP': {
      if (!(await groupsHaveConfigs(cluster)))
        throw new UnsupportedApi('groups have no configs on these brokers: they came with Kafka 4.0')
      const [listing, names] = await Promise.all([listGroups(cluster), configuredGroups(cluster)])
      const failures = new Failures()
      const {groups} = listing.open(failures)
      const all = new Set([...groups.map(({groupId}) => groupId), ...names])
      return {names: [...all].toSorted(), errors: failures.untold}
    }
  }
}

const configured = async (cluster: Cluster, type: ConfigResourceType): Promise<string[]> =>
  (await listConfigResources(cluster, [type])).map(({name}) => name).toSorted()

/** Groups may have configs before they exist; brokers before Kafka 4.1 do not list those groups. */
async function configuredGroups(cluster: Cluster): Promise<string[]> {
  try {
    return await configured(cluster, 'GROUP')
  } catch (error) {
    if (error instanceof UnsupportedApi) return []
    throw error
  }
}
