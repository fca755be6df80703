// Where `groups reset-offsets` moves offsets to: one flag each, and what they mean together.
import {boolean, string} from '@oclif/core/flags'
import {UsageError} from '../cluster/errors.ts'
import {resolveTime} from '../text/quantities.ts'
import type {FlagValues} from './flag-values.ts'
import {duration, integer, time, timeRange, type TopicScope} from './flags.ts'

const helpGroup = 'NEW OFFSET'

/** Exactly one of them has to be given. */
export const resetTargetFlags = {
  'to-earliest': boolean({summary: 'the start of the log', helpGroup}),
  'to-latest': boolean({summary: 'the end of the log', helpGroup}),
  'to-offset': integer({min: 0, summary: 'this offset', helpGroup}),
  'to-datetime': time({
    summary: 'the first record from this time on: 2026-03-01T14:00:00Z (UTC without a zone), ms since 1970',
    helpGroup,
  }),
  'by-duration': duration({summary: 'the first record that is younger than this: 2h, 7d, PT30M', helpGroup}),
  'shift-by': integer({summary: 'so many records on, or with a minus back', helpGroup}),
  'to-current': boolean({summary: 'where it is, for --export', helpGroup}),
  'to-group': string({
    helpValue: 'GROUP',
    summary: 'where this other group stands; all that it has committed, unless --topic says less',
    helpGroup,
  }),
  'skip-between': timeRange({
    summary: 'the first record from UNTIL on, for what stands between the two times; the rest stays where it is',
    helpGroup,
  }),
  'from-file': string({
    helpValue: 'FILE',
    summary:
      'an undo file; or lines of topic,partition,offset or group,topic,partition,offset, as --export writes; - is stdin',
    helpGroup,
  }),
}

type ResetTargetFlags = FlagValues<typeof resetTargetFlags>

/** The target that the flags name, times in ms since the epoch. --from-file is not among them: a file has to be read. */
export function resetTargetOf(flags: ResetTargetFlags, now: number) {
  if (flags['to-earliest']) return {to: 'earliest'} as const
  if (flags['to-latest']) return {to: 'latest'} as const
  if (flags['to-offset'] !== undefined) return {to: 'offset', offset: flags['to-offset']} as const
  if (flags['shift-by'] !== undefined) return {to: 'shift', by: flags['shift-by']} as const
  if (flags['by-duration'] !== undefined) return {to: 'duration', ms: flags['by-duration']} as const
  if (flags['to-group'] !== undefined) return {to: 'group', groupId: flags['to-group']} as const
  if (flags['to-datetime']) return {to: 'time', timestamp: resolveTime(flags['to-datetime'], now)} as const
  if (flags['skip-between']) {
    const {from, until} = flags['skip-between']
    return {to: 'past', from: resolveTime(from, now), until: resolveTime(until, now)} as const
  }
  return {to: 'current'} as const
}

/** The partitions that the flags choose: of some topics, or all with a committed offset. UsageError if they choose none. */
export function resetScopeOf(
  flags: ResetTargetFlags & {readonly topic: readonly TopicScope[] | undefined; readonly 'all-topics': boolean},
): readonly TopicScope[] | 'committed' {
  if (flags.topic) return flags.topic
  // A file and another group bring their partitions with them.
  if (flags['all-topics'] || flags['from-file'] !== undefined || flags['to-group'] !== undefined) return 'committed'
  throw new UsageError(
    'say which topics: --topic TOPIC, --topic TOPIC:PARTITIONS or --all-topics (see kafkit groups reset-offsets --help)',
  )
}
