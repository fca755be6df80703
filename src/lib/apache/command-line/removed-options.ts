// Options of older releases that still occur in runbooks: the advice for each, and those with an exact equivalent.
import type {Io} from '../../cli/io.ts'
import type {OptionError} from './options.ts'

export interface RemovedOption {
  /** The release that removed it. */
  readonly since: string
  /** What to use today, as a sentence. */
  readonly instead: string
  /** With KAFKIT_LEGACY=1: the exactly equivalent option, or 'ignored'. Left out if it is refused all the same. */
  readonly legacy?: {readonly as: string} | 'ignored'
}
export type RemovedOptions = Readonly<Record<string, RemovedOption>>

export const removedForAll = {
  zookeeper: {
    since: '3.0',
    instead: 'Use --bootstrap-server HOST:9092, with the address of a broker instead of ZooKeeper.',
  },
} satisfies RemovedOptions

/** Advice for an unknown option that older releases had; otherwise undefined. */
export function removalAdvice(error: OptionError, removed: RemovedOptions): string | undefined {
  const name = error.unrecognized
  const found = name === undefined || !Object.hasOwn(removed, name) ? undefined : removed[name]
  if (!found) return undefined
  const accept = found.legacy === undefined ? '' : ' (KAFKIT_LEGACY=1 makes this tool accept it.)'
  return `--${name} was removed in Kafka ${found.since}. ${found.instead}${accept}`
}

/** What KAFKIT_LEGACY=1 does with it, as a sentence. */
export const legacyAs = (legacy: NonNullable<RemovedOption['legacy']>): string =>
  legacy === 'ignored' ? 'With KAFKIT_LEGACY=1 it is ignored.' : `With KAFKIT_LEGACY=1 it means --${legacy.as}.`

/** For classes that Apache renamed: accepts the old name only with KAFKIT_LEGACY=1, and then prints the notice. */
export const legacyNames =
  ({env, err}: Pick<Io, 'env' | 'err'>) =>
  (notice: string): boolean => {
    if (env['KAFKIT_LEGACY'] !== '1') return false
    err(`${notice} and is accepted because KAFKIT_LEGACY=1.\n`)
    return true
  }

/** The removed options that are accepted in this environment. */
export function acceptedLegacy(
  removed: RemovedOptions,
  env: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, {readonly as: string} | 'ignored'> {
  if (env['KAFKIT_LEGACY'] !== '1') return new Map()
  return new Map(
    Object.entries(removed).flatMap(([name, {legacy}]) => (legacy === undefined ? [] : [[name, legacy] as const])),
  )
}
