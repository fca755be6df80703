// Reads Julie's plans: sets of configs that topics refer to by name. They are in a file of their own, which Julie takes
// with `--plans` and kafkit with another -f.
import {listed} from '../../text/listed.ts'
import {nearest} from '../../text/nearest.ts'
import {fieldsOf, type Fields} from '../fields.ts'
import {valueAt, type MapEntry, type Node} from '../../text/node.ts'
import {placeText} from '../../text/place.ts'
import type {Building} from './building.ts'

export const isPlans = (document: Node): boolean =>
  valueAt(document, 'plans')?.kind === 'map' && valueAt(document, 'projects') === undefined

/** Reports what is wrong in a document of plans. */
export function checkPlans(document: Node, building: Building): void {
  const fields = fieldsOf(document, 'the plans', building)
  for (const [name, {value, place}] of fields?.map('plans') ?? []) {
    const plan = fieldsOf(value, `plan ${name}`, building)
    plan?.text('alias')
    plan?.map('config')
    plan?.done()
    const first = building.documents.map((each) => planIn(each, name)).find((each) => each !== undefined)
    if (first && first.place !== place)
      building.problem(place, `plan ${name} is defined twice: first in ${placeText(first.place)}`)
  }
  fields?.done()
}

/** The configs of the plan that a topic names. They win over the topic's own, as Julie documents. */
export function planOf(topic: Fields, topicName: string, building: Building): ReadonlyMap<string, MapEntry> {
  const name = topic.text('plan')
  if (name === undefined) return new Map()
  const all = building.documents.filter(isPlans)
  const found = all.map((document) => planIn(document, name)).find((each) => each !== undefined)
  const config = found && valueAt(found.value, 'config')
  if (config?.kind === 'map') return config.entries
  if (!found) {
    const names = all.flatMap((document) => [...(plansIn(document)?.keys() ?? [])])
    const guess = nearest(name, names)
    building.problem(
      topic.placeOf('plan'),
      names.length === 0
        ? `topic ${topicName} uses plan ${name}, but no file given has plans: add the file that Julie takes as --plans with another -f`
        : `topic ${topicName} uses plan ${name}, which no file defines${guess ? `; did you mean ${guess}?` : `: there are ${listed(names, 'and')}`}`,
    )
  }
  return new Map()
}

const plansIn = (document: Node): ReadonlyMap<string, MapEntry> | undefined => {
  const plans = isPlans(document) ? valueAt(document, 'plans') : undefined
  return plans?.kind === 'map' ? plans.entries : undefined
}
const planIn = (document: Node, name: string): MapEntry | undefined => plansIn(document)?.get(name)
