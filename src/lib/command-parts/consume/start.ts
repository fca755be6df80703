// Where `consume` starts.
import {boolean, custom, string} from '@oclif/core/flags'
import type {InferredFlags} from '@oclif/core/interfaces'
import {UsageError} from '../../cluster/errors.ts'
import type {Start} from '../../records/consume/start.ts'
import {parseTime, resolveTime, type Time} from '../../text/time.ts'
import {integer} from '../../cli/flags.ts'
import type {FilterFlags} from './filter.ts'
import type {TimeFlags} from './times.ts'

const helpGroup = 'START'

/** A time, or one end of the topic, which Kafka's words may name, too. */
const timeOrEnd = custom<Time | 'beginning' | 'end'>({
  helpValue: 'TIME',
  parse: async (text) => {
    if (text === 'beginning' || text === 'earliest') return 'beginning'
    if (text === 'end' || text === 'latest') return 'end'
    try {
      return parseTime(text)
    } catch (error) {
      throw new UsageError(`${(error as Error).message}; or beginning, or end`)
    }
  },
})

/** A number from 0 on, or one end of the partition. */
const offsetOrEnd = custom<number | 'earliest' | 'latest'>({
  helpValue: 'N',
  parse: async (text) => {
    if (text === 'earliest' || text === 'latest') return text
    const offset = Number(text)
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(offset))
      throw new UsageError(`'${text}' is not an offset: write a number, earliest or latest`)
    return offset
  },
})

export const startFlags = {
  'from-beginning': boolean({
    helpGroup,
    summary: 'start at the oldest record; with --group, only where the group has no committed offset',
  }),
  from: timeOrEnd({
    helpGroup,
    summary:
      'read only records from this time on: 2026-03-01T14:00:00Z, -2h (two hours ago), or ms since 1970. In place of a time, beginning and end start there',
  }),
  offset: offsetOrEnd({
    helpGroup,
    summary: 'start each partition at this offset, or at the nearest one that it has; or at earliest or latest',
  }),
  'from-group': string({
    helpValue: 'GROUP',
    helpGroup,
    summary:
      'start at the offsets that this group has committed, without joining it; partitions without one start at their end, or at their beginning with --from-beginning',
  }),
  last: integer({
    min: 1,
    helpGroup,
    summary: 'start N records before the end of each partition; --newest counts them over all partitions',
  }),
  newest: integer({
    min: 1,
    helpGroup,
    summary:
      'start at the N newest records of all partitions together, by their timestamps; --last counts in each partition',
  }),
}

export type StartFlags = InferredFlags<typeof startFlags>

/**
 * The start that the flags name. Without any: the end, or the beginning for the newest record of each key. `now`: ms
 * since 1970.
 */
export function startFrom(flags: StartFlags & TimeFlags & Pick<FilterFlags, 'latest-per-key'>, now: number): Start {
  const {from, offset, last, newest, 'from-beginning': beginning, 'from-group': group} = flags
  if (group !== undefined) return {from: 'group', group, otherwise: beginning ? 'earliest' : 'latest'}
  if (newest !== undefined) return {from: 'newest', count: newest}
  if (last !== undefined) return {from: 'last', count: last}
  if (typeof offset === 'number') return {from: 'nearest offset', offset}
  if (typeof from === 'object') return {from: 'timestamp', timestamp: resolveTime(from, now, flags['time-zone'])}
  if (beginning || from === 'beginning' || offset === 'earliest') return {from: 'beginning'}
  if (from === 'end' || offset === 'latest') return {from: 'end'}
  return {from: flags['latest-per-key'] ? 'beginning' : 'end'}
}
