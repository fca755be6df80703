import type {ConfigEntry} from '../../configs/config-entry.ts'
import {valueWithMeaning} from '../../configs/config-units.ts'
import type {Place} from '../../text/place.ts'
import type {Kind, Notice} from './plan.ts'

/** What to do with configs that are set but not declared. */
export type Undeclared = 'keep' | 'report' | 'reset'

/** One notice for each item that has such configs. */
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
      text: `${values.join(', ')} ${verb} set but not declared; kept (--undeclared-configs reset unsets ${them})`,
    },
  ]
}
