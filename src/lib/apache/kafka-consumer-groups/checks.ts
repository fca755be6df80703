// What kafka-consumer-groups refuses before it sends any request, in Apache's order and words.
import type {Io} from '../../cli/io.ts'
import type {groupsOptions} from './options.ts'
import type {Options} from '../command-line/options.ts'
import {forbidTogether, requireOptions, UsageProblem} from '../command-line/checks.ts'
import {resetScenarios} from '../shared/reset-options.ts'

export type GroupsOptions = Options<typeof groupsOptions>
type Name = keyof typeof groupsOptions

export const groupsActions = [
  'list',
  'describe',
  'delete',
  'reset-offsets',
  'delete-offsets',
  'validate-regex',
] as const
export type GroupsAction = (typeof groupsActions)[number]

export function checkGroupsOptions(options: GroupsOptions, io: Io): GroupsAction {
  if (!options.has('validate-regex')) requireOptions(options, 'bootstrap-server')
  if (options.has('describe')) checkDescribe(options)
  if (options.has('delete')) checkDelete(options)
  if (options.has('delete-offsets') && !(options.has('group') && options.has('topic')))
    throw new UsageProblem('Option [delete-offsets] takes the following options: [group], [topic]')
  if (options.has('reset-offsets')) checkReset(options, io)
  forbidTogether(options, 'group', 'all-groups', 'list')
  forbidTogether(options, 'topic', 'list', 'describe')
  const [action, ...more] = groupsActions.filter((name) => options.has(name))
  if (action === undefined || more.length > 0) {
    const list = groupsActions.map((name) => `--${name}`).join(', ')
    throw new UsageProblem(`Command must include exactly one action: ${list}`)
  }
  return action
}

function needGroups(options: GroupsOptions, action: Name) {
  if (!options.has('group') && !options.has('all-groups'))
    throw new UsageProblem(`Option [${action}] takes one of these options: [group], [all-groups]`)
}

function checkDescribe(options: GroupsOptions) {
  needGroups(options, 'describe')
  const views = ['members', 'offsets', 'state'] as const
  if (views.filter((name) => options.has(name)).length > 1)
    throw new UsageProblem('Option [describe] takes at most one of these options: [members], [offsets], [state]')
  if (options.hasArgument('state')) throw new UsageProblem('Option [describe] does not take a value for [state]')
}

function checkDelete(options: GroupsOptions) {
  needGroups(options, 'delete')
  if (options.has('topic'))
    throw new UsageProblem('The consumer does not support topic-specific offset deletion from a consumer group.')
}

function checkReset(options: GroupsOptions, io: Io) {
  if (options.has('dry-run') && options.has('execute'))
    throw new UsageProblem('Option [reset-offsets] only accepts one of [execute] and [dry-run]')
  if (!options.has('dry-run') && !options.has('execute')) {
    io.err(
      'WARN: No action will be performed as the --execute option is missing. In version 5.0, this command will require ' +
        'either --dry-run or --execute to be specified. You should add the --dry-run option explicitly if you are ' +
        'scripting this command and want to keep the current default behavior without prompting.\n',
    )
  }
  needGroups(options, 'reset-offsets')
  resetScenarios.forEach((name, at) => forbidTogether(options, name, ...resetScenarios.slice(at + 1)))
}
