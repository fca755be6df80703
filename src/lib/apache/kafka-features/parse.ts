// Reads features and their levels.
import {TerseProblem} from '../command-line/checks.ts'
import {parseJavaInt} from '../java/numbers.ts'
import {javaTrim} from '../java/trim.ts'
import {isShort} from '../shared/feature-levels.ts'

/** Throws TerseProblem if the text is not `feature=level`. */
export function parseNameAndLevel(text: string): {readonly name: string; readonly level: number} {
  const fail = (why: string) => new TerseProblem(`Can't parse feature=level string ${text}: ${why}`)
  const at = text.indexOf('=')
  if (at < 0) throw fail('equals sign not found.')
  const level = javaTrim(text.slice(at + 1))
  if (!isShort(level)) throw fail(`unable to parse ${level} as a short.`)
  return {name: javaTrim(text.slice(0, at)), level: parseJavaInt(level)}
}
