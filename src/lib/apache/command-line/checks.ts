// The checks that Apache's tools share (CommandLineUtils): their words are interface, and end on stderr before the help.
import type {Options, OptionTable} from './options.ts'

/** The command line cannot be meant so. Printed with the help behind it, on stderr; exit code 1. */
export class UsageProblem extends Error {
  override readonly name = 'UsageProblem'
}

export function requireOptions<T extends OptionTable>(
  options: Options<T>,
  ...names: readonly (keyof T & string)[]
): void {
  for (const name of names) if (!options.has(name)) throw new UsageProblem(`Missing required argument "[${name}]"`)
}

/** `used` and one of the others. */
export function forbidTogether<T extends OptionTable>(
  options: Options<T>,
  used: keyof T & string,
  ...others: readonly (keyof T & string)[]
): void {
  if (!options.has(used)) return
  for (const other of others)
    if (options.has(other)) throw new UsageProblem(`Option "[${used}]" can't be used with option "[${other}]"`)
}

/** Exactly one of them. */
export function requireOne<T extends OptionTable>(
  options: Options<T>,
  ...names: readonly (keyof T & string)[]
): keyof T & string {
  const [given, ...more] = names.filter((name) => options.has(name))
  if (given === undefined || more.length > 0) {
    const list = names.map((name) => `[${name}]`).join(', ')
    throw new UsageProblem(`Exactly one of the following arguments is required: ${list}`)
  }
  return given
}
