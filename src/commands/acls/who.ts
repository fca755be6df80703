import {resourceText} from '../../lib/acls/acl-text.ts'
import type {AclBinding} from '../../lib/acls/acl-binding.ts'
import {parseOneResource, parseOperation} from '../../lib/acls/resource-words.ts'
import {whoMay, type Access} from '../../lib/acls/who-may.ts'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {exitCode} from '../../lib/cli/exit.ts'
import {words} from '../../lib/cli/flags.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {authorizerFlags, doubts, readAccess} from '../../lib/command-parts/acls/access.ts'

const viaText = (rules: readonly AclBinding[]) => [
  ...new Set(rules.map((each) => `${resourceText(each)}${each.principal === 'User:*' ? ' (User:*)' : ''}`)),
]

const columns = {
  principal: {value: ({principal}) => principal, role: () => 'name'},
  /** What the ACLs allow, implied operations included. */
  operations: {value: ({operations}) => operations},
  /** Patterns of the ACLs that allow it. */
  via: {value: ({via}) => viaText(via)},
  /** Patterns of the ACLs that deny something. */
  denied: {value: ({denied}) => viaText(denied), filled: true, role: () => 'bad'},
  hosts: {value: ({host}) => host},
} satisfies Columns<Access>

export type Output = readonly Access[]
export type Row = RowOf<typeof columns>

export default class AclsWho extends KafkaCommand {
  static override summary = 'list who may do what with a resource, and by which ACLs'
  static override description =
    'One line for each principal and host that an ACL of the resource names. User:* stands for every user. Super users may do everything and are not listed.'
  static override examples = [
    '<%= config.bin %> acls who topic/orders',
    {description: 'Who can read it', command: '<%= config.bin %> acls who topic/orders --operation read'},
  ]
  static override args = {
    resource: checked((text) => void parseOneResource(text))({
      description: 'topic/orders, group/billing, cluster',
      required: true,
    }),
  }
  static override flags = {
    operation: words({helpValue: 'NAME,…', summary: 'only principals that may do one of these'}),
    ...authorizerFlags,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(AclsWho)
    const print = this.printer<Output, Access>(flags, columns, 'principal')
    const operations = flags.operation?.map((text) => parseOperation(text))
    const pattern = parseOneResource(args.resource)
    const {bindings, settings} = await readAccess(await this.connect(flags), flags)
    const all = whoMay(bindings, pattern).filter(
      (each) => !operations || each.operations.some((operation) => operations.includes(operation)),
    )
    await print({value: all, rows: all})
    if (settings.superUsers && settings.superUsers.length > 0)
      await this.note(`super users may do everything: ${settings.superUsers.join(', ')}`)
    if (all.length === 0 && settings.allowEveryone === true)
      await this.note('no ACL on it, and allow.everyone.if.no.acl.found=true: everyone may do everything with it')
    for (const text of doubts(settings)) await this.note(text)
    return exitCode.done
  }
}
