import {UsageProblem} from '../command-line/checks.ts'

const types: Readonly<Record<string, string>> = {
  classic: 'Classic',
  consumer: 'Consumer',
  share: 'Share',
  streams: 'Streams',
}

/** GroupType.toString, from a type in lower case; '' if the broker does not say. */
export const titledType = (type: string | null): string => (type === null ? '' : (types[type] ?? 'Unknown'))

/** The known names in a comma-separated list, in any case. Throws UsageProblem for an unknown one. */
export function namesIn(text: string | undefined, known: readonly string[], what: string): string[] {
  // Without a value, the option only requests the column; so does a value of commas only.
  const names = (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name, at, all) => name !== '' || (at < all.length - 1 && all.slice(at).some((rest) => rest !== '')))
  const found = names.map((name) => known.find((each) => each.toLowerCase() === name.toLowerCase()))
  if (found.includes(undefined)) {
    const list = known.join(', ')
    throw new UsageProblem(`Invalid ${what} list '${text}'. Valid ${what === 'state' ? 'states' : what} are: ${list}`)
  }
  return found.filter((name) => name !== undefined)
}
