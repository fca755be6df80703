// Where the password of a user comes from. Never from a flag's value: process lists and the shell's history would have it.
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
    because: 'standard input has one password, your own or the new one (--new-password-file takes the other)',
  },
]

/** A password that is there already, one that is still to be typed, or one for a new file. */
export type PasswordSource =
  {readonly password: string} | 'typed' | {readonly password: string; readonly generatedInto: string}

/** Reads what can be read before anything is sent. UsageError if there is no password, or the file for it cannot be new. */
export async function passwordSource(flags: NewPasswordFlagValues, user: string, io: Io): Promise<PasswordSource> {
  const file = flags['new-password-file']
  if (flags.generate !== undefined) {
    if (existsSync(flags.generate))
      throw new UsageError(`--generate: ${flags.generate} is there already; nothing was changed`)
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
  const own = flags['password-stdin'] ? '--password-stdin is that of your own login; ' : ''
  throw new UsageError(
    `where does the password of ${user} come from? ${own}There is no terminal to type it on: use --new-password-stdin, --new-password-file or --generate`,
  )
}

/** The password in the end, typed twice where it has to be. UsageError if the two differ. */
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

/** Puts a generated password on the disk, before it is set: afterwards it cannot be read from the cluster. UsageError. */
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
