// What kafka-topics refuses before it sends any request, in Apache's order and words.
import type {Io} from '../../cli/io.ts'
import {JavaError} from '../java/errors.ts'
import type {topicsOptions} from './options.ts'
import type {Options} from '../command-line/options.ts'
import {forbidTogether, requireOptions, UsageProblem} from '../command-line/checks.ts'

export type TopicsOptions = Options<typeof topicsOptions>

export const topicsActions = ['list', 'describe', 'create', 'alter', 'delete'] as const
export type TopicsAction = (typeof topicsActions)[number]

export const topicsReports = [
  'under-replicated-partitions',
  'under-min-isr-partitions',
  'at-min-isr-partitions',
  'unavailable-partitions',
] as const

/** The action. Throws UsageProblem, or JavaError where Apache's tool prints no help. */
export function checkTopicsOptions(options: TopicsOptions, io: Io): TopicsAction {
  const [action, ...more] = topicsActions.filter((name) => options.has(name))
  if (action === undefined || more.length > 0)
    throw new UsageProblem('Command must include exactly one action: --list, --describe, --create, --alter or --delete')
  if (options.has('delete-config')) {
    io.err(
      'delete-config option is no longer supported and deprecated since version 4.0. ' +
        'The config will be fully removed in future releases.\n',
    )
  }
  if (!options.has('bootstrap-server'))
    throw new JavaError('java.lang.IllegalArgumentException', '--bootstrap-server must be specified')
  checkSubject(action, options, io)
  checkCombinations(options)
  return action
}

function checkSubject(action: TopicsAction, options: TopicsOptions, io: Io) {
  if (action === 'describe' && options.has('if-exists')) {
    if (!options.has('topic') && !options.has('topic-id'))
      throw new UsageProblem('--topic or --topic-id is required to describe a topic')
    if (options.has('topic') && options.has('topic-id')) {
      io.out(
        'Only topic id will be used when both --topic and --topic-id are specified and topicId is not Uuid.ZERO_UUID\n',
      )
    }
  }
  if (action !== 'list' && action !== 'describe') requireOptions(options, 'topic')
  if (action === 'alter') {
    if (options.has('config'))
      throw new UsageProblem(
        'Option combination "[[bootstrap-server], [config]]" can\'t be used with option "[alter]" ' +
          '(To alter topic configurations, the kafka-configs tool can be used.)',
      )
    requireOptions(options, 'partitions')
  }
}

function checkCombinations(options: TopicsOptions) {
  const notWith = (used: keyof typeof topicsOptions, ...others: readonly (keyof typeof topicsOptions)[]) =>
    forbidTogether(options, used, ...others)
  notWith('config', 'list', 'describe', 'delete')
  notWith('partitions', 'list', 'describe', 'delete')
  notWith('replication-factor', 'list', 'describe', 'alter', 'delete')
  notWith('replica-assignment', 'list', 'describe', 'delete')
  if (options.has('create')) notWith('replica-assignment', 'partitions', 'replication-factor')
  for (const report of topicsReports) notWith(report, 'list', 'create', 'alter', 'delete', 'topics-with-overrides')
  notWith('topics-with-overrides', 'list', 'create', 'alter', 'delete')
  notWith('if-exists', 'list', 'create')
  notWith('if-not-exists', 'list', 'describe', 'alter', 'delete')
  notWith('exclude-internal', 'create', 'alter', 'delete')
}
