// What kafka-share-groups refuses before it sends any request, in Apache's order and words.
import {forbidTogether, requireOptions, UsageProblem} from '../command-line/checks.ts'
import type {Options} from '../command-line/options.ts'
import type {shareGroupsOptions} from './options.ts'

export type ShareGroupsOptions = Options<typeof shareGroupsOptions>

export const shareGroupsActions = ['list', 'describe', 'delete', 'reset-offsets', 'delete-offsets'] as const
export type ShareGroupsAction = (typeof shareGroupsActions)[number]

/** In the order in which Apache's tool checks for them. */
export const shareResetScenarios = ['to-earliest', 'to-latest', 'to-datetime'] as const

/** The action. Throws UsageProblem for a command line that Apache's tool answers with its help. */
export function checkShareGroupsOptions(options: ShareGroupsOptions): ShareGroupsAction {
  requireOptions(options, 'bootstrap-server')
  const hasGroups = options.has('group') || options.has('all-groups')
  if (options.has('describe')) checkDescribe(options, hasGroups)
  if (options.has('delete')) checkDelete(options, hasGroups)
  if (options.has('delete-offsets') && !(options.has('group') && options.has('topic')))
    throw new UsageProblem('Option [delete-offsets] takes the following options: [group], [topic]')
  if (options.has('reset-offsets')) checkReset(options)
  forbidTogether(options, 'group', 'all-groups')
  forbidTogether(options, 'group', 'list')
  forbidTogether(options, 'topic', 'describe', 'list')
  const [action, ...more] = shareGroupsActions.filter((name) => options.has(name))
  if (action === undefined || more.length > 0) {
    const list = shareGroupsActions.map((name) => `--${name}`).join(', ')
    throw new UsageProblem(`Command must include exactly one action: ${list}.`)
  }
  return action
}

function checkDescribe(options: ShareGroupsOptions, hasGroups: boolean) {
  if (!hasGroups) throw new UsageProblem('Option [describe] takes one of these options: [all-groups], [group]')
  const views = ['members', 'offsets', 'state'] as const
  if (views.filter((name) => options.has(name)).length > 1)
    throw new UsageProblem('Option [describe] takes at most one of these options: [members], [offsets], [state]')
  if (options.has('state') && readAsUsage(() => options.value('state')) !== undefined)
    throw new UsageProblem('Option [describe] does not take a value for [state]')
}

/** What joptsimple refuses about a value during the checks is answered with the help. */
function readAsUsage<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new UsageProblem((error as Error).message)
  }
}

function checkDelete(options: ShareGroupsOptions, hasGroups: boolean) {
  if (!hasGroups) throw new UsageProblem('Option [delete] takes the options [group] or [all-groups]')
  if (options.has('all-groups') && options.has('group'))
    throw new UsageProblem('Option [delete] takes either [group] or [all-groups], not both.')
  if (options.has('topic')) throw new UsageProblem('Option [delete] does not take the option: [topic]')
}

function checkReset(options: ShareGroupsOptions) {
  const [isDry, isExecuted] = [options.has('dry-run'), options.has('execute')]
  if (isDry && isExecuted) throw new UsageProblem('Option [reset-offsets] only accepts one of [execute] and [dry-run]')
  if (!isDry && !isExecuted) throw new UsageProblem('Option [reset-offsets] takes the option: [execute] or [dry-run]')
  if (!options.has('group')) throw new UsageProblem('Option [reset-offsets] takes the option: [group]')
  if (!options.has('topic') && !options.has('all-topics'))
    throw new UsageProblem('Option [reset-offsets] takes one of these options: [all-topics], [topic]')
  if (!shareResetScenarios.some((name) => options.has(name))) {
    const list = shareResetScenarios.map((name) => `[${name}]`).toSorted()
    throw new UsageProblem(`Option [reset-offsets] takes one of these options: ${list.join(', ')}`)
  }
  forbidTogether(options, 'to-datetime', 'to-earliest', 'to-latest')
  forbidTogether(options, 'to-earliest', 'to-datetime', 'to-latest')
}
