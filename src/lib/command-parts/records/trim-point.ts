import {custom} from '@oclif/core/flags'
import {UsageError} from '../../errors/usage-error.ts'
import {parseTime, type Time} from '../../text/time.ts'

/** A time. A bare number could be an offset or milliseconds, and must not be guessed where records are deleted. */
export const trimPoint = custom<Time>({
  helpValue: 'TIME',
  parse: async (text) => {
    if (/^\d+$/.test(text.trim()))
      throw new UsageError(
        `is ${text} an offset or a time? Write --before-offset ${text}, or a time such as 2026-03-01`,
      )
    return parseTime(text)
  },
})
