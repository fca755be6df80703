import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import {failuresOf} from '../../lib/cli/change.ts'
import {ChangingCommand} from '../../lib/cli/changing-command.ts'
import {tableColumns, type RowOf} from '../../lib/cli/columns.ts'
import {yesFlag} from '../../lib/cli/confirm.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {ownPrincipal} from '../../lib/cli/own-principal.ts'
import {pause} from '../../lib/cli/pause.ts'
import type {Cluster} from '../../lib/cluster/cluster.ts'
import {
  credentialColumns as columns,
  CredentialNotSeen,
  CredentialProblem,
  noUserMatches,
  StaleCredentials,
  type CredentialItem,
  type CredentialPlan,
} from '../../lib/command-parts/users/credential-items.ts'
import {aboutUsers, leftBehind} from '../../lib/command-parts/users/left-behind.ts'
import {mechanismFlag} from '../../lib/command-parts/users/password-command.ts'
import {ExpectedError} from '../../lib/errors/expected-error.ts'
import {nameSelector} from '../../lib/text/name-selector.ts'
import {counted} from '../../lib/text/plural.ts'
import {alterScramUser} from '../../lib/users/alter-scram.ts'
import {awaitScram, scramOf} from '../../lib/users/await-scram.ts'
import {selectUsers} from '../../lib/users/select.ts'
import {isScramMechanism, type ScramMechanism} from '../../lib/users/scram-mechanism.ts'

export type Output = readonly CredentialItem[]
export type Row = RowOf<typeof columns>

export default class UsersDelete extends ChangingCommand {
  static override summary = 'delete the SCRAM credentials of users'
  static override description =
    'New logins as the user fail; connections that are open stay open until they log in again. ACLs and quotas of the user remain, and are counted: a new user of that name would have them. A password cannot be restored. Deleting the user that you log in as is refused unless --lockout-ok is given.'
  static override examples = [
    '<%= config.bin %> users delete alice',
    {description: 'Look first', command: '<%= config.bin %> users delete alice bob --dry-run'},
    {
      description: 'Remove one mechanism',
      command: '<%= config.bin %> users delete alice --mechanism SCRAM-SHA-256 --yes',
    },
  ]
  static override args = {
    user: checked(nameSelector)({
      description: 'users that kafkit users list shows: names, patterns (app-*) or /regular expressions/',
      required: true,
      multiple: true,
    }),
  }
  static override flags = {
    mechanism: mechanismFlag('only this mechanism (default: every one); repeat for more'),
    'lockout-ok': boolean({summary: 'delete the user even if you log in as that user'}),
    'dry-run': boolean({summary: 'show what would be deleted without deleting anything'}),
    ...yesFlag,
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(UsersDelete)
    const print = this.printer<Output, CredentialItem>(flags, columns, 'user')
    return this.carryOut(flags, {
      changes: 'delete SCRAM credentials',
      request: {users: args.user, mechanisms: flags.mechanism ?? null},
      plan: async (cluster) => {
        const own = ownPrincipal((await this.connection(flags)).settings)
        return plan(cluster, args.user, {mechanisms: flags.mechanism, own: flags['lockout-ok'] ? null : own})
      },
      show: async ({items, warnings}, as) => {
        if (as === 'result') await print({value: items, rows: items})
        else if (!flags.yes) await this.printTable(tableColumns(columns, items), items, 'stderr')
        for (const text of warnings) await this.warning(text)
      },
      question: ({items}) =>
        `Delete ${items.length === 1 ? `the password of ${items[0]?.user ?? ''}` : `these ${counted(items.length, 'password')}`} for good`,
      recheck: async (cluster, {items}) =>
        (
          await Promise.all(
            byUser(items).map(async ([user, own]) => {
              const now = await scramOf(cluster, user)
              return own.every(({mechanism, before}) => (now.get(mechanism) ?? null) === before)
                ? []
                : [new StaleCredentials(user)]
            }),
          )
        ).flat(),
      execute: async (cluster, {items}) => {
        const outcomes = await Promise.all(byUser(items).map(([, own]) => this.#delete(cluster, own)))
        return outcomes.flat()
      },
      report: (items) => print({value: items, rows: items}),
      failures: (items) => failuresOf(items.map(({status, error}) => ({status, error: error ?? undefined}))),
      undo: (items) => ({
        none: items.some(({status}) => status === 'deleted')
          ? 'a deleted password cannot be restored: kafkit users create sets a new one'
          : 'nothing was deleted',
      }),
      notes: {unchanged: 'nothing was deleted'},
    })
  }

  async #delete(cluster: Cluster, items: readonly CredentialItem[]): Promise<CredentialItem[]> {
    const outcomes: CredentialItem[] = []
    // One mechanism per request, because brokers refuse a request that names a user twice.
    for (const item of items) {
      const {user, mechanism} = item
      try {
        await alterScramUser(cluster, user, {remove: [mechanism]})
        const left = await awaitScram(cluster, user, new Map([[mechanism, null]]), () => pause(this.io, 250))
        if (left.length > 0) throw new CredentialNotSeen(user, mechanism)
        outcomes.push({...item, status: 'deleted'})
      } catch (error) {
        if (!(error instanceof ExpectedError)) throw error
        outcomes.push({...item, status: 'failed', error})
      }
    }
    return outcomes
  }
}

const byUser = (items: readonly CredentialItem[]) => [...Map.groupBy(items, ({user}) => user)]

async function plan(
  cluster: Cluster,
  given: readonly string[],
  {mechanisms, own}: {readonly mechanisms: readonly ScramMechanism[] | undefined; readonly own: string | null},
): Promise<CredentialPlan> {
  const [about, selected] = await Promise.all([aboutUsers(cluster), selectUsers(cluster, given.map(nameSelector))])
  const states = selected.names.map((user) => {
    const described = selected.users.find((each) => each.user === user)
    if (described?.error) throw described.error
    return {user, now: new Map(described?.credentials.map(({mechanism, iterations}) => [mechanism, iterations]))}
  })
  const problems: Error[] = selected.unmatched.map(noUserMatches)
  const warnings: string[] = []
  const items = states.flatMap(({user, now}): CredentialItem[] => {
    const has = [...now.keys()].filter((each): each is ScramMechanism => isScramMechanism(each)).toSorted()
    if (has.length === 0) problems.push(new CredentialProblem(`user ${user} has no SCRAM credentials`))
    const going = mechanisms ?? has
    for (const each of has.length === 0 ? [] : going.filter((mechanism) => !has.includes(mechanism)))
      problems.push(new CredentialProblem(`user ${user} has no ${each}`))
    if (own === `User:${user}`)
      problems.push(
        new CredentialProblem(
          `${user} is the user that you log in as: you could not log in again. If you mean it, give --lockout-ok`,
        ),
      )
    if (has.every((each) => going.includes(each))) warnings.push(...leftBehind(user, about))
    else warnings.push(`${user} can still log in with ${has.filter((each) => !going.includes(each)).join(' and ')}`)
    return has
      .filter((each) => going.includes(each))
      .map((mechanism) => ({
        user,
        mechanism,
        status: 'planned',
        before: now.get(mechanism) ?? null,
        after: null,
        login: null,
        error: null,
      }))
  })
  return {
    items,
    warnings,
    problems,
    othersSpared: items.length > problems.length,
    audited: {credentials: items.map(({user, mechanism}) => ({user, mechanism}))},
  }
}
