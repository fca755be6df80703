// What the options of the console consumers have in common.
import {UsageProblem} from '../command-line/checks.ts'
import {hashOrderOfStrings} from '../java/hash-order.ts'

/** The notice about the new name of an option; Apache's tools print it on stdout. */
export const deprecationOf = (before: string, now: string): string =>
  `Option --${before} is deprecated and will be removed in a future version. Use --${now} instead.\n`

/** The group id if one was given, even several times; otherwise undefined. Throws UsageProblem if the ids differ. */
export function oneGroupId(named: readonly (string | undefined)[], configOption: string): string | undefined {
  const groups = hashOrderOfStrings(new Set(named.filter((group) => group !== undefined)))
  if (groups.length < 2) return groups[0]
  const list = groups.map((group) => `'${group}'`).join(', ')
  throw new UsageProblem(
    "The group ids provided in different places (directly using '--group', via '--consumer-property', or via " +
      `'${configOption}') do not match. Detected group ids: ${list}`,
  )
}
