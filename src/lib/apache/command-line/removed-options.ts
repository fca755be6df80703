// Options of older releases that runbooks still use: the advice for each, and which of them have an exact equivalent.
import type {Io} from '../../cli/io.ts'
import type {OptionError} from './options.ts'

export interface RemovedOption {
  /** The release that removed the option. */
  readonly since: string
  /** What to use today, as a sentence. */
  readonly instead: string
  /** With KAFKIT_LEGACY=1: the exact equivalent, or 'ignored'. Left out if the option is refused even then. */
  readonly legacy?: {readonly as: string} | 'ignored'
}
export type RemovedOptions = Readonly<Record<string, RemovedOption>>

export const removedForAll = {
  zookeeper: {
    since: '3.0',
    instead: 'Use --bootstrap-server HOST:9092, with the address of a broker instead of ZooKeeper.',
  },
} satisfies RemovedOptions

/** Advice about an unknown option that older releases had; undefined for any other option. */
export function removalAdvice(error: OptionError, removed: RemovedOptions): string | undefined {
  const name = error.unrecognized
  const found = name === undefined || !Object.hasOwn(removed, name) ? undefined : removed[name]
  if (!found) return undefined
  const accept = found.legacy === undefined ? '' : ' (KAFKIT_LEGACY=1 makes this tool accept it.)'
  return `--${name} was removed in Kafka ${found.since}. ${found.instead}${accept}`
}

/** What KAFKIT_LEGACY=1 makes of the option, as a sentence. */
export const legacyAs = (legacy: NonNullable<RemovedOption['legacy']>): string =>
  legacy === 'ignored' ? 'With KAFKIT_LEGACY=1 it is ignored.' : `With KAFKIT_LEGACY=1 it means --${legacy.as}.`

/** For classes that Apache renamed: accepts the old name with KAFKIT_LEGACY=1 only, and prints the notice. */
export const legacyNames =
  ({env, err}: Pick<Io, 'env' | 'err'>) =>
  (notice: string): boolean => {
    if (env['KAFKIT_LEGACY'] !== '1') return false
    err(`${notice} and is accepted because KAFKIT_LEGACY=1.\n`)
    return true
  }

/** The removed options that this environment accepts. */
export function acceptedLegacy(
  removed: RemovedOptions,
  env: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, {readonly as: string} | 'ignored'> {
  if (env['KAFKIT_LEGACY'] !== '1') return new Map()
  return new Map(
    Object.entries(removed).flatMap(([name, {legacy}]) => (legacy === undefined ? [] : [[name, legacy] as const])),
  )
}
