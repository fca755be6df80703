import type {ConfigEntry} from '../../configs/config-entry.ts'
import {valueWithMeaning} from '../../configs/config-units.ts'
import type {Place} from '../place.ts'
import type {Kind, Notice} from './plan.ts'

/** What is done with configs that are set and not declared. */
export type Undeclared = 'keep' | 'report' | 'reset'

/** One for each thing that has some. */
export function unsetNotices(kind: Kind, name: string, place: Place, found: readonly ConfigEntry[]): Notice[] {
  if (found.length === 0) return []
  const values = found.map(
    (entry) => `${entry.name}=${entry.isSensitive ? '(secret)' : valueWithMeaning(entry.name, entry.value ?? '')}`,
  )
  const [verb, them] = found.length === 1 ? ['is', 'it'] : ['are', 'them']
  return [
    {
      kind,
      name,
      place,
      text: `${values.join(', ')} ${verb} set there and not declared; kept (--undeclared-configs reset unsets ${them})`,
    },
  ]
}
