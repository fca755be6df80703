import {boolean, string} from '@oclif/core/flags'
import type {InferredArgs} from '@oclif/core/interfaces'
import {bindingKey, filterOf} from '../../lib/acls/acl-binding.ts'
import {deleteAcls} from '../../lib/acls/delete-acls.ts'
import {planRevoke, type Revocation} from '../../lib/acls/plan-change.ts'
import {checkStoredPrincipal} from '../../lib/acls/principal.ts'
import {readBack} from '../../lib/acls/read-back.ts'
import {checkOperation, parseOperation, parseResource} from '../../lib/acls/resource-words.ts'
import {checked} from '../../lib/cli/args.ts'
import type {RowOf} from '../../lib/cli/columns.ts'
import type {FlagValues} from '../../lib/cli/flag-values.ts'
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

export default class AclsRevoke extends AclChangingCommand {
  static override summary = 'take rights away: delete ACLs of a principal'
  static override description =
    'Deletes ACLs of exactly the resource that is named: topic/orders is not topic/orders-*. Shows for each whether the principal may do this before and after, and asks on a terminal; anywhere else --yes is needed. Refuses to take away your own right to change ACLs. Afterwards the ACLs are read again, and the last line on stderr grants them again.'
  static override examples = [
    '<%= config.bin %> acls revoke User:alice read topic/orders',
    {
      description: 'Everything that it may do there',
      command: '<%= config.bin %> acls revoke User:alice all topic/orders',
    },
    {
      description: 'All ACLs of a user who has left; --dry-run only shows them',
      command: '<%= config.bin %> acls revoke User:alice --all --dry-run',
    },
  ]
  static override args = {
    principal: checked(checkStoredPrincipal)({
      description: "a principal: User:alice; 'User:*' stands for every user",
      required: true,
    }),
    what: checked()({
      description:
        "operations separated by commas (all: any operation), then resources: topic/orders, 'topic/orders-*' (prefix), group/…, cluster",
      multiple: true,
    }),
  }
  static override flags = {
    all: boolean({summary: 'every ACL of the principal, denying ones included'}),
    host: string({
      helpValue: 'IP',
      summary: 'only ACLs for this address (*: those for every host; default: all ACLs)',
    }),
    deny: boolean({summary: 'ACLs that deny, instead of those that allow'}),
    literal: boolean({summary: 'take a * at the end of a name literally, as part of the name'}),
    ...changingFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(AclsRevoke)
    const wanted = revocation(args, flags)
    return this.changeAcls(flags, {
      changes: 'delete ACLs',
      request: wanted,
      plan: ({bindings, settings}) => planRevoke(bindings, wanted, settings),
      question: ({length}) => `Delete ${length === 1 ? 'this ACL' : `these ${counted(length, 'ACL')}`}`,
      execute: async (cluster, items) => {
        const outcomes = await deleteAcls(
          cluster,
          items.map((item) => filterOf(item)),
        )
        const errors = new Map<string, Error>()
        for (const [at, outcome] of outcomes.entries()) {
          const item = items[at]
          const error = outcome.status === 'failed' ? outcome.error : outcome.failed[0]?.error
          if (item && error) errors.set(bindingKey(item), error)
        }
        const gone = items.filter((item) => !errors.has(bindingKey(item)))
        const look = readBack(cluster, gone, {there: false, pause: () => pause(this.io, 250)})
        const problem = await seenProblem(look, 'deleted')
        return items.map((item): AclItem => {
          const error = errors.get(bindingKey(item))
          return error ? {...item, status: 'failed', error} : {...item, status: 'revoked', error: problem(item)}
        })
      },
      undo: {verb: 'grant', status: 'revoked'},
      nothing: 'there is nothing to revoke: no ACL matches',
    })
  }
}

function revocation(
  args: InferredArgs<typeof AclsRevoke.args>,
  flags: FlagValues<typeof AclsRevoke.flags>,
): Revocation {
  const {principal} = args
  const [what, ...resources] = args.what ?? []
  const host = flags.host ?? null
  if (flags.all) {
    if (what !== undefined)
      throw new UsageError('--all is every ACL of the principal: name neither operations nor resources with it')
    return {principal, host, permissions: flags.deny ? ['DENY'] : ['ALLOW', 'DENY'], patterns: null, operations: null}
  }
  if (what === undefined || resources.length === 0)
    throw new UsageError('which ACLs? Give operations and resources, or --all (see kafkit acls revoke --help)')
  const patterns = resources.map((text) => parseResource(text, {literal: flags.literal}))
  const named = what.split(',').map((text) => parseOperation(text))
  const operations = named.includes('ALL') ? null : named
  for (const pattern of patterns) for (const operation of operations ?? []) checkOperation(pattern, operation)
  return {principal, host, permissions: [flags.deny ? 'DENY' : 'ALLOW'], patterns, operations}
}
