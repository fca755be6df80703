import type {Cluster} from '../cluster/cluster.ts'
import {ConnectionError} from '../cluster/errors.ts'
import {Failures} from '../cluster/outcome.ts'
import type {ConfigEntry} from './config-entry.ts'
import {familyOf, unitFamilies} from './config-names.ts'
import {configsOf, describeConfigs, type ConfigDescription} from './describe.ts'

/**
 * Corrects the source of what a topic inherits from a broker config in another unit: brokers report a
 * `log.retention.hours` in server.properties as the default of `retention.ms`. Returns the input if the brokers'
 * configs may not be read.
 */
export async function withUnitSources(
  cluster: Cluster,
  descriptions: Promise<readonly ConfigDescription[]>,
): Promise<readonly ConfigDescription[]> {
  const [described, units] = await Promise.all([descriptions, staticUnits(cluster)])
  if (units.size === 0) return described
  return described.map((each) =>
    each.error || each.resource.type !== 'TOPIC'
      ? each
      : {...each, configs: each.configs.map((entry) => (isInherited(entry, units) ? asStatic(entry) : entry))},
  )
}

const isInherited = ({name, source}: ConfigEntry, units: ReadonlySet<string>): boolean =>
  source === 'DEFAULT_CONFIG' && familyOf(name)?.some((unit) => units.has(unit)) === true

const asStatic = (entry: ConfigEntry): ConfigEntry => ({...entry, source: 'STATIC_BROKER_CONFIG'})

/** The unit configs that are set in a broker's server.properties. */
async function staticUnits(cluster: Cluster): Promise<ReadonlySet<string>> {
  const [broker] = await cluster.brokers()
  if (!broker) return new Set()
  const options = {names: unitFamilies.flat(), synonyms: true}
  // Only the topics were asked for, so failures here are ignored.
  const unread = new Failures()
  try {
    const [described] = await describeConfigs(cluster, [{type: 'BROKER', name: String(broker.id)}], options)
    return new Set(
      configsOf(described, unread).flatMap(({name, synonyms}) =>
        synonyms.some((each) => each.name === name && each.source === 'STATIC_BROKER_CONFIG') ? [name] : [],
      ),
    )
  } catch (error) {
    if (error instanceof ConnectionError) return new Set()
    throw error
  }
}
