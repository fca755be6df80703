import type {AclBinding} from '../../lib/acls/acl-binding.ts'
import type {AclOperation} from '../../lib/acls/acl-names.ts'
import {clientActions} from '../../lib/acls/action-rights.ts'
import {explainNeeds, rightsToGrant, type ExplainedNeed, type Who} from '../../lib/acls/explain-access.ts'
import {checkOnePrincipal} from '../../lib/acls/principal.ts'
import type {Named, Right} from '../../lib/acls/request-rights.ts'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {UsageError} from '../../lib/errors/usage-error.ts'
import {VerdictCommand, verdictFlags} from '../../lib/command-parts/acls/access.ts'
import {askedAction, type AskedAction, type CommandNamed} from '../../lib/command-parts/acls/asked-action.ts'
import {
  answerRole,
  answerText,
  bindingFor,
  commandsFor,
  reasonText,
  rightResource,
  withoutImplied,
} from '../../lib/command-parts/acls/sentences.ts'

interface NeededRight {
  readonly operation: AclOperation
  /** `topic/orders`; `topic/*` if any topic would do. */
  readonly resource: string
  /** Null if it depends on a setting of the brokers that cannot be seen. */
  readonly allowed: boolean | null
  /** The ACL that decides, or the reason why none does. */
  readonly because: string
  /** The ACL that decides; null if none does. */
  readonly rule: AclBinding | null
  /** Kafka's requests that need this right. */
  readonly requests: readonly string[]
  /** What does not work without this right, if everything else does; null if nothing works without it. */
  readonly without: string | null
  /**
   * The command that grants it; null if the principal has it already, or if another of these commands grants it, too.
   */
  readonly grant: string | null
}

interface Explanation {
  readonly principal: string
  readonly host: string
  readonly action: string
  /** Whether the principal has all rights that the action cannot do without; null if that cannot be seen. */
  readonly allowed: boolean | null
  readonly rights: readonly NeededRight[]
  /** Rights that could not be checked, because their resources were not named. */
  readonly unchecked: readonly string[]
}

const columns = {
  operation: {value: ({operation}) => operation},
  resource: {value: ({resource}) => resource, role: () => 'name'},
  /** Null if it cannot be determined. */
  allowed: {
    value: ({allowed}) => allowed,
    text: ({allowed}) => answerText(allowed),
    role: ({allowed, without}) => (allowed === false && without !== null ? 'warn' : answerRole(allowed)),
  },
  because: {value: ({because}) => because},
  /** Kafka's requests that need this right. */
  for: {value: ({requests}) => requests},
  /** What does not work without this right, if everything else does. */
  without: {value: ({without}) => without, filled: true},
  /** The command that grants it. */
  grant: {value: ({grant}) => grant, wide: true},
} satisfies Columns<NeededRight>

export type Output = Explanation
export type Row = RowOf<typeof columns>

export default class AclsWhy extends VerdictCommand {
  static override summary = 'say which rights an action needs, which of them are missing, and what grants them'
  static override description = `Knows what clients do (${Object.keys(clientActions).join(', ')}) and every command of kafkit. Exits with 3 if a right that the action needs is missing, with 1 if that cannot be determined.`
  static override examples = [
    '<%= config.bin %> acls why User:alice consume topic/orders group/billing',
    {
      description: 'A transactional producer',
      command: '<%= config.bin %> acls why User:alice produce topic/orders transactional-id/orders-1',
    },
    {
      description: 'A command of kafkit that was refused',
      command: '<%= config.bin %> acls why User:alice -- kafkit groups lag billing',
    },
  ]
  static override args = {
    principal: checked(checkOnePrincipal)({description: 'a principal: User:alice', required: true}),
    action: checked()({
      description: 'consume, produce, … with resources; or a command line of kafkit after --',
      multiple: true,
      required: true,
    }),
  }
  static override flags = verdictFlags

  async run(): Promise<number> {
    const {flags, args} = await this.parse(AclsWhy)
    const print = this.printer<Output, NeededRight>(flags, columns, 'resource')
    const who = {principal: args.principal, host: flags.host}
    const asked = askedAction(args.action, await this.#commands(args.action))
    const needs = asked.rights.needs(asked.named, asked.flags)
    checkNamed(asked)
    return this.verdict(flags, async ({bindings, settings}) => {
      const explained = explainNeeds(needs, who, bindings, settings)
      const toGrant = rightsToGrant(explained)
      const rights = explained.map((need) => neededRight(need, who, toGrant))
      const value = explanation(asked, who, rights)
      await print({value, rows: rights})
      for (const text of value.unchecked) await this.note(`it also needs ${text}; name them to have that checked`)
      if (rights.length === 0 && value.unchecked.length === 0) await this.note(`${asked.name} needs no rights`)
      await this.#tellGrants(commandsFor('grant', withoutImplied(toGrant.map((right) => bindingFor(right, who)))))
      return value.allowed
    })
  }

  async #tellGrants(grants: readonly string[]): Promise<void> {
    if (grants.length === 0) return
    await this.note(grants.length === 1 ? 'this grants what is missing:' : 'these grant what is missing:')
    for (const grant of grants) this.io.err(`  ${grant}\n`)
  }

  /** Kafkit's commands, which are read only if the question is about one of them. */
  async #commands([first = '']: readonly string[]): Promise<CommandNamed> {
    if (first in clientActions) return () => undefined
    const {loadConfig} = await import('../../lib/cli/help.ts')
    const {commands} = await loadConfig(this.config)
    return (command) => {
      const found = commands.find(({id}) => id.replaceAll(':', ' ') === command)
      if (!found) return undefined
      const flags = Object.values(found.flags).flatMap(({name, char, type}): [string, boolean][] => [
        [name, type === 'option'],
        ...(char ? [[char, type === 'option'] as [string, boolean]] : []),
      ])
      const [argument] = Object.values(found.args)
      return {flags: new Map(flags), required: argument?.required ? argument.name : undefined}
    }
  }
}

/**
 * Throws UsageError if the action's resource is not named, because then fewer rights would seem to be needed than
 * are.
 */
function checkNamed({name, rights: {names, also, needs}, named, flags}: AskedAction): void {
  const kind = names?.kind
  if (kind === undefined || kind === 'configs' || also || named[kind].length > 0) return
  const vital = (some: Named) => needs(some, flags).filter(({without}) => without === undefined).length
  if (vital({...named, [kind]: ['orders']}) === vital(named)) return
  throw new UsageError(`which ${kind === 'topics' ? 'topic' : 'group'}? Name the one for ${name}`)
}

function neededRight(
  {right, anyOf, allowed, verdict, requests, without}: ExplainedNeed,
  who: Who,
  toGrant: readonly Right[],
): NeededRight {
  const given = allowed === true ? undefined : [right, ...anyOf].find((each) => toGrant.includes(each))
  return {
    operation: right.operation,
    resource: rightResource(right),
    allowed,
    because: reasonText(verdict),
    rule: verdict.rule,
    requests,
    without: without ?? null,
    grant: given ? (commandsFor('grant', [bindingFor(given, who)])[0] ?? null) : null,
  }
}

function explanation(
  {name, rights: {also}, named}: AskedAction,
  who: Who,
  rights: readonly NeededRight[],
): Explanation {
  const vital = rights.filter(({without}) => without === null)
  const refused = vital.some(({allowed}) => allowed === false)
  const unchecked = also && (named[also.unless] ?? []).length === 0 ? [also.text] : []
  // If none of the necessary rights could be checked, the action is not known to be allowed.
  const known = vital.length > 0 || unchecked.length === 0
  const allowed = refused ? false : known && vital.every((right) => right.allowed === true) ? true : null
  return {...who, action: name, allowed, rights, unchecked}
}
