import {boolean} from '@oclif/core/flags'
import {checked} from '../../lib/cli/args.ts'
import type {Columns, RowOf} from '../../lib/cli/columns.ts'
import {KafkaCommand} from '../../lib/cli/kafka-command.ts'
import {reportFlags} from '../../lib/cli/output.ts'
import {aboutUsers, type Count} from '../../lib/command-parts/users/left-behind.ts'
import {CredentialProblem, noUserMatches} from '../../lib/command-parts/users/credential-items.ts'
import {nameSelector} from '../../lib/text/name-selector.ts'
import type {ScramCredential} from '../../lib/users/describe-scram.ts'
import {selectUsers} from '../../lib/users/select.ts'

/** A user with SCRAM credentials. */
interface ListedUser {
  readonly user: string
  /** The credentials, by mechanism. */
  readonly credentials: readonly ScramCredential[]
  /** ACLs of the principal User:NAME; null without --verbose, or if they cannot be seen. */
  readonly acls: number | null
  /** Quotas of the user, alone and with client ids; null as for ACLs. */
  readonly quotas: number | null
}

const columns = {
  user: {value: ({user}) => user, role: () => 'name'},
  mechanisms: {value: ({credentials}) => credentials.map(({mechanism}) => mechanism)},
  /** The iterations of each mechanism. */
  iterations: {value: ({credentials}) => credentials.map(({iterations}) => iterations)},
  /** ACLs of the principal User:NAME; null without --verbose, or if they cannot be seen. */
  acls: {value: ({acls}) => acls, text: ({acls}) => acls ?? '?', align: 'right', wide: true},
  /** Quotas of the user, alone and with client ids; null as for ACLs. */
  quotas: {value: ({quotas}) => quotas, text: ({quotas}) => quotas ?? '?', align: 'right', wide: true},
} satisfies Columns<ListedUser>

export type Output = readonly ListedUser[]
export type Row = RowOf<typeof columns>

export default class UsersList extends KafkaCommand {
  static override summary = 'list the users that log in with SCRAM'
  static override description =
    'Users of other mechanisms are not stored in the cluster: those of PLAIN are in the settings of the brokers. Needs Kafka 2.7, and 3.5 for clusters without ZooKeeper.'
  static override examples = [
    '<%= config.bin %> users list',
    {description: 'With the number of their ACLs and quotas', command: '<%= config.bin %> users list --verbose'},
    {
      description: 'The users that can still log in with SCRAM-SHA-256',
      command: "<%= config.bin %> users list -o template='{user} {mechanisms}' | grep SHA-256",
    },
  ]
  static override args = {
    user: checked(nameSelector)({
      description: 'only these users: names, patterns (app-*) or /regular expressions/',
      multiple: true,
    }),
  }
  static override flags = {
    verbose: boolean({summary: 'also count the ACLs and quotas of each user'}),
    ...reportFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(UsersList)
    const print = this.printer<Output, ListedUser>(flags, columns, 'user')
    const cluster = await this.connect(flags)
    const [{users: described, names, unmatched}, about] = await Promise.all([
      selectUsers(cluster, args.user?.map(nameSelector)),
      flags.verbose ? aboutUsers(cluster) : undefined,
    ])
    const problems = new Map<string, Error>()
    const count = (counted: Count | undefined): number | null => {
      if (typeof counted === 'object') problems.set(counted.message, counted)
      return typeof counted === 'number' ? counted : null
    }
    const users = described
      .flatMap((each): ListedUser[] => {
        const {user} = each
        if (each.error) {
          problems.set(each.error.message, each.error)
          return []
        }
        const credentials = each.credentials.toSorted((a, b) => (a.mechanism < b.mechanism ? -1 : 1))
        return [{user, credentials, acls: count(about?.acls(user)), quotas: count(about?.quotas(user))}]
      })
      .toSorted((a, b) => (a.user < b.user ? -1 : 1))
    for (const name of names)
      if (!described.some(({user}) => user === name))
        problems.set(name, new CredentialProblem(`user ${name} has no SCRAM credentials`))
    for (const pattern of unmatched) problems.set(pattern, noUserMatches(pattern))
    await print({value: users, rows: users, wide: flags.verbose})
    return this.reportFailures([...problems.values()])
  }
}
