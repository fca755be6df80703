// kafka-features upgrade, downgrade and disable.
import type {Io} from '../../cli/io.ts'
import {updateFeatures, type FeatureUpdate, type UpgradeType} from '../../features/update.ts'
import {defaultLevel, features, metadataVersionFeature} from '../../features/versions.ts'
import type {Admin} from '../client/admin.ts'
import type {Arguments} from '../command-line/arguments.ts'
import {TerseProblem} from '../command-line/checks.ts'
import {JavaError, kafkaException} from '../java/errors.ts'
import {hashOrder, stringHash} from '../java/hash-order.ts'
import {javaTrim} from '../java/trim.ts'
import {parseRelease} from '../shared/feature-levels.ts'
import {parseNameAndLevel} from './parse.ts'

export type UpdateCommand = 'upgrade' | 'downgrade' | 'disable'

/** Throws TerseProblem if a feature could not be updated. */
export async function update(admin: Admin, command: UpdateCommand, args: Arguments, io: Io): Promise<void> {
  const downgrade = args.has('unsafe') ? 'unsafe-downgrade' : 'safe-downgrade'
  const type = command === 'upgrade' ? 'upgrade' : downgrade
  const updates = new Updates(type)
  if (command === 'disable') for (const feature of args.texts('feature') ?? []) updates.add(feature, 0)
  else addWanted(updates, args, io)
  const wanted = updates.all()
  if (wanted.length === 0) throw new TerseProblem(`You must specify at least one feature to ${command}`)
  if (wanted.some(({feature}) => javaTrim(feature) === '')) throw new TerseProblem('Provided feature can not be empty.')
  const dryRun = args.has('dry-run')
  const errors = await attempt(admin, wanted, dryRun)
  for (const {feature, level} of wanted.toSorted((a, b) => (a.feature < b.feature ? -1 : 1))) {
    const error = errors.get(feature)
    const to = command === 'disable' ? '' : ` to ${level}`
    io.out(
      error === undefined
        ? `${feature} ${dryRun ? 'can be' : 'was'} ${command}d${to}.\n`
        : `${dryRun ? 'Can' : 'Could'} not ${command} ${feature}${to}. ${error}\n`,
    )
  }
  if (errors.size > 0) throw new TerseProblem(`${errors.size} out of ${wanted.length} operation(s) failed.`)
}

function addWanted(updates: Updates, args: Arguments, io: Io): void {
  const [metadata, wanted, release] = [args.text('metadata'), args.texts('feature'), args.text('release-version')]
  if (release !== undefined) {
    if (metadata !== undefined || wanted !== undefined)
      throw new TerseProblem('Can not specify `release-version` with other feature flags.')
    const version = parseRelease(release)
    updates.add(metadataVersionFeature, version.level)
    for (const feature of features) {
      const level = defaultLevel(feature, version)
      if (updates.type !== 'upgrade' || level > 0) updates.add(feature.name, level)
    }
    return
  }
  if (metadata !== undefined) {
    io.out(' `metadata` flag is deprecated and may be removed in a future release.\n')
    updates.add(metadataVersionFeature, parseRelease(metadata).level)
  }
  for (const text of wanted ?? []) {
    const {name, level} = parseNameAndLevel(text)
    updates.add(name, level)
  }
}

/** The updates to send, with the checks of Java's FeatureUpdate. */
class Updates {
  readonly type: UpgradeType
  readonly #levels = new Map<string, number>()

  constructor(type: UpgradeType) {
    this.type = type
  }

  add(feature: string, level: number): void {
    if (level === 0 && this.type === 'upgrade')
      throw new TerseProblem(
        'The upgradeType flag should be set to SAFE_DOWNGRADE or UNSAFE_DOWNGRADE when the provided maxVersionLevel:0 is < 1.',
      )
    if (level < 0) throw new TerseProblem('Cannot specify a negative version level.')
    if (this.#levels.has(feature)) throw new TerseProblem(`Feature ${feature} was specified more than once.`)
    this.#levels.set(feature, level)
  }

  /** In the order in which Apache's tool sends them, which decides what the controller complains about. */
  all(): FeatureUpdate[] {
    return hashOrder(
      [...this.#levels].map(([feature, level]) => ({feature, level, type: this.type})),
      ({feature}) => stringHash(feature),
    )
  }
}

/** The message of each feature's failure. */
async function attempt(
  admin: Admin,
  wanted: readonly FeatureUpdate[],
  validateOnly: boolean,
): Promise<Map<string, string>> {
  try {
    const outcomes = await admin.getAt('updateFeatures', undefined, (cluster, anywhere) =>
      updateFeatures(cluster, wanted, {validateOnly, ...(anywhere ? {to: 'any'} : {})}),
    )
    return new Map(outcomes.flatMap(({feature, error}) => (error ? [[feature, kafkaException(error).message]] : [])))
  } catch (error) {
    if (!(error instanceof JavaError && error.cause instanceof JavaError)) throw error
    const {message} = error.cause
    return new Map(wanted.map(({feature}) => [feature, message]))
  }
}
