// The flags of `groups reset-offsets` that say where offsets are moved to, and in which partitions.
import {boolean, string} from '@oclif/core/flags'
import {UsageError} from '../../errors/usage-error.ts'
import {resolveTime} from '../../text/time.ts'
import type {TopicScope} from '../../text/topic-scope.ts'
import {checkTopicSelector} from '../../topics/topic-name.ts'
import type {FlagValues} from '../../cli/flag-values.ts'
import {duration, integer, time, timeRange, timeZone, topicScopes} from '../../cli/flags.ts'

const helpGroup = 'NEW OFFSET'

export const resetScopeFlags = {
  topic: topicScopes(checkTopicSelector)({
    summary:
      'a topic, some of its partitions (orders:0,3-5), or a pattern for topics of the group (orders-*); repeatable',
  }),
  'all-topics': boolean({summary: 'all partitions that have a committed offset'}),
}

/** Exactly one of them must be given. */
export const resetTargetFlags = {
  'to-earliest': boolean({summary: 'the start of the log', helpGroup}),
  'to-latest': boolean({summary: 'the end of the log', helpGroup}),
  'to-offset': integer({min: 0, summary: 'this offset', helpGroup}),
  'to-datetime': time({
    summary: 'the first record at or after this time: 2026-03-01T14:00:00Z (see --time-zone), or ms since 1970',
    helpGroup,
  }),
  'by-duration': duration({summary: 'the first record written within the last DURATION: 2h, 7d, PT30M', helpGroup}),
  'shift-by': integer({summary: 'N records forward, or backward if negative', helpGroup}),
  'to-current': boolean({summary: 'the current offset: saves the offsets in a file, with --export', helpGroup}),
  'to-group': string({
    helpValue: 'GROUP',
    summary: 'the offsets of this other group: all that it has committed, or those of --topic',
    helpGroup,
  }),
  'skip-between': timeRange({
    summary:
      'the first record at or after UNTIL, in partitions whose current offset lies between FROM and UNTIL; others are left as they are',
    helpGroup,
  }),
  'from-file': string({
    helpValue: 'FILE',
    summary:
      'the offsets in an undo file or in CSV lines (topic,partition,offset or group,topic,partition,offset, as --export writes them); - reads stdin',
    helpGroup,
  }),
}

/** Flags that say how to read the values of the others. */
export const resetTimeFlags = {
  'time-zone': timeZone({
    summary: 'zone of times without one: Europe/Berlin, +02:00, local (default: UTC)',
    helpGroup,
  }),
}

type ResetTargetFlags = FlagValues<typeof resetTargetFlags>
type ResetTimeFlags = FlagValues<typeof resetTimeFlags>

/**
 * The target that the flags name; times are in ms since the epoch. Not for --from-file, whose targets are in the
 * file.
 */
export function resetTargetOf(flags: ResetTargetFlags & ResetTimeFlags, now: number) {
  const zone = flags['time-zone']
  if (flags['to-earliest']) return {to: 'earliest'} as const
  if (flags['to-latest']) return {to: 'latest'} as const
  if (flags['to-offset'] !== undefined) return {to: 'offset', offset: flags['to-offset']} as const
  if (flags['shift-by'] !== undefined) return {to: 'shift', by: flags['shift-by']} as const
  if (flags['by-duration'] !== undefined) return {to: 'duration', ms: flags['by-duration']} as const
  if (flags['to-group'] !== undefined) return {to: 'group', groupId: flags['to-group']} as const
  if (flags['to-datetime']) return {to: 'time', timestamp: resolveTime(flags['to-datetime'], now, zone)} as const
  if (flags['skip-between']) {
    const {from, until} = flags['skip-between']
    return {to: 'past', from: resolveTime(from, now, zone), until: resolveTime(until, now, zone)} as const
  }
  return {to: 'current'} as const
}

/**
 * The partitions that the flags select: those of some topics, or all with a committed offset. Throws UsageError if
 * none are selected.
 */
export function resetScopeOf(
  flags: ResetTargetFlags & FlagValues<typeof resetScopeFlags>,
): readonly TopicScope[] | 'committed' {
  if (flags.topic) return flags.topic
  // A file or another group determines the partitions.
  if (flags['all-topics'] || flags['from-file'] !== undefined || flags['to-group'] !== undefined) return 'committed'
  throw new UsageError(
    'no topics given: use --topic TOPIC, --topic TOPIC:PARTITIONS or --all-topics (see kafkit groups reset-offsets --help)',
  )
}
