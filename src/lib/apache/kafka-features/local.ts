// The commands of kafka-features that ask no cluster.
import type {Io} from '../../cli/io.ts'
import {
  defaultLevel,
  features,
  latestMetadataVersion,
  metadataVersionFeature,
  metadataVersionOf,
} from '../../features/versions.ts'
import {TerseProblem} from '../command-line/checks.ts'
import {parseNameAndLevel, parseRelease} from './parse.ts'

export function printMapping(release = latestMetadataVersion, io: Io): void {
  const version = parseRelease(release)
  io.out(`${metadataVersionFeature}=${version.level} (${release})\n`)
  for (const feature of features) io.out(`${feature.name}=${defaultLevel(feature, version)}\n`)
}

/** Those before one that is not known are printed. */
export function printDependencies(texts: readonly string[], io: Io): void {
  for (const text of texts) {
    const {name, level} = parseNameAndLevel(text)
    io.out(dependencies(name, level))
  }
}

function dependencies(name: string, level: number): string {
  if (name === metadataVersionFeature) {
    const version = metadataVersionOf(level)
    if (!version) throw new TerseProblem(`Unknown metadata.version ${level}`)
    return `${name}=${level} (${version.name}) has no dependencies.\n`
  }
  const feature = features.find((each) => each.name === name)
  if (!feature) throw new TerseProblem(`Unknown feature: ${name}`)
  const found = feature.levels.find((each) => each.level === level)
  if (!found) throw new TerseProblem(`No feature:${name} with feature level ${level}`)
  if (found.needs.length === 0) return `${name}=${level} has no dependencies.\n`
  const lines = found.needs.map((need) => {
    const release = need.feature === metadataVersionFeature ? ` (${metadataVersionOf(need.level)?.name})` : ''
    return `    ${need.feature}=${need.level}${release}\n`
  })
  return `${name}=${level} requires:\n${lines.join('')}`
}
