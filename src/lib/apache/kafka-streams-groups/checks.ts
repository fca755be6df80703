// What kafka-streams-groups refuses before it sends any request, in Apache's order and words.
import {forbidTogether, requireOptions, UsageProblem} from '../command-line/checks.ts'
import {resetScenarios} from '../shared/reset-options.ts'
import type {Options} from '../command-line/options.ts'
import type {streamsGroupsOptions} from './options.ts'

export type StreamsGroupsOptions = Options<typeof streamsGroupsOptions>

export const streamsGroupsActions = ['list', 'describe', 'reset-offsets', 'delete', 'delete-offsets'] as const
export type StreamsGroupsAction = (typeof streamsGroupsActions)[number]

/** Options that say where to move offsets, in the order in which Apache's tool looks for them. */
export const streamsResetScenarios = [
  'to-offset',
  'to-earliest',
  'to-latest',
  'shift-by',
  'to-datetime',
  'by-duration',
  'from-file',
  'to-current',
] as const

/** The action. Throws UsageProblem for a command line that Apache's tool answers with its help. */
export function checkStreamsGroupsOptions(options: StreamsGroupsOptions): StreamsGroupsAction {
  requireOptions(options, 'bootstrap-server')
  if (options.has('describe')) checkDescribe(options)
  if (options.has('delete')) checkDelete(options)
  if (options.has('delete-offsets')) checkDeleteOffsets(options)
  if (options.has('reset-offsets')) checkReset(options)
  checkInternalTopics(options)
  if ((options.has('dry-run') || options.has('execute')) && !options.has('reset-offsets'))
    throw new UsageProblem('Only Option [reset-offsets] accepts [execute] or [dry-run]')
  forbidTogether(options, 'list', 'members', 'offsets')
  forbidTogether(options, 'group', 'all-groups', 'list')
  forbidTogether(options, 'input-topic', 'list', 'describe', 'delete')
  const [action, ...more] = streamsGroupsActions.filter((name) => options.has(name))
  if (action === undefined || more.length > 0)
    throw new UsageProblem(
      'Command must include exactly one action: --list, --describe, --delete, --reset-offsets, or --delete-offsets.',
    )
  return action
}

function needGroups(options: StreamsGroupsOptions, action: StreamsGroupsAction) {
  if (!options.has('group') && !options.has('all-groups'))
    throw new UsageProblem(`Option [${action}] takes one of these options: [all-groups], [group]`)
}

function checkDescribe(options: StreamsGroupsOptions) {
  needGroups(options, 'describe')
  const views = ['members', 'offsets', 'state'] as const
  if (views.filter((name) => options.has(name)).length > 1)
    throw new UsageProblem('Option [describe] takes at most one of these options: [members], [offsets], [state]')
  if (options.has('state') && options.value('state') !== undefined)
    throw new UsageProblem('Option [describe] does not take a value for [state]')
}

function checkDelete(options: StreamsGroupsOptions) {
  needGroups(options, 'delete')
  if (options.has('input-topic') || options.has('all-input-topics'))
    throw new UsageProblem('Kafka Streams does not support topic-specific offset deletion from a streams group.')
}

function checkDeleteOffsets(options: StreamsGroupsOptions) {
  if ((!options.has('input-topic') && !options.has('all-input-topics')) || !options.has('group'))
    throw new UsageProblem(
      'Option [delete-offsets] takes the [group] and one of these options: [all-input-topics], [input-topic]',
    )
  const groups = options.values('group')
  if (groups.length > 1)
    throw new UsageProblem(
      `Option [delete-offsets] supports only one [group] at a time, but found: [${groups.join(', ')}]`,
    )
}

function checkReset(options: StreamsGroupsOptions) {
  const [isDry, isExecuted] = [options.has('dry-run'), options.has('execute')]
  if (isDry && isExecuted) throw new UsageProblem('Option [reset-offsets] only accepts one of [execute] and [dry-run]')
  if (!isDry && !isExecuted) throw new UsageProblem('Option [reset-offsets] takes the option: [execute] or [dry-run]')
  needGroups(options, 'reset-offsets')
  for (const name of resetScenarios) forbidTogether(options, name, ...resetScenarios.filter((other) => other !== name))
}

function checkInternalTopics(options: StreamsGroupsOptions) {
  const isReset = options.has('reset-offsets')
  const isExecuted = options.has('execute')
  if (options.has('delete-all-internal-topics')) {
    if (!isReset && !options.has('delete'))
      throw new UsageProblem(
        'Option [delete-all-internal-topics] takes one of these options: [delete], [reset-offsets]',
      )
    if (isReset && !isExecuted)
      throw new UsageProblem('Option [delete-all-internal-topics] takes [execute] when [reset-offsets] is used.')
  } else if (options.has('delete-internal-topic') && !(isReset && isExecuted))
    throw new UsageProblem('Option [delete-internal-topic] takes [reset-offsets] when [execute] is used.')
}
