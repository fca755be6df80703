import {UsageError} from '../errors/usage-error.ts'

/**
 * Throws UsageError for a text that should not be the name of a SCRAM user, because the login and its principal would
 * not match it.
 */
export function checkNewUser(text: string): void {
  if (text === '') throw new UsageError('the name of a user cannot be empty')
  if (text !== text.trim()) throw new UsageError(`'${text}' has blanks around it, which a login would have to repeat`)
  const [, type, name] = /^(User):(.*)$/is.exec(text) ?? []
  if (type !== undefined)
    throw new UsageError(`'${text}' is a principal; users are named without the type, as they log in: ${name}`)
  // ScramMessages.AbstractScramMessage.SASLNAME.
  const strange = /\P{ASCII}/u.exec(text)?.[0]
  if (strange !== undefined)
    throw new UsageError(
      `'${text}' could never log in: brokers read names of SCRAM users in ASCII only, and ${JSON.stringify(strange)} is not`,
    )
  if (text === '*')
    throw new UsageError("a user '*' would have the principal User:*, which stands for all users in ACLs")
}
