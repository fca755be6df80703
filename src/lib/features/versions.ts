// The features of a cluster and their levels (KIP-584), as in Apache Kafka 4.3.1.

/** Names of the levels of metadata.version, from the oldest that this release can still read. */
const metadataVersionNames =
  '3.3-IV3 3.4-IV0 3.5-IV0 3.5-IV1 3.5-IV2 3.6-IV0 3.6-IV1 3.6-IV2 3.7-IV0 3.7-IV1 3.7-IV2 3.7-IV3 3.7-IV4 3.8-IV0 ' +
  '3.9-IV0 4.0-IV0 4.0-IV1 4.0-IV2 4.0-IV3 4.1-IV0 4.1-IV1 4.2-IV0 4.2-IV1 4.3-IV0 4.4-IV0'
const oldestLevel = 7

export const metadataVersionFeature = 'metadata.version'

export interface MetadataVersion {
  readonly level: number
  /** `3.9-IV0`. */
  readonly name: string
}
export const metadataVersions: readonly MetadataVersion[] = metadataVersionNames
  .split(' ')
  .map((name, at) => ({level: oldestLevel + at, name}))

/** The newest level for production use; newer ones are for tests. */
export const latestMetadataVersion = '4.3-IV0'

export const metadataVersionOf = (level: number): MetadataVersion | undefined =>
  metadataVersions.find((version) => version.level === level)

/**
 * Finds a metadata version by its name or by a release (`4.0`, `4.0.1`), which means the newest production version of
 * that release.
 */
export function metadataVersionNamed(text: string): MetadataVersion | undefined {
  const segments = text.split('.')
  // As Java's split, which drops empty segments at the end.
  while (segments.length > 1 && segments.at(-1) === '') segments.pop()
  const key = segments.length <= 2 ? text : segments.slice(0, 2).join('.')
  const latest = metadataVersions.findIndex(({name}) => name === latestMetadataVersion)
  const ofRelease = metadataVersions.slice(0, latest + 1).findLast(({name}) => name.startsWith(`${key}-`))
  return ofRelease ?? metadataVersions.find(({name}) => name === key)
}

export interface FeatureLevel {
  readonly level: number
  /** The level of metadata.version from which this one is the default. */
  readonly defaultFrom: number
  /** Levels of other features that it requires. */
  readonly needs: readonly {readonly feature: string; readonly level: number}[]
}
export interface Feature {
  readonly name: string
  readonly levels: readonly FeatureLevel[]
}

const plain = (...defaults: readonly number[]): FeatureLevel[] =>
  defaults.map((defaultFrom, level) => ({level, defaultFrom, needs: []}))

/** The features for production use other than metadata.version, in Kafka's order. */
export const features: readonly Feature[] = [
  {name: 'kraft.version', levels: plain(7, 21)},
  {name: 'transaction.version', levels: plain(7, 24, 24)},
  {name: 'group.version', levels: plain(7, 22)},
  {
    name: 'eligible.leader.replicas.version',
    levels: [
      {level: 0, defaultFrom: 7, needs: []},
      {level: 1, defaultFrom: 26, needs: [{feature: metadataVersionFeature, level: 23}]},
    ],
  },
  {name: 'share.version', levels: plain(7, 28)},
  {name: 'streams.version', levels: plain(7, 29)},
]

/** The level that a cluster has by default at this metadata.version. */
export const defaultLevel = ({levels}: Feature, metadataVersion: MetadataVersion): number =>
  levels.findLast(({defaultFrom}) => defaultFrom <= metadataVersion.level)?.level ?? 0
