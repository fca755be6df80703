import {checked} from '../../lib/cli/args.ts'
import type {RowOf} from '../../lib/cli/columns.ts'
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
import {checkNewUser} from '../../lib/users/scram-user.ts'

export type Output = readonly CredentialItem[]
export type Row = RowOf<typeof credentialColumns>

export default class UsersCreate extends PasswordCommand {
  static override summary = 'create a user that logs in with SCRAM'
  static override description =
    'The password is typed twice, read from standard input or a file, or generated into a file; there is no flag for it, because process lists and shell histories would show it. It is salted and hashed here and never sent (KIP-554). Refuses a user who has the mechanism already; another mechanism can be added. A new user has no rights until kafkit acls grant gives it some.'
  static override examples = [
    '<%= config.bin %> users create alice',
    {
      description: 'In a script, with a generated password, checked by a login',
      command: '<%= config.bin %> users create alice --generate alice.password --verify --yes',
    },
    {
      description: 'With the password of a secret store',
      command:
        'vault kv get -field=password kafka/alice | <%= config.bin %> users create alice --new-password-stdin --yes',
    },
  ]
  static override args = {
    user: checked(checkNewUser)({description: 'the name to log in with; in ACLs it is User:NAME', required: true}),
  }
  static override flags = {
    mechanism: mechanismFlag('the mechanism to log in with (default: SCRAM-SHA-512); repeat for both'),
    ...passwordCommandFlags,
  }

  async run(): Promise<number> {
    const {flags, args} = await this.parse(UsersCreate)
    const {user} = args
    const mechanisms = [...new Set(flags.mechanism ?? (['SCRAM-SHA-512'] as const))]
    return this.changePassword(flags, {
      user,
      done: 'created',
      plan: async (_cluster, now) => {
        const items = mechanisms.map((mechanism): CredentialItem => ({
          user,
          mechanism,
          status: 'planned',
          before: now.get(mechanism) ?? null,
          after: flags.iterations ?? usualIterations,
          login: null,
          error: null,
        }))
        const problems = items
          .filter(({before}) => before !== null)
          .map(
            ({mechanism}) =>
              new CredentialProblem(
                `user ${user} has ${mechanism} already: kafkit users rotate ${shellWord(user)} gives it another password`,
              ),
          )
        const others = [...now.keys()].filter((each) => !mechanisms.some((mechanism) => mechanism === each))
        return {
          items,
          warnings: others.map((each) => `${user} can also log in with ${each}, whose password is unchanged`),
          problems,
          othersSpared: problems.length < items.length,
          audited: {user, mechanisms},
        }
      },
      undo: (items) =>
        items.length === 0
          ? {none: 'no user was created'}
          : {
              command: [
                'kafkit users delete',
                shellWord(user),
                ...items.map(({mechanism}) => `--mechanism ${mechanism}`),
              ].join(' '),
            },
    })
  }
}
