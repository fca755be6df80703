// Puts flags that several commands share into a section of one command's help.
import type {FlagInput} from '@oclif/core/interfaces'

/** The same flags, which help lists in the section `${helpGroup} FLAGS`. */
export const inGroup = <F extends FlagInput>(helpGroup: string, flags: F): F =>
  Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, {...flag, helpGroup}])) as F
