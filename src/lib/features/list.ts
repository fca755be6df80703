// Levels of features: those that brokers support, those that the cluster has finalized, and the newest ones (KIP-584).
import type {PrintedError} from '../cluster/errors.ts'
import {describeApis} from '../brokers/api-versions.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {askBrokers} from '../cluster/fan-out.ts'
import {Outcome} from '../cluster/outcome.ts'
import {features as knownFeatures, latestMetadataVersion, metadataVersionFeature, metadataVersionOf, metadataVersions} from './versions.ts' // prettier-ignore

/** The sentence about a cluster whose brokers report no features. */
export const noFeatures = 'these brokers have no features at all, which clusters in KRaft mode have (since Kafka 3.3)'

export interface ListedFeature {
  readonly feature: string
  /** The level in force; 0: off. */
  readonly finalized: number
  /** Of metadata.version: `4.3-IV0`. */
  readonly finalizedName: string | null
  /** The range that every broker supports; null: a broker does not have the feature. */
  readonly min: number | null
  readonly max: number | null
  /** The newest level for production use that kafkit knows; null: an unknown feature. */
  readonly latest: number | null
  /** Node ids of brokers that support a lower level than others, or none. */
  readonly behind: readonly number[]
}
export interface FeatureListing {
  readonly features: readonly ListedFeature[]
  /** Node ids of the brokers that answered. */
  readonly brokers: readonly number[]
  readonly errors: readonly PrintedError[]
}

/** The features sorted by name. Every broker is asked, because all of them must support a level. */
export async function listFeatures(cluster: Cluster): Promise<Outcome<FeatureListing>> {
  const gathered = await askBrokers(cluster, (node, {timeoutMs}) => describeApis(cluster, {node}, timeoutMs))
  const results = gathered.each(
    (apis, node) => ({node, apis}),
    (error) => ({error}),
  )
  const answered = results.flatMap((each) => ('apis' in each ? [each] : []))
  const errors = results.flatMap((each) => ('error' in each ? [each.error] : []))
  // The broker that has seen the newest change is the most reliable.
  const newest = answered.toSorted((a, b) => (b.apis.featuresEpoch ?? -1) - (a.apis.featuresEpoch ?? -1))[0]?.apis
  const finalized = new Map(newest?.finalizedFeatures.map(({name, level}) => [name, level]))
  const names = new Set([
    ...finalized.keys(),
    ...answered.flatMap(({apis}) => apis.supportedFeatures.map(({name}) => name)),
  ])
  const features = [...names].toSorted().map((feature): ListedFeature => {
    const supported = answered.map(({node, apis}) => ({
      node,
      range: apis.supportedFeatures.find(({name}) => name === feature),
    }))
    const ranges = supported.flatMap(({range}) => range ?? [])
    const highest = Math.max(...ranges.map(({max}) => max))
    const all = ranges.length === supported.length && ranges.length > 0
    const level = finalized.get(feature) ?? 0
    return {
      feature,
      finalized: level,
      finalizedName: feature === metadataVersionFeature ? (metadataVersionOf(level)?.name ?? null) : null,
      min: all ? Math.max(...ranges.map(({min}) => min)) : null,
      max: all ? Math.min(...ranges.map(({max}) => max)) : null,
      latest: latestOf(feature),
      behind: supported.filter(({range}) => (range?.max ?? -1) < highest).map(({node}) => node),
    }
  })
  return new Outcome({features, brokers: answered.map(({node}) => node), errors}, errors)
}

function latestOf(feature: string): number | null {
  if (feature === metadataVersionFeature)
    return metadataVersions.find(({name}) => name === latestMetadataVersion)?.level ?? null
  return knownFeatures.find(({name}) => name === feature)?.levels.at(-1)?.level ?? null
}
