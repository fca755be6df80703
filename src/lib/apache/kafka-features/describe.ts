import {describeApis} from '../../brokers/api-versions.ts'
import type {Io} from '../../cli/io.ts'
import {metadataVersionFeature, metadataVersionOf} from '../../features/versions.ts'
import type {Admin} from '../client/admin.ts'
import type {Arguments} from '../command-line/arguments.ts'
import {TerseProblem} from '../command-line/checks.ts'
import {padded} from '../java/format.ts'

/** Prints one line for each feature, by name. */
export async function describe(admin: Admin, args: Arguments, io: Io): Promise<void> {
  const node = args.number('node-id')
  if (node !== undefined && node < 0) throw new TerseProblem(`Invalid node id ${node}: must be non-negative.`)
  const {supportedFeatures, finalizedFeatures, featuresEpoch} = await admin.getAt(
    'describeFeatures',
    node,
    (cluster, anywhere) => describeApis(cluster, anywhere || node === undefined ? 'any' : {node}),
  )
  const finalized = new Map(finalizedFeatures.map(({name, level}) => [name, level]))
  for (const {name, min, max} of supportedFeatures.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const level = finalized.get(name) ?? 0
    const cells = [
      `Feature: ${name.padEnd(40)} `,
      `SupportedMinVersion: ${levelText(name, min).padEnd(15)} `,
      `SupportedMaxVersion: ${levelText(name, max).padEnd(15)} `,
      `FinalizedVersionLevel: ${levelText(name, level).padEnd(15)} `,
      `Epoch: ${featuresEpoch ?? '-'}`,
    ]
    io.out(`${padded(cells, [])}\n`)
  }
}

/** Levels of metadata.version are shown by name. */
function levelText(feature: string, level: number): string {
  if (feature !== metadataVersionFeature) return String(level)
  return metadataVersionOf(level)?.name ?? `UNKNOWN ${level}`
}
