// Releases and levels of features as Apache's tools read and print them, without a cluster.
import {
  defaultLevel,
  features,
  metadataVersionFeature,
  metadataVersionNamed,
  metadataVersionOf,
  metadataVersions,
  type FeatureLevel,
  type MetadataVersion,
} from '../../features/versions.ts'
import {TerseProblem} from '../command-line/checks.ts'

/** Throws TerseProblem if there is no such release. */
export function parseRelease(text: string, among: readonly MetadataVersion[] = metadataVersions): MetadataVersion {
  const version = metadataVersionNamed(text)
  if (version && among.some(({level}) => level === version.level)) return version
  const known = among.map(({name}) => name).join(', ')
  throw new TerseProblem(`Unknown metadata.version '${text}'. Supported metadata.version are: ${known}`)
}

/** Whether Short.parseShort accepts the text. */
export function isShort(text: string): boolean {
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : NaN
  return value >= -32_768 && value <= 32_767
}

/** The level of each feature in this release. */
export function mappingText(release: string): string {
  const version = parseRelease(release)
  const levels = features.map((feature) => `${feature.name}=${defaultLevel(feature, version)}\n`)
  return `${metadataVersionFeature}=${version.level} (${release})\n${levels.join('')}`
}

/**
 * What this level of a feature depends on. `unknownLevel` makes the error for a level that the feature does not have.
 */
export function dependenciesText(name: string, level: number, unknownLevel: () => TerseProblem): string {
  if (name === metadataVersionFeature) {
    const version = metadataVersionOf(level)
    if (!version) throw new TerseProblem(`Unknown metadata.version ${level}`)
    return `${name}=${level} (${version.name}) has no dependencies.\n`
  }
  const feature = features.find((each) => each.name === name)
  if (!feature) throw new TerseProblem(`Unknown feature: ${name}`)
  const found: FeatureLevel | undefined = feature.levels.find((each) => each.level === level)
  if (!found) throw unknownLevel()
  if (found.needs.length === 0) return `${name}=${level} has no dependencies.\n`
  const lines = found.needs.map((need) => {
    const release = need.feature === metadataVersionFeature ? ` (${metadataVersionOf(need.level)?.name})` : ''
    return `    ${need.feature}=${need.level}${release}\n`
  })
  return `${name}=${level} requires:\n${lines.join('')}`
}
