// Replaces `${VAR}`, `${VAR:-otherwise}` and `${VAR:?why}` in values.
import {UsageError} from '../errors/usage-error.ts'

/**
 * Replaces the variables in a text; `$$` stands for a dollar sign. Throws UsageError for a variable that is not set.
 */
export const environmentIn =
  (environment: Readonly<Record<string, string | undefined>>) =>
  (text: string): string =>
    text.replaceAll(
      /\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)(?:(:-|:\?)([^}]*))?\}/g,
      (whole, name: string | undefined, operator: string | undefined, rest = '') => {
        if (name === undefined) return '$'
        const value = environment[name]
        if (value !== undefined && (value !== '' || operator === undefined)) return value
        if (operator === ':-') return rest as string
        const why = operator === ':?' && rest !== '' ? `: ${rest as string}` : ''
        throw new UsageError(`${whole}: the variable ${name} is not set${why}`)
      },
    )
