import {boolean, string} from '@oclif/core/flags'
import {aclHost} from '../../lib/acls/acl-host.ts'
import type {AclBinding} from '../../lib/acls/acl-binding.ts'
import {aclText} from '../../lib/acls/acl-text.ts'
import {createAcls} from '../../lib/acls/create-acls.ts'
import {planGrant} from '../../lib/acls/plan-change.ts'
import {neverMatches} from '../../lib/acls/never-matches.ts'
import {checkPrincipal} from '../../lib/acls/principal.ts'
import {readBack} from '../../lib/acls/read-back.ts'
import {grantsOf, isRecipe, recipes, type Grant} from '../../lib/acls/recipes.ts'
import {checkOperation, parseOperation, parseResource} from '../../lib/acls/resource-words.ts'
import {checked} from '../../lib/cli/args.ts'
import type {RowOf} from '../../lib/cli/columns.ts'
import {pause} from '../../lib/cli/pause.ts'
import {
  AclChangingCommand,
  changingFlags,
  type aclItemColumns as columns,
  type AclItem,
} from '../../lib/command-parts/acls/change.ts'
import {seenProblem} from '../../lib/command-parts/acls/outcome.ts'
import {UsageError} from '../../lib/errors/usage-error.ts'
import {counted} from '../../lib/text/plural.ts'

export type Output = readonly AclItem[]
export type Row = RowOf<typeof columns>

export default class AclsGrant extends AclChangingCommand {
  static override summary = 'let a principal do something: create ACLs'
  static override description = `Takes operations (read,describe-configs) or a recipe. Shows for each ACL whether the principal may do this before and after, and asks on a terminal; anywhere else --yes is needed. Afterwards the ACLs are read back, and the last line on stderr removes them again.

Recipes:
${Object.entries(recipes)
  .map(([name, {summary}]) => `  ${name}: ${summary}`)
  .join('\n')}`
  static override examples = [
    '<%= config.bin %> acls grant User:alice read topic/orders',
    {
      description: 'Everything that a consumer needs',
      command: '<%= config.bin %> acls grant User:alice consumer topic/orders group/billing',
    },
    {
      description: 'All topics whose names begin with orders-, from one host',
      command: "<%= config.bin %> acls grant User:alice producer 'topic/orders-*' --host 10.0.0.7",
    },
    {
      description: 'Forbid something, whatever else allows it',
      command: "<%= config.bin %> acls grant 'User:*' delete 'topic/*' --deny --dry-run",
    },
  ]
  static override args = {
    principal: checked(checkPrincipal)({
      description: "a principal: User:alice; 'User:*' stands for every user",
      required: true,
    }),
    what: checked()({description: 'operations separated by commas, or a recipe', required: true}),
    resource: checked((text) => void parseResource(text, {literal: true}))({
      description: "topic/orders, 'topic/orders-*' (prefix), 'topic/*' (all), group/…, transactional-id/…, cluster",
      multiple: true,
    }),
  }
  static override flags = {
    host: string({
      helpValue: 'IP',
      default: '*',
      summary: 'only from this address, as brokers see it (default: from every host)',
      parse: async (text) => aclHost(text),
    }),
    deny: boolean({summary: 'deny instead of allow: overrides every ACL that allows'}),
    literal: boolean({summary: 'take a * at the end of a name literally, as part of the name'}),
    ...changingFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(AclsGrant)
    const {principal} = args
    const {host} = flags
    const grants = wantedGrants(args.what, args.resource ?? [], flags)
    const permission = flags.deny ? 'DENY' : 'ALLOW'
    const wanted = grants.flatMap(({pattern, operations}) =>
      operations.map((operation): AclBinding => ({...pattern, principal, host, operation, permission})),
    )
    // With --literal, a name is taken literally.
    const [useless] = flags.literal ? [] : wanted.flatMap((each) => neverMatches(each) ?? [])
    if (useless !== undefined) throw new UsageError(useless)
    return this.changeAcls(flags, {
      changes: 'create ACLs',
      request: {acls: wanted.map((each) => aclText(each))},
      plan: ({bindings, settings}) => planGrant(bindings, wanted, settings),
      question: ({length}) =>
        `${flags.deny ? 'Deny' : 'Grant'} ${principal} ${length === 1 ? 'this' : `these ${counted(length, 'right')}`}`,
      execute: async (cluster, items) => {
        const planned = items.filter(({status}) => status === 'planned')
        const outcomes = await createAcls(cluster, planned)
        const created = outcomes.filter(({status}) => status === 'created').map(({binding}) => binding)
        const look = readBack(cluster, created, {there: true, pause: () => pause(this.io, 250)})
        const problem = await seenProblem(look, 'created')
        return items.map((item): AclItem => {
          const outcome = outcomes.find(({binding}) => binding === item)
          if (!outcome) return item
          if (outcome.status === 'failed') return {...item, status: 'failed', error: outcome.error}
          return {...item, status: 'granted', error: problem(item)}
        })
      },
      undo: {verb: 'revoke', status: 'granted'},
      nothing: 'there is nothing to grant: everything is already granted',
    })
  }
}

function wantedGrants(
  what: string,
  resources: readonly string[],
  {deny, literal}: {readonly deny: boolean; readonly literal: boolean},
): readonly Grant[] {
  const patterns = resources.map((text) => parseResource(text, {literal}))
  if (isRecipe(what)) {
    if (deny) throw new UsageError(`the recipe ${what} grants what a client needs; to deny, name operations`)
    return grantsOf(what, patterns)
  }
  if (patterns.length === 0) throw new UsageError('on which resource? Name one, for instance topic/orders or cluster')
  const operations = what.split(',').map((text) => parseOperation(text))
  for (const pattern of patterns) for (const operation of operations) checkOperation(pattern, operation)
  return patterns.map((pattern) => ({pattern, operations}))
}
