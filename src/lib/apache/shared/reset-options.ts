// Options that several tools for groups have, in the same words: where --reset-offsets moves offsets, and the time
// limits.
import type {OptionTable} from '../command-line/options.ts'

export const resetOptions = {
  'by-duration': {
    argument: 'required',
    argumentName: 'DURATION',
    help: 'With --reset-offsets: to the first record that is at most this old, for instance PT1H30M or P7D.',
  },
  execute: {help: 'With --reset-offsets: commit the new offsets.'},
  export: {help: 'With --reset-offsets: print the plan as CSV for --from-file.'},
  'from-file': {
    argument: 'required',
    argumentName: 'FILE',
    help: 'With --reset-offsets: to the offsets in a CSV file of topic,partition,offset (or group,topic,partition,offset for several groups).',
  },
  'shift-by': {
    argument: 'required',
    type: 'long',
    argumentName: 'COUNT',
    help: 'With --reset-offsets: by this many records, backwards if negative.',
  },
  'to-current': {help: 'With --reset-offsets: to the current offsets, or the end if nothing is committed.'},
  'to-datetime': {
    argument: 'required',
    argumentName: 'TIME',
    help: 'With --reset-offsets: to the first record at or after a time such as 2024-01-31T12:00:00.000 (UTC unless a zone follows).',
  },
  'to-earliest': {help: 'With --reset-offsets: to the oldest record.'},
  'to-latest': {help: 'With --reset-offsets: to the end, after the newest record.'},
  'to-offset': {
    argument: 'required',
    type: 'long',
    argumentName: 'OFFSET',
    help: 'With --reset-offsets: to this offset, or the nearest existing one.',
  },
} as const satisfies OptionTable

/** While a group rebalances, requests about it take longer. */
export const rebalanceTimeout = {
  argument: 'required',
  type: 'long',
  argumentName: 'MS',
  default: '30000',
  help: 'Time limit of a request, for instance while a group is rebalancing.',
} as const satisfies OptionTable[string]

/** Options that say where to move offsets, in the order in which the tools for groups check them. */
export const resetScenarios = [
  'to-offset',
  'to-datetime',
  'by-duration',
  'to-earliest',
  'to-latest',
  'to-current',
  'shift-by',
  'from-file',
] as const
