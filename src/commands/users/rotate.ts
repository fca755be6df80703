import {checked} from '../../lib/cli/args.ts'
import type {RowOf} from '../../lib/cli/columns.ts'
import {ownPrincipal} from '../../lib/cli/own-principal.ts'
import {
  CredentialProblem,
  type credentialColumns,
  type CredentialItem,
} from '../../lib/command-parts/users/credential-items.ts'
import {
  mechanismFlag,
  PasswordCommand,
  passwordCommandFlags,
  usualIterations,
} from '../../lib/command-parts/users/password-command.ts'
import {shellWord} from '../../lib/text/shell-word.ts'
import {isScramMechanism, type ScramMechanism} from '../../lib/users/scram-mechanism.ts'

export type Output = readonly CredentialItem[]
export type Row = RowOf<typeof credentialColumns>

export default class UsersRotate extends PasswordCommand {
  static override summary = 'give a user a new password'
  static override description =
    'Replaces the password of every mechanism that the user has, or of those that --mechanism names: the others stay as they are, with the old password. The number of iterations never decreases. Connections that are open stay open until they log in again (connections.max.reauth.ms of brokers); new ones need the new password at once. The old password cannot be restored, because brokers do not keep it.'
  static override examples = [
    '<%= config.bin %> users rotate alice',
    {
      description: 'In a script that continues only after a login with the new password',
      command: '<%= config.bin %> users rotate alice --generate alice.new --verify --yes',
    },
    {
      description: 'Only one mechanism',
      command: '<%= config.bin %> users rotate alice --mechanism SCRAM-SHA-512 --new-password-file new.txt --yes',
    },
  ]
  static override args = {user: checked()({description: 'a user that kafkit users list shows', required: true})}
  static override flags = {
    mechanism: mechanismFlag('only this mechanism; repeat for more'),
    ...passwordCommandFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(UsersRotate)
    const {user} = args
    return this.changePassword(flags, {
      user,
      done: 'rotated',
      plan: async (_cluster, now) => {
        const has = [...now.keys()].filter((each): each is ScramMechanism => isScramMechanism(each)).toSorted()
        const mechanisms = [...new Set(flags.mechanism ?? has)]
        const items = mechanisms.map((mechanism): CredentialItem => {
          const before = now.get(mechanism) ?? null
          const after = flags.iterations ?? Math.max(before ?? 0, usualIterations)
          return {user, mechanism, status: 'planned', before, after, login: null, error: null}
        })
        const problems = has.length === 0 ? [noUser(user)] : items.filter(({before}) => before === null).map(lacking)
        const left = has.filter((each) => !mechanisms.includes(each))
        const own = ownPrincipal((await this.connection(flags)).settings) === `User:${user}`
        return {
          items,
          warnings: [
            ...left.map((each) => `${each} of ${user} keeps its old password`),
            ...(own ? [`this is the user that you log in as: your connections need the new password afterwards`] : []),
          ],
          problems,
          othersSpared: problems.length < items.length,
          audited: {user, mechanisms},
        }
      },
      undo: (items) => ({
        none:
          items.length === 0
            ? 'no password was changed'
            : 'the old password cannot be restored: brokers do not keep it',
      }),
    })
  }
}

const noUser = (user: string) =>
  new CredentialProblem(`user ${user} has no SCRAM credentials: kafkit users create ${shellWord(user)} makes them`)

const lacking = ({user, mechanism}: CredentialItem) =>
  new CredentialProblem(
    `user ${user} has no ${mechanism}: kafkit users create ${shellWord(user)} --mechanism ${mechanism} adds it`,
  )
