// What kafka-acls refuses before it connects, in Apache's order and words (AclCommandOptions.checkArgs).
import {forbidTogether, UsageProblem} from '../command-line/checks.ts'
import type {Options} from '../command-line/options.ts'
import type {aclsOptions} from './options.ts'

export type AclsOptions = Options<typeof aclsOptions>

/** In the order in which Apache's tool checks for them. */
export const aclsActions = ['add', 'remove', 'list'] as const
export type AclsAction = (typeof aclsActions)[number]

/** The action. Throws UsageProblem for a command line that Apache's tool answers with its help. */
export function checkAclsOptions(options: AclsOptions): AclsAction {
  const has = (name: keyof typeof aclsOptions) => options.has(name)
  if (has('bootstrap-server') && has('bootstrap-controller'))
    throw new UsageProblem('Only one of --bootstrap-server or --bootstrap-controller must be specified')
  if (!has('bootstrap-server') && !has('bootstrap-controller'))
    throw new UsageProblem('One of --bootstrap-server or --bootstrap-controller must be specified')
  const [action, ...more] = aclsActions.filter((name) => has(name))
  if (action === undefined || more.length > 0)
    throw new UsageProblem('Command must include exactly one action: --list, --add, --remove. ')
  forbidTogether(
    options,
    'list',
    'producer',
    'consumer',
    'allow-host',
    'allow-principal',
    'deny-host',
    'deny-principal',
  )
  forbidTogether(options, 'producer', 'operation', 'deny-principal', 'deny-host')
  forbidTogether(options, 'consumer', 'operation', 'deny-principal', 'deny-host')
  if (has('principal') && !has('list'))
    throw new UsageProblem('The --principal option is only available if --list is set')
  if (has('producer') && !has('topic')) throw new UsageProblem('With --producer you must specify a --topic')
  if (has('idempotent') && !has('producer'))
    throw new UsageProblem('The --idempotent option is only available if --producer is set')
  const alsoOthers = !has('producer') && (has('cluster') || has('transactional-id'))
  if (has('consumer') && (!has('topic') || !has('group') || alsoOthers)) {
    throw new UsageProblem(
      'With --consumer you must specify a --topic and a --group and no --cluster or --transactional-id option should be specified.',
    )
  }
  return action
}
