// What kafka-groups refuses before it sends any request, in Apache's order and words.
import {forbidTogether, UsageProblem} from '../command-line/checks.ts'
import type {Options} from '../command-line/options.ts'
import {JavaError} from '../java/errors.ts'
import type {allGroupsOptions} from './options.ts'

export type AllGroupsOptions = Options<typeof allGroupsOptions>

const types = ['consumer', 'classic', 'share', 'streams']

/** The requested group type in lower case; undefined if none is requested, or if it is unknown. */
export const groupTypeOf = (options: AllGroupsOptions): string | undefined =>
  types.find((type) => type === options.value('group-type')?.toLowerCase())

/**
 * Throws UsageProblem for a command line that Apache's tool answers with its help, and IllegalArgumentException as
 * JavaError.
 */
export function checkAllGroupsOptions(options: AllGroupsOptions): void {
  if (!options.has('list')) throw new UsageProblem('Command must include exactly one action: --list.')
  if (options.has('group-type') && groupTypeOf(options) === undefined)
    throw new JavaError('java.lang.IllegalArgumentException', '--group-type must be a valid group type.')
  forbidTogether(options, 'consumer', 'group-type', 'protocol', 'share', 'streams')
  forbidTogether(options, 'share', 'consumer', 'group-type', 'protocol', 'streams')
  forbidTogether(options, 'streams', 'consumer', 'group-type', 'protocol', 'share')
}
