import {JavaError} from './errors.ts'
import {javaRegex, JavaRegexError, javaSearch} from './regex.ts'

/** Pattern.compile, for whole matches. Throws PatternSyntaxException as JavaError. */
export const compilePattern = (pattern: string): RegExp => compiled(pattern, () => javaRegex(pattern))

/**
 * Pattern.compile, for Matcher.find (`g`) and lookingAt (`y`) from `lastIndex` on. Throws PatternSyntaxException as
 * JavaError.
 */
export const compileSearch = (pattern: string, how: 'g' | 'y'): RegExp =>
  compiled(pattern, () => javaSearch(pattern, how))

function compiled(pattern: string, compile: () => RegExp): RegExp {
  try {
    return compile()
  } catch (error) {
    if (!(error instanceof JavaRegexError)) throw error
    throw new JavaError('java.util.regex.PatternSyntaxException', `${error.message} near '${pattern}'`, {
      cause: error,
      relation: 'repeats',
    })
  }
}
