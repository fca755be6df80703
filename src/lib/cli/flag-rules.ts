// Which flags exclude each other, as a table: a command has one, and checks it before it connects.
import {UsageError} from '../cluster/errors.ts'
import {listed} from '../text/listed.ts'

/** One row. `F`: the values of a command's flags, by their names. */
export type FlagRule<F> =
  | {
      readonly atMostOneOf: readonly Name<F>[]
      /** Why: `each says where to start`. */
      readonly because: string
    }
  | {
      readonly when: (flags: F) => boolean
      /** None of these may be given then. */
      readonly refuse: readonly Name<F>[]
      /** The whole sentence; `flag` is the one that was given, with its dashes. */
      readonly say: (flag: string, flags: F) => string
    }

type Name<F> = keyof F & string

/** A flag without a value, a switch that is off, and a list that was not begun are not given. */
export const isGiven = <F extends object>(flags: F, name: Name<F>): boolean =>
  flags[name] !== undefined && flags[name] !== false

/** UsageError by the first rule that is broken, in the order of the table. */
export function checkFlags<F extends object>(rules: readonly FlagRule<F>[], flags: NoInfer<F>): void {
  for (const rule of rules) {
    if ('atMostOneOf' in rule) {
      const given = rule.atMostOneOf.filter((name) => isGiven(flags, name)).map((name) => `--${name}`)
      if (given.length > 1) throw new UsageError(`${listed(given, 'and')} exclude each other: ${rule.because}`)
      continue
    }
    const name = rule.when(flags) ? rule.refuse.find((each) => isGiven(flags, each)) : undefined
    if (name !== undefined) throw new UsageError(rule.say(`--${name}`, flags))
  }
}
