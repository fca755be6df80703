import {javaRegex, JavaRegexError} from './regex.ts'

/** Apache's IncludeList: a comma means or, blanks do not count, quotes around are dropped; must match whole names. */
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
