// Where the password of a user comes from. It is never the value of a flag, which process lists and the shell's
// history would show.
import {existsSync} from 'node:fs'
import {boolean, string} from '@oclif/core/flags'
import {canAsk} from '../../cli/confirm.ts'
import type {Exclusion} from '../../cli/exclusions.ts'
import {cannotWriteNew, textOfFile} from '../../cli/files.ts'
import type {FlagValues} from '../../cli/flag-values.ts'
import {firstLineOf} from '../../cli/first-line.ts'
import type {Io} from '../../cli/io.ts'
import type {ConnectionFlagValues} from '../../cli/kafka-command.ts'
import {writeNewFile} from '../../cli/state-file.ts'
import {UsageError} from '../../errors/usage-error.ts'
import {generatePassword} from '../../users/generate-password.ts'

const helpGroup = 'PASSWORD'

export const newPasswordFlags = {
  'new-password-stdin': boolean({summary: "read the user's password from the first line of standard input", helpGroup}),
  'new-password-file': string({
    helpValue: 'FILE',
    summary: "read the user's password from the first line of this file",
    helpGroup,
  }),
  generate: string({
    helpValue: 'FILE',
    summary: 'generate a password and write it to this new file, which only you may read',
    helpGroup,
  }),
}

export type NewPasswordFlagValues = Readonly<FlagValues<typeof newPasswordFlags>> &
  Pick<ConnectionFlagValues, 'password-stdin'>

export const newPasswordExclusions: readonly Exclusion<NewPasswordFlagValues>[] = [
  ['new-password-stdin', 'new-password-file', 'generate'],
  {
    atMostOneOf: ['password-stdin', 'new-password-stdin'],
    because:
      'standard input can give only one password, your own or the new one: give the new one with --new-password-file',
  },
]

/** A given password, one that is still to be typed, or a generated one for a new file. */
export type PasswordSource =
  {readonly password: string} | 'typed' | {readonly password: string; readonly generatedInto: string}

/**
 * Reads the password if it can be read before a request is sent. Throws UsageError if there is none, or if its file
 * exists already.
 */
export async function passwordSource(flags: NewPasswordFlagValues, user: string, io: Io): Promise<PasswordSource> {
  const file = flags['new-password-file']
  if (flags.generate !== undefined) {
    if (existsSync(flags.generate))
      throw new UsageError(`--generate: ${flags.generate} already exists; nothing was changed`)
    return {password: generatePassword(), generatedInto: flags.generate}
  }
  if (file !== undefined) {
    const [password = ''] = (await textOfFile(file, io.stdin)).split(/\r?\n/, 1)
    return {password: notEmpty(password, `--new-password-file: the first line of ${file} is empty`)}
  }
  if (flags['new-password-stdin']) {
    if (canAsk(io)) return 'typed'
    return {password: notEmpty(await firstLineOf(io.stdin), '--new-password-stdin: standard input is empty')}
  }
  if (canAsk(io) && !flags['password-stdin']) return 'typed'
  const own = flags['password-stdin'] ? '--password-stdin is for your own login; ' : ''
  throw new UsageError(
    `where does the password of ${user} come from? ${own}There is no terminal to type it on: use --new-password-stdin, --new-password-file or --generate`,
  )
}

/** The password; if it has to be typed, it is typed twice. Throws UsageError if the two differ. */
export async function newPassword(source: PasswordSource, user: string, io: Io): Promise<string> {
  if (source !== 'typed') return source.password
  const {typedSecretly} = await import('../../cli/confirm.ts')
  const password = notEmpty(
    await typedSecretly(io, `New password of ${user}:`),
    'a password cannot be empty; nothing was changed',
  )
  if ((await typedSecretly(io, 'The same again:')) !== password)
    throw new UsageError('the two passwords differ; nothing was changed')
  return password
}

/**
 * Writes a generated password to the disk before it is set, because it cannot be read from the cluster afterwards.
 * Throws UsageError.
 */
export async function keepPassword(source: PasswordSource): Promise<void> {
  if (typeof source === 'string' || !('generatedInto' in source)) return
  const {generatedInto, password} = source
  await writeNewFile(generatedInto, `${password}\n`).catch((error: unknown) => {
    throw cannotWriteNew(generatedInto, error, 'nothing was changed')
  })
}

function notEmpty(password: string, sentence: string): string {
  if (password === '') throw new UsageError(sentence)
  return password
}
