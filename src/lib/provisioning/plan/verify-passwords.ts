// Tells whether users have the passwords that the files name. Kafka does not return passwords, so a login is tried.
import type {ClusterSettings} from '../../cluster/cluster.ts'
import {ExpectedError} from '../../errors/expected-error.ts'
import {NotVerified, verifyLogin} from '../../users/verify-login.ts'
import {isUnread, type Current} from '../current.ts'
import type {DesiredUser} from '../declared.ts'
import {passwordFrom} from '../passwords.ts'

export interface VerifyOptions {
  /** The connection settings for the logins; their credentials are replaced. */
  readonly settings: ClusterSettings
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** `other`: brokers refuse the password. An error: it is not known whether the password is the same. */
export type PasswordVerdict = 'same' | 'other' | Error

export const credentialKey = (user: string, mechanism: string): string => `${mechanism} ${user}`

/** The number of logins at the same time, limited so that no broker is flooded. */
const atOnce = 8

/**
 * The results by `credentialKey`, for users whose mechanism and iterations are as declared and whose files name a
 * password.
 */
export async function verifyPasswords(
  wanted: readonly DesiredUser[],
  {users}: Pick<Current, 'users'>,
  {settings, environment}: VerifyOptions,
): Promise<ReadonlyMap<string, PasswordVerdict>> {
  const verdicts = new Map<string, PasswordVerdict>()
  if (users === null || isUnread(users)) return verdicts
  const open = wanted.flatMap(({user, state, credentials}) =>
    credentials.flatMap(({mechanism, iterations, password}) =>
      state === 'present' && password && users.get(user)?.get(mechanism) === iterations
        ? [{user, mechanism, password}]
        : [],
    ),
  )
  const work = open.values()
  await Promise.all(
    Array.from({length: Math.min(atOnce, open.length)}, async () => {
      for (const {user, mechanism, password: source} of work) {
        const key = credentialKey(user, mechanism)
        try {
          const password = await passwordFrom(source, user, environment)
          await verifyLogin(settings, {user, mechanism, password}, async () => {}, 1)
          verdicts.set(key, 'same')
        } catch (error) {
          if (!(error instanceof ExpectedError)) throw error
          verdicts.set(key, error instanceof NotVerified && error.refused ? 'other' : error)
        }
      }
    }),
  )
  return verdicts
}
