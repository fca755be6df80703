// Options of older releases that runbooks still hold: what to say about them, and which still have an exact meaning.
import type {Io} from '../../cli/io.ts'
import type {OptionError} from './options.ts'

export interface RemovedOption {
  /** The release that took it away. */
  readonly since: string
  /** What to do today, as a sentence. */
  readonly instead: string
  /** With KAFKIT_LEGACY=1: the option that it means exactly, or nothing at all ('ignored'). */
  readonly legacy?: {readonly as: string} | 'ignored'
}
export type RemovedOptions = Readonly<Record<string, RemovedOption>>

export const removedForAll = {
  zookeeper: {
    since: '3.0',
    instead: 'Brokers are asked now: --bootstrap-server HOST:9092 (a broker, not the ZooKeeper).',
  },
} satisfies RemovedOptions

/** What helps whoever wrote the option; undefined if it never was one. */
export function removalAdvice(error: OptionError, removed: RemovedOptions): string | undefined {
  const name = error.unrecognized
  const found = name === undefined || !Object.hasOwn(removed, name) ? undefined : removed[name]
  if (!found) return undefined
  const accept = found.legacy === undefined ? '' : ' (KAFKIT_LEGACY=1 makes this tool accept it.)'
  return `--${name} was removed in Kafka ${found.since}. ${found.instead}${accept}`
}

/** What it is with KAFKIT_LEGACY=1, as a sentence. */
export const legacyAs = (legacy: NonNullable<RemovedOption['legacy']>): string =>
  legacy === 'ignored' ? 'KAFKIT_LEGACY=1: ignored.' : `KAFKIT_LEGACY=1: taken for --${legacy.as}.`

/** For names of classes that Apache renamed: whether they are accepted, which is told. */
export const legacyNames =
  ({env, err}: Pick<Io, 'env' | 'err'>) =>
  (notice: string): boolean => {
    if (env['KAFKIT_LEGACY'] !== '1') return false
    err(`${notice} and is accepted because KAFKIT_LEGACY=1.\n`)
    return true
  }

/** The removed options that are accepted, and what to say about each that was used. */
export function acceptedLegacy(
  removed: RemovedOptions,
  env: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, {readonly as: string} | 'ignored'> {
  if (env['KAFKIT_LEGACY'] !== '1') return new Map()
  return new Map(
    Object.entries(removed).flatMap(([name, {legacy}]) => (legacy === undefined ? [] : [[name, legacy] as const])),
  )
}
