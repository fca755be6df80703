// The levels of features with which a new cluster starts.
import {
  defaultLevel,
  features,
  latestMetadataVersion,
  metadataVersionFeature,
  metadataVersionNamed,
  metadataVersionOf,
  metadataVersions,
  type MetadataVersion,
} from '../../features/versions.ts'
import {TerseProblem} from '../command-line/checks.ts'
import {JavaError} from '../java/errors.ts'
import {javaTrim} from '../java/trim.ts'
import {isShort, parseRelease} from '../shared/feature-levels.ts'

const illegal = (message: string) => new JavaError('java.lang.IllegalArgumentException', message)
const kraftVersion = 'kraft.version'

/** Releases for production; with `unstable`, also those for tests. */
function releases(unstable: boolean): readonly MetadataVersion[] {
  const latest = metadataVersions.findIndex(({name}) => name === latestMetadataVersion)
  return unstable ? metadataVersions : metadataVersions.slice(0, latest + 1)
}

export const releaseNamed = (text: string, unstable: boolean): MetadataVersion => parseRelease(text, releases(unstable))

/** Throws RuntimeException as JavaError. */
export function parseFeatures(texts: readonly string[]): Map<string, number> {
  return new Map(
    texts.map((text) => {
      const at = text.indexOf('=')
      const fail = (why: string) =>
        new JavaError('java.lang.RuntimeException', `Can't parse feature=level string ${text}: ${why}`)
      if (at < 0) throw fail('equals sign not found.')
      const level = javaTrim(text.slice(at + 1))
      if (!isShort(level)) throw fail(`unable to parse ${level} as a short.`)
      return [javaTrim(text.slice(0, at)), Number(level)]
    }),
  )
}

export interface WantedLevels {
  readonly release: MetadataVersion | undefined
  readonly given: ReadonlyMap<string, number>
  readonly unstable: boolean
  /** The configuration does not name the voters. */
  readonly dynamicQuorum: boolean
}

export interface Levels {
  readonly release: MetadataVersion
  /** Level by feature, sorted by name; includes metadata.version. */
  readonly all: ReadonlyMap<string, number>
}

/** Throws TerseProblem or JavaError for levels that do not go together. */
export function levelsOf(wanted: WantedLevels): Levels {
  const {given, dynamicQuorum} = wanted
  const release = releaseOf(wanted)
  const names = features.map(({name}) => name).sort()
  for (const name of [...given.keys()].sort()) {
    if (name !== metadataVersionFeature && !names.includes(name))
      throw new TerseProblem(`Unsupported feature: ${name}. Supported features are: ${names.join(', ')}`)
  }
  const levels = new Map(given)
  levels.set(metadataVersionFeature, release.level)
  for (const feature of features) {
    if (feature.name === kraftVersion) levels.set(kraftVersion, kraftLevel(given.get(kraftVersion), dynamicQuorum))
    else if (!levels.has(feature.name)) levels.set(feature.name, defaultLevel(feature, release))
  }
  const all = new Map([...levels].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  for (const [name, level] of all) if (name !== metadataVersionFeature) checkLevel(name, level, all)
  return {release, all}
}

function releaseOf({release, given, unstable}: WantedLevels): MetadataVersion {
  const level = given.get(metadataVersionFeature)
  if (level === undefined) return release ?? releases(unstable).at(-1) ?? newest()
  if (release) {
    const text = `Use --release-version instead of --feature ${metadataVersionFeature}=X to avoid ambiguity.`
    throw new TerseProblem(text)
  }
  const found = metadataVersionOf(level)
  if (!found) {
    const [first, last] = [metadataVersions[0]?.level, metadataVersions.at(-1)?.level]
    throw illegal(`No MetadataVersion with feature level ${level}. Valid feature levels are from ${first} to ${last}.`)
  }
  if (!releases(unstable).includes(found))
    throw new TerseProblem(`${metadataVersionFeature} ${found.name} is not yet stable.`)
  return found
}

function newest(): MetadataVersion {
  const found = metadataVersionNamed(latestMetadataVersion)
  if (!found) throw new Error(`${latestMetadataVersion} is not in the table`)
  return found
}

const oneOf = '--standalone, --initial-controllers, or --no-initial-controllers'

function kraftLevel(level: number | undefined, dynamic: boolean): number {
  if (level === undefined) return dynamic ? 1 : 0
  if (level === 0 && dynamic) {
    throw new TerseProblem(
      `Cannot set kraft.version to 0 if controller.quorum.voters is empty and one of the flags ${oneOf} is used. For dynamic controllers support, try removing the --feature flag for kraft.version.`,
    )
  }
  if (level !== 0 && !dynamic) {
    throw new TerseProblem(
      `Cannot set kraft.version to ${level} unless controller.quorum.voters is empty and one of the flags ${oneOf} is used. For dynamic controllers support, try using one of ${oneOf} and removing controller.quorum.voters.`,
    )
  }
  return level
}

function checkLevel(name: string, level: number, all: ReadonlyMap<string, number>): void {
  const feature = features.find((each) => each.name === name)
  const found = feature?.levels.find((each) => each.level === level) // all levels that 4.3.1 has are for production
  if (!found) throw illegal(`No feature:${name} with feature level ${level}`)
  for (const need of found.needs) {
    if ((all.get(need.feature) ?? -1) < need.level)
      throw illegal(`${name} could not be set to ${level} because it depends on ${need.feature} level ${need.level}`)
  }
}
