import {custom} from '@oclif/core/args'
import {wholeNumber} from './flags.ts'

/**
 * Defines arguments that `check` must accept (it throws UsageError). They are never read from stdin, where records
 * come from; oclif would read a missing argument there.
 */
export const checked = (check: (text: string) => void = () => {}) =>
  custom<string>({
    ignoreStdin: true,
    parse: async (text) => {
      check(text)
      return text
    },
  })

/** The id of a broker or a controller. Throws UsageError for anything else. */
export const nodeId = custom<number>({ignoreStdin: true, parse: async (text) => wholeNumber(text, 0, 2 ** 31 - 1)})
