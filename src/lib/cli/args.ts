import {custom} from '@oclif/core/args'
import {wholeNumber} from './flags.ts'

/**
 * A definer of arguments that `check` must let pass (it raises UsageError). oclif would read a missing argument from
 * stdin, which is where records come from: never.
 */
export const checked = (check: (text: string) => void = () => {}) =>
  custom<string>({
    ignoreStdin: true,
    parse: async (text) => {
      check(text)
      return text
    },
  })

/** The id of a broker or a controller; UsageError for anything else. */
export const nodeId = custom<number>({ignoreStdin: true, parse: async (text) => wholeNumber(text, 0, 2 ** 31 - 1)})
