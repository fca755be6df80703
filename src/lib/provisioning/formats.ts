// All formats that can be read.
import {listed} from '../text/listed.ts'
import {nearest} from '../text/nearest.ts'
import {UsageError} from '../errors/usage-error.ts'
import {native} from './native/native.ts'
import type {Node} from './node.ts'
import type {FormatReader} from './reader.ts'

/** The first that recognises a document takes it. */
const formats: readonly FormatReader[] = [native]

export const formatNames = (): string[] => formats.map(({name}) => name)

/** UsageError for a name that no format has. */
export function formatNamed(name: string): FormatReader {
  const found = formats.find((each) => each.name === name)
  if (found) return found
  const guess = nearest(name, formatNames())
  throw new UsageError(
    `there is no format '${name}': kafkit reads ${listed(formatNames(), 'and')}${guess ? `; did you mean ${guess}?` : ''}`,
  )
}

export const formatOf = (document: Node): FormatReader | undefined => formats.find((each) => each.recognises(document))
