// What granting and revoking have in common: the plan with its effects, the steps around it, and the outcome.
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
  /** `unchanged`: it was there already. */
  readonly status: 'planned' | 'unchanged' | 'granted' | 'revoked' | 'failed'
  /** Whether the principal may do this on exactly this resource, before and after; null: a setting decides that cannot be seen. */
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
  /** Whether it is allowed after it. */
  after: {value: ({after}) => after, text: ({after}) => answerText(after), role: ({after}) => answerRole(after)},
  error: {value: ({error}) => error?.message ?? null, filled: true},
} satisfies Columns<AclItem>

export const changingFlags = {
  'lockout-ok': boolean({summary: 'even if it takes away your own right to change ACLs'}),
  'dry-run': boolean({summary: 'show what would be changed, and change nothing'}),
  ...yesFlag,
  ...authorizerFlags,
  ...reportFlags,
}

export interface AclChangePlan extends ChangePlan {
  readonly items: readonly AclItem[]
  readonly plan: AclPlan
  /** What it does besides what was meant. */
  readonly warnings: readonly string[]
}

type AclChangeFlags = ChangeFlagValues & Readonly<FlagValues<typeof changingFlags>>

/** What differs between granting and revoking. */
export interface AclChange extends Pick<Change<AclChangePlan, readonly AclItem[]>, 'changes' | 'request'> {
  plan(state: AccessState): AclPlan
  /** Of the ACLs that would change. */
  question(planned: readonly AclItem[]): string
  /** Carries out the ones with status `planned`, and returns all with what became of them. */
  execute(cluster: Cluster, items: readonly AclItem[]): Promise<readonly AclItem[]>
  /** What undoes it, by the status that its items have then. */
  readonly undo: {readonly verb: 'grant' | 'revoke'; readonly status: AclItem['status']}
  /** The note on an empty plan. */
  readonly nothing: string
}

/** The base of `acls grant` and `acls revoke`. */
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
      // Also of those that were done and could not be seen afterwards.
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

/** The plan with its effects. A problem if it would lock us out (`principal`, null if that cannot be told). */
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
        'cannot tell whether this takes from yourself the right to change ACLs: brokers map the name of this login',
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
      `this takes ${names} on the cluster from ${principal}, which is yourself: you could not grant it again unless you are a super user. If that is meant, say --lockout-ok`,
    )
  // An ACL that denies beats all that could be granted first.
  const advice = denies ? 'If that is meant, say' : `Grant yourself first (kafkit acls grant ${principal} alter cluster), or say` // prettier-ignore
  return new LockOut(
    `these would be ACLs on the cluster that leave ${principal}, which is yourself, without ${names}: you could not take them back unless you are a super user. ${advice} --lockout-ok`,
  )
}

/** Whom the first ACL on a resource shuts out, and the last one lets in. */
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
      ? `no ACL applies to ${listed(patterns, 'or')} yet: ${where}everybody else is shut out from then on`
      : `no ACL is left that applies to ${listed(patterns, 'or')}: ${where}everybody may use ${one ? 'it' : 'them'} from then on`,
  ]
}

/** Changes that change nothing for their principal. */
function ineffective({items}: AclPlan, grows: boolean): string[] {
  return items.flatMap((each) => {
    const {status, permission, after} = each
    if (status !== 'planned' || after === null) return []
    if (grows && permission === 'ALLOW' && !after)
      return [`${aclText(each)}: has no effect, because another ACL denies it`]
    if (!grows && permission === 'ALLOW' && after) return [`${aclText(each)}: it stays allowed, by another ACL`]
    return []
  })
}
