import {custom} from '@oclif/core/args'

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
