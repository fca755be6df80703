import {JavaError} from './errors.ts'
import {javaRegex, JavaRegexError} from './regex.ts'

/** Pattern.compile, for whole matches. PatternSyntaxException as JavaError. */
export function compilePattern(pattern: string): RegExp {
  try {
    return javaRegex(pattern)
  } catch (error) {
    if (!(error instanceof JavaRegexError)) throw error
    throw new JavaError('java.util.regex.PatternSyntaxException', `${error.message} near '${pattern}'`, {
      cause: error,
      relation: 'repeats',
    })
  }
}
