// When `consume` stops by itself.
import {boolean, custom} from '@oclif/core/flags'
import type {InferredFlags} from '@oclif/core/interfaces'
import {UsageError} from '../../cluster/errors.ts'
import type {Until} from '../../records/consume/start.ts'
import {parseTime, resolveTime, type Time} from '../../text/time.ts'
import type {ConnectionFlagValues} from '../../cli/kafka-command.ts'
import {duration, integer} from '../../cli/flags.ts'
import type {StartFlags} from './start.ts'
import type {TimeFlags} from './times.ts'

const helpGroup = 'STOP'

/** A time with its text, or the present end. */
const timeOrEnd = custom<{readonly text: string; readonly time: Time} | 'end'>({
  helpValue: 'TIME',
  parse: async (text) => {
    if (text === 'end' || text === 'latest') return 'end'
    try {
      return {text, time: parseTime(text)}
    } catch (error) {
      throw new UsageError(`${(error as Error).message}; or end`)
    }
  },
})

export const stopFlags = {
  until: timeOrEnd({
    helpGroup,
    summary:
      'read only records older than this time, written as for --from, or now; --until end is the same as --until-end',
  }),
  'until-end': boolean({
    char: 'e',
    helpGroup,
    summary:
      'stop at the end that each partition had when reading began; with --group, when this member has reached that end in all of its partitions',
  }),
  'until-offset': integer({
    min: 0,
    helpGroup,
    summary:
      'read each partition up to the record before this offset, or to the end that it had when reading began: --offset 5 --until-offset 8 reads 5, 6 and 7',
  }),
  'max-messages': integer({
    char: 'n',
    min: 0,
    helpGroup,
    summary: 'stop after N printed records, counted over all partitions',
  }),
  'max-per-partition': integer({
    min: 1,
    helpGroup,
    summary: 'print at most N records of each partition; --max-messages counts them all together',
  }),
  first: boolean({
    helpGroup,
    summary:
      'stop after the first record that passes the filters, in a search with --key, --grep or --where; short for --max-messages 1',
  }),
  idle: duration({
    helpGroup,
    summary:
      'stop when no new record has arrived for this long; time in which brokers are away does not count, but if they stay away for --timeout, that is an error',
  }),
  'timeout-ms': integer({
    min: 0,
    helpGroup,
    summary:
      "--idle in milliseconds, by its name in Apache's tool; --timeout is another thing: the time limit of one request",
  }),
}

export type StopFlags = InferredFlags<typeof stopFlags>

export interface Stops {
  readonly until: Until | undefined
  readonly maxRecords: number | undefined
  readonly maxPerPartition: number | undefined
  readonly idleMs: number | undefined
  /** How long brokers may be unavailable, ms; undefined: as long as a reader without an end waits for them. */
  readonly patienceMs: number | undefined
}

/**
 * Throws UsageError for an end in the future, or one that is not after the start. `now`: ms since 1970; `totalTimeoutMs`: the time limit of a request, if
 * one is set.
 */
export function stopsFrom(
  flags: StopFlags & TimeFlags & ConnectionFlagValues & Pick<StartFlags, 'from'>,
  now: number,
  totalTimeoutMs: number | undefined,
): Stops {
  const until = untilFrom(flags, now)
  const idleMs = flags.idle ?? flags['timeout-ms']
  const ends = until !== undefined || idleMs !== undefined
  return {
    until,
    maxRecords: flags.first ? 1 : flags['max-messages'],
    maxPerPartition: flags['max-per-partition'],
    idleMs,
    // A command that ends by itself is probably part of a script, so it has a time limit.
    patienceMs: flags.timeout ?? (ends ? (totalTimeoutMs ?? 60_000) : undefined),
  }
}

function untilFrom(flags: StopFlags & TimeFlags & Pick<StartFlags, 'from'>, now: number): Until | undefined {
  const {from, until, 'until-end': end, 'until-offset': offset, 'time-zone': zone} = flags
  if (offset !== undefined) return {offset}
  if (until === undefined) return end ? 'end' : undefined
  if (until === 'end') return 'end'
  const timestamp = resolveTime(until.time, now, zone)
  if (timestamp > now)
    throw new UsageError(`--until: ${until.text} is in the future; leave --until out to follow the topic`)
  if (typeof from === 'object' && resolveTime(from, now, zone) >= timestamp)
    throw new UsageError(`there is nothing to read between --from and --until, because --until (${until.text}) is not after --from`) // prettier-ignore
  return {timestamp}
}
