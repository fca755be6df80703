// How kafka-features reads features and releases.
import {metadataVersionNamed, metadataVersions, type MetadataVersion} from '../../features/versions.ts'
import {TerseProblem} from '../command-line/checks.ts'
import {parseJavaInt} from '../java/numbers.ts'
import {javaTrim} from '../java/trim.ts'

/** TerseProblem if it is not `feature=level`. */
export function parseNameAndLevel(text: string): {readonly name: string; readonly level: number} {
  const fail = (why: string) => new TerseProblem(`Can't parse feature=level string ${text}: ${why}`)
  const at = text.indexOf('=')
  if (at < 0) throw fail('equals sign not found.')
  const level = javaTrim(text.slice(at + 1))
  if (!isShort(level)) throw fail(`unable to parse ${level} as a short.`)
  return {name: javaTrim(text.slice(0, at)), level: parseJavaInt(level)}
}

function isShort(text: string): boolean {
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : NaN
  return value >= -32_768 && value <= 32_767
}

/** TerseProblem if there is none. */
export function parseRelease(text: string): MetadataVersion {
  const version = metadataVersionNamed(text)
  if (version) return version
  const known = metadataVersions.map(({name}) => name).join(', ')
  throw new TerseProblem(`Unknown metadata.version '${text}'. Supported metadata.version are: ${known}`)
}
