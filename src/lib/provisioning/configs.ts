// Reads the configs of a topic or another resource. All formats write them the same way: as a map from Kafka's names to
// values.
import {inUnitOf} from '../configs/config-units.ts'
import type {DesiredConfig} from './declared.ts'
import {kindOf, orProblem, scalarText} from './fields.ts'
import {isNull, type MapEntry, type Node} from '../text/node.ts'
import type {Reading} from './reader.ts'

/**
 * Each config with its value as Kafka takes it: units are resolved (`7d`, `10GiB`), lists are joined by commas, and
 * null means unset. Names are not checked here, because only a broker knows them all.
 */
export function desiredConfigs(
  entries: ReadonlyMap<string, MapEntry>,
  what: string,
  reading: Reading,
): DesiredConfig[] {
  return [...entries].flatMap(([name, {place, value: node}]): DesiredConfig[] => {
    if (isNull(node)) return [{name, place, value: null}]
    const text = configText(node)
    if (text === undefined) {
      reading.problem(node.place, `${name} of ${what} must be a value or a list of values, not ${kindOf(node)}`)
      return []
    }
    const value = orProblem(reading, node.place, () => inUnitOf(name, text))
    return value === undefined ? [] : [{name, place, value}]
  })
}

function configText(node: Node): string | undefined {
  if (node.kind !== 'list') return scalarText(node)
  const parts = node.items.map((item) => scalarText(item))
  return parts.some((part) => part === undefined) ? undefined : parts.join(',')
}
