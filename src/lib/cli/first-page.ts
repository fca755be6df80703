// Chooses the flags that open the help of a command with many of them.
import type {FlagInput} from '@oclif/core/interfaces'

/**
 * The same flags, but these come first, in this order, and belong to no group: help shows them under FLAGS on its
 * first page, and all others in their groups below it.
 */
export function firstPage<F extends FlagInput>(names: readonly (keyof F & string)[], flags: F): F {
  const first = names.map((name) => [name, {...flags[name], helpGroup: undefined}])
  const others = Object.entries(flags).filter(([name]) => !names.includes(name))
  return Object.fromEntries([...first, ...others]) as F
}
