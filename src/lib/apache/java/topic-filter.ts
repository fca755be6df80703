import {javaRegex, JavaRegexError} from './regex.ts'

/**
 * Apache's IncludeList, matching whole names: a comma means or, spaces are ignored, and enclosing quotes are dropped.
 */
export function includeList(text: string): RegExp {
  const pattern = text
    .trim()
    .replaceAll(',', '|')
    .replaceAll(' ', '')
    .replace(/^["']+/, '')
    .replace(/["']+$/, '')
  try {
    return javaRegex(pattern)
  } catch (error) {
    if (error instanceof JavaRegexError) throw new Error(`${pattern} is an invalid regex.`, {cause: error})
    throw error
  }
}
