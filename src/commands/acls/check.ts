import type {AclBinding} from '../../lib/acls/acl-binding.ts'
import type {AclOperation} from '../../lib/acls/acl-names.ts'
import {resourceText} from '../../lib/acls/acl-text.ts'
import {authorize, type Verdict} from '../../lib/acls/authorizer.ts'
import {checkOnePrincipal} from '../../lib/acls/principal.ts'
import {checkOperation, parseOneResource, parseOperation} from '../../lib/acls/resource-words.ts'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {VerdictCommand, verdictFlags} from '../../lib/command-parts/acls/access.ts'
import {answerRole, answerText, reasonText} from '../../lib/command-parts/acls/sentences.ts'

interface CheckedAccess {
  readonly principal: string
  readonly host: string
  readonly operation: AclOperation
  /** `topic/orders`. */
  readonly resource: string
  /** Null if it depends on a setting of the brokers that cannot be seen. */
  readonly allowed: boolean | null
  readonly because: Verdict['because']
  /** The ACL that decides; null if none does. */
  readonly rule: AclBinding | null
}

const columns = {
  principal: {value: ({principal}) => principal, role: () => 'name'},
  host: {value: ({host}) => host, wide: true},
  operation: {value: ({operation}) => operation},
  resource: {value: ({resource}) => resource},
  /** Null if it cannot be determined. */
  allowed: {
    value: ({allowed}) => allowed,
    text: ({allowed}) => answerText(allowed),
    role: ({allowed}) => answerRole(allowed),
  },
  /** The ACL that decides, or the reason why none does. */
  because: {value: ({allowed, because, rule}) => reasonText({allowed, because, rule} as Verdict)},
} satisfies Columns<CheckedAccess>

export type Output = CheckedAccess
export type Row = RowOf<typeof columns>

export default class AclsCheck extends VerdictCommand {
  static override summary = 'check one right, and say which ACL decides'
  static override description =
    "Decides as Kafka's authorizer does: a denying ACL overrides every allowing one; literal, prefixed and * patterns count; READ, WRITE, DELETE and ALTER include DESCRIBE, and ALTER_CONFIGS includes DESCRIBE_CONFIGS. Exits with 3 if it is not allowed, with 1 if that cannot be determined."
  static override examples = [
    '<%= config.bin %> acls check User:alice read topic/orders',
    {
      description: 'From a host for which there are special ACLs',
      command: '<%= config.bin %> acls check User:alice write topic/orders --host 10.0.0.7',
    },
  ]
  static override args = {
    principal: checked(checkOnePrincipal)({description: 'a principal: User:alice', required: true}),
    operation: checked((text) => void parseOperation(text))({
      description: 'read, write, describe-configs, …',
      required: true,
    }),
    resource: checked((text) => void parseOneResource(text))({description: 'topic/orders, cluster', required: true}),
  }
  static override flags = verdictFlags

  async run(): Promise<number> {
    const {flags, args} = await this.parse(AclsCheck)
    const print = this.printer<Output, CheckedAccess>(flags, columns, 'principal')
    const {principal} = args
    const {host} = flags
    const operation = parseOperation(args.operation)
    const pattern = parseOneResource(args.resource)
    checkOperation(pattern, operation)
    return this.verdict(flags, async ({bindings, settings}) => {
      const verdict = authorize(bindings, settings, {...pattern, principal, host, operation})
      const value: CheckedAccess = {principal, host, operation, resource: resourceText(pattern), ...verdict}
      await print({value, rows: [value]})
      return verdict.allowed
    })
  }
}
