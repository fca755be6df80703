// What `acls grant` and `acls revoke` have in common: the plan with its effects, the steps around it, and the
// outcome.
import {boolean} from '@oclif/core/flags'
import type {AclBinding} from '../../acls/acl-binding.ts'
import type {AclOperation, AclPatternType, AclPermission, AclResourceType} from '../../acls/acl-names.ts'
import {aclText, resourceText} from '../../acls/acl-text.ts'
import {lostRights, uncovered, type VitalOperation} from '../../acls/change-effects.ts'
import {neverMatches} from '../../acls/never-matches.ts'
import {ownHosts} from '../../acls/own-hosts.ts'
import {ownClusterOperations} from '../../acls/own-rights.ts'
import {listAcls} from '../../acls/list-acls.ts'
import {isStale, type AclPlan} from '../../acls/plan-change.ts'
import type {Change, ChangePlan} from '../../cli/change.ts'
import {ChangingCommand, type ChangeFlagValues} from '../../cli/changing-command.ts'
import {tableColumns, type Columns} from '../../cli/columns.ts'
import {yesFlag} from '../../cli/confirm.ts'
import type {FlagValues} from '../../cli/flag-values.ts'
import {reportFlags} from '../../cli/output.ts'
import {ownPrincipal} from '../../cli/own-principal.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {ExpectedError} from '../../errors/expected-error.ts'
import {listed} from '../../text/listed.ts'
import {authorizerFlags, doubts, readAccess, type AccessState} from './access.ts'
import {StalePlan} from './outcome.ts'
import {answerRole, answerText, commandsFor} from './sentences.ts'

/** One ACL of a plan or of its outcome. */
export interface AclItem {
  readonly principal: string
  readonly host: string
  readonly permission: AclPermission
  readonly operation: AclOperation
  readonly resourceType: AclResourceType
  readonly resourceName: string
  readonly patternType: AclPatternType
  /** `unchanged`: nothing had to be done. */
  readonly status: 'planned' | 'unchanged' | 'granted' | 'revoked' | 'failed'
  /**
   * Whether the principal may do this on exactly this resource, before and after; null if that depends on a setting
   * that cannot be seen.
   */
  readonly before: boolean | null
  readonly after: boolean | null
  readonly error: Error | null
}

export const aclItemColumns = {
  principal: {value: ({principal}) => principal, role: () => 'name'},
  permission: {value: ({permission}) => permission},
  operation: {value: ({operation}) => operation},
  resource: {value: (item) => resourceText(item)},
  host: {value: ({host}) => host},
  status: {value: ({status}) => status, role: ({status}) => (status === 'failed' ? 'bad' : undefined)},
  /** Whether it is allowed before the change. */
  before: {
    value: ({before}) => before,
    text: ({before}) => answerText(before),
    role: ({before}) => answerRole(before),
  },
  /** Whether it is allowed after the change. */
  after: {value: ({after}) => after, text: ({after}) => answerText(after), role: ({after}) => answerRole(after)},
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<AclItem>

export const changingFlags = {
  'lockout-ok': boolean({summary: 'even if it takes away your own right to change ACLs'}),
  'dry-run': boolean({summary: 'show what would change without changing anything'}),
  ...yesFlag,
  ...authorizerFlags,
  ...reportFlags,
}

export interface AclChangePlan extends ChangePlan {
  readonly items: readonly AclItem[]
  readonly plan: AclPlan
  /** Side effects of the change. */
  readonly warnings: readonly string[]
}

type AclChangeFlags = ChangeFlagValues & Readonly<FlagValues<typeof changingFlags>>

/** The differences between granting and revoking. */
export interface AclChange extends Pick<Change<AclChangePlan, readonly AclItem[]>, 'changes' | 'request'> {
  plan(state: AccessState): AclPlan
  /** `planned`: the ACLs that would change. */
  question(planned: readonly AclItem[]): string
  /** Carries out the items with status `planned`, and returns all items with their outcome. */
  execute(cluster: Cluster, items: readonly AclItem[]): Promise<readonly AclItem[]>
  /** The command that undoes it, and the status of the items that it undoes. */
  readonly undo: {readonly verb: 'grant' | 'revoke'; readonly status: AclItem['status']}
  /** The note about a plan that changes nothing. */
  readonly nothing: string
}

/** The base class of `acls grant` and `acls revoke`. */
export abstract class AclChangingCommand extends ChangingCommand {
  protected changeAcls(flags: AclChangeFlags, change: AclChange): Promise<number> {
    const print = this.printer<readonly AclItem[], AclItem>(flags, aclItemColumns, 'principal')
    const {changes, request, undo} = change
    const unchanged = `nothing was ${undo.status}`
    return this.carryOut<AclChangePlan, readonly AclItem[]>(flags, {
      changes,
      request,
      plan: async (cluster) => {
        const own = ownPrincipal((await this.connection(flags)).settings)
        return withEffects(cluster, own, flags, (state) => change.plan(state))
      },
      show: async ({items, warnings}, as) => {
        if (as === 'result') await print({value: items, rows: items})
        else if (!flags.yes) await this.printTable(tableColumns(aclItemColumns, items), items, 'stderr')
        for (const text of warnings) await this.warning(text)
      },
      question: ({items}) => change.question(items.filter(({status}) => status === 'planned')),
      recheck: async (cluster, {plan}) => (isStale(plan, await listAcls(cluster)) ? [new StalePlan()] : []),
      execute: (cluster, {items}) => change.execute(cluster, items),
      report: (items) => print({value: items, rows: items}),
      // Changes that were made but could not be seen afterwards count as failures, too.
      failures: (items) => items.flatMap(({error}) => error ?? []),
      undo: (items) => {
        const done = items.filter(({status}) => status === undo.status)
        if (done.length === 0) return {none: unchanged}
        const again = undo.verb === 'revoke' ? done : done.filter((item) => neverMatches(item) === undefined)
        if (again.length === 0) return {none: 'these ACLs never matched anything, so there is nothing to grant again'}
        return {command: commandsFor(undo.verb, again)}
      },
      notes: {unchanged, nothing: change.nothing},
    })
  }
}

class LockOut extends ExpectedError {
  override readonly name = 'LockOut'
}

/**
 * Adds the effects to the plan. Throws if the change would lock the user out (`principal`: the user; null if
 * unknown).
 */
async function withEffects(
  cluster: Cluster,
  principal: string | null,
  flags: AclChangeFlags,
  plan: (state: AccessState) => AclPlan,
): Promise<AclChangePlan> {
  const state = await readAccess(cluster, flags)
  const {settings} = state
  const planned = plan(state)
  const changes = planned.items.filter(({status}) => status === 'planned')
  const grows = planned.resulting.length > planned.existing.length
  const warnings = [
    ...(settings.allowEveryone === false ? [] : everybodySentences(planned, changes, grows, settings.allowEveryone)),
    ...ineffective(planned, grows),
    ...doubts(settings),
  ]
  const touchesCluster = changes.some(({resourceType}) => resourceType === 'CLUSTER')
  const problems: Error[] = []
  if (touchesCluster && !flags['lockout-ok']) {
    if (principal === null)
      warnings.push(
        'cannot tell whether this takes away your own right to change ACLs: brokers map the name of this login to another principal',
      )
    else {
      const self = {principal, hosts: ownHosts(), may: await ownClusterOperations(cluster)}
      const lost = lostRights(planned.existing, planned.resulting, settings, self)
      const denies = changes.some(({permission}) => permission === 'DENY')
      if (lost.length > 0) problems.push(lockOut(principal, lost, {grows, denies}))
    }
  }
  return {
    items: planned.items.map((each) => ({...each, error: null})),
    plan: planned,
    warnings: changes.length > 0 ? warnings : [],
    problems,
    empty: changes.length === 0,
    audited: {acls: changes.map((each) => aclText(each))},
  }
}

function lockOut(
  principal: string,
  lost: readonly VitalOperation[],
  {grows, denies}: {readonly grows: boolean; readonly denies: boolean},
): LockOut {
  const names = lost.join(' and ')
  if (!grows)
    return new LockOut(
      `this takes ${names} on the cluster from ${principal}, which is you: you could not grant it again unless you are a super user. If you mean it, give --lockout-ok`,
    )
  // A denying ACL overrides everything that could be granted first.
  const advice = denies ? 'If you mean it, give' : `Grant yourself first (kafkit acls grant ${principal} alter cluster), or give` // prettier-ignore
  return new LockOut(
    `these ACLs on the cluster would leave ${principal}, which is you, without ${names}: you could not take them back unless you are a super user. ${advice} --lockout-ok`,
  )
}

/** Warnings for resources that get their first ACL, or lose their last one: access for everyone else changes. */
function everybodySentences(
  plan: AclPlan,
  changes: readonly AclBinding[],
  grows: boolean,
  allowEveryone: true | null,
): string[] {
  const patterns = uncovered(changes, grows ? plan.existing : plan.resulting).map((each) => resourceText(each))
  if (patterns.length === 0) return []
  const where = allowEveryone ? '' : 'if allow.everyone.if.no.acl.found is true, which cannot be seen, '
  const one = patterns.length === 1
  return [
    grows
      ? `no ACL applies to ${listed(patterns, 'or')} yet: ${where}everyone else will be denied`
      : `no ACL is left that applies to ${listed(patterns, 'or')}: ${where}everyone will be allowed to use ${one ? 'it' : 'them'}`,
  ]
}

/** ACLs that make no difference to what their principal may do. */
function ineffective({items}: AclPlan, grows: boolean): string[] {
  return items.flatMap((each) => {
    const {status, permission, after} = each
    if (status !== 'planned' || after === null) return []
    if (grows && permission === 'ALLOW' && !after)
      return [`${aclText(each)}: has no effect, because another ACL denies it`]
    if (!grows && permission === 'ALLOW' && after) return [`${aclText(each)}: it remains allowed by another ACL`]
    return []
  })
}
