// Checks that Apache's tools share (CommandLineUtils). Scripts may look for their messages, which go to stderr before
// the help.
import type {Options, OptionTable} from './options.ts'

/** The command line is wrong: the message and then the help go to stderr, and the exit code is 1. */
export class UsageProblem extends Error {
  override readonly name = 'UsageProblem'
}

/** TerseException: the message alone goes to stderr, and the exit code is 1. */
export class TerseProblem extends Error {
  override readonly name = 'TerseProblem'
}

/** Throws UsageProblem for the first of these options that is not given. */
export function requireOptions<T extends OptionTable>(
  options: Options<T>,
  ...names: readonly (keyof T & string)[]
): void {
  for (const name of names) if (!options.has(name)) throw new UsageProblem(`Missing required argument "[${name}]"`)
}

/** Throws UsageProblem if `used` is given together with one of the others. */
export function forbidTogether<T extends OptionTable>(
  options: Options<T>,
  used: keyof T & string,
  ...others: readonly (keyof T & string)[]
): void {
  if (!options.has(used)) return
  for (const other of others)
    if (options.has(other)) throw new UsageProblem(`Option "[${used}]" can't be used with option "[${other}]"`)
}

/** The one that is given. Throws UsageProblem if none or several are. */
export function requireOne<T extends OptionTable, Name extends keyof T & string>(
  options: Options<T>,
  ...names: readonly Name[]
): Name {
  const [given, ...more] = names.filter((name) => options.has(name))
  if (given === undefined || more.length > 0) {
    const list = names.map((name) => `[${name}]`).join(', ')
    throw new UsageProblem(`Exactly one of the following arguments is required: ${list}`)
  }
  return given
}
