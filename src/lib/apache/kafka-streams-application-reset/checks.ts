// What kafka-streams-application-reset refuses before it sends any request, and what its options mean.
import {forbidTogether} from '../command-line/checks.ts'
import type {Options} from '../command-line/options.ts'
import {separatedValues} from '../java/split.ts'
import type {streamsApplicationResetOptions} from './options.ts'

export type ResetOptions = Options<typeof streamsApplicationResetOptions>

/** Options that say where to move input topics, in the order in which they are checked. */
const scenarios = [
  'to-offset',
  'to-datetime',
  'by-duration',
  'to-earliest',
  'to-latest',
  'from-file',
  'shift-by',
] as const

/** Throws UsageProblem for two options that exclude each other. */
export function checkResetOptions(options: ResetOptions): void {
  for (const name of scenarios) forbidTogether(options, name, ...scenarios.filter((other) => other !== name))
  forbidTogether(options, 'config-file', 'command-config')
}

/** The names in comma-separated lists, in the order of the command line. */
export const topicsIn = (
  options: ResetOptions,
  name: 'input-topics' | 'intermediate-topics' | 'internal-topics',
): string[] => options.values(name).flatMap((text) => separatedValues(text, ','))
