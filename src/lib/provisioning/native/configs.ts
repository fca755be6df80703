// Reads the sections `brokers`, `groups` and `clientMetrics`: configs of resources other than topics.
import type {ConfigResource} from '../../configs/config-resource.ts'
import {desiredConfigs} from '../configs.ts'
import type {DesiredConfigs} from '../declared.ts'
import {fieldsOf, kindOf} from '../fields.ts'
import type {MapEntry, Node} from '../../text/node.ts'
import type {Reading} from '../reader.ts'

function entriesOf(node: Node | undefined, section: string, reading: Reading): ReadonlyMap<string, MapEntry> {
  if (!node) return new Map()
  if (node.kind === 'map') return node.entries
  reading.problem(node.place, `${section} must be a map, not ${kindOf(node)}`)
  return new Map()
}

/** The configs are in a field `configs`, so that other fields can be added beside them. */
function withConfigs(
  [name, {place, value}]: [string, MapEntry],
  resource: ConfigResource,
  what: string,
  reading: Reading,
): DesiredConfigs[] {
  const fields = fieldsOf(value, what, reading)
  if (!fields) return []
  const configs = fields.map('configs')
  if (!configs && name !== '') fields.problem('configs', `${what} needs configs`)
  fields.done()
  return [{place, resource, configs: configs ? desiredConfigs(configs, what, reading) : []}]
}

export function readBrokers(node: Node | undefined, reading: Reading): DesiredConfigs[] {
  return [...entriesOf(node, 'brokers', reading)].flatMap((entry): DesiredConfigs[] => {
    const [name, {place}] = entry
    if (name !== 'default' && !(/^\d{1,10}$/.test(name) && Number(name) < 2 ** 31)) {
      reading.problem(place, `brokers are named by their number, or default for all of them, not '${name}'`)
      return []
    }
    const resource = {type: 'BROKER', name: name === 'default' ? '' : String(Number(name))} as const
    return withConfigs(entry, resource, name === 'default' ? 'brokers.default' : `broker ${name}`, reading)
  })
}

export function readGroups(node: Node | undefined, reading: Reading): DesiredConfigs[] {
  return [...entriesOf(node, 'groups', reading)].flatMap((entry) =>
    withConfigs(entry, {type: 'GROUP', name: entry[0]}, `group ${entry[0]}`, reading),
  )
}

/** A client metrics subscription consists only of its configs. */
export function readClientMetrics(node: Node | undefined, reading: Reading): DesiredConfigs[] {
  return [...entriesOf(node, 'clientMetrics', reading)].flatMap(([name, {place, value}]): DesiredConfigs[] => {
    const what = `client metrics subscription ${name}`
    const fields = fieldsOf(value, what, reading)
    if (!fields) return []
    const configs = desiredConfigs(fields.node.entries, what, reading)
    return [{place, resource: {type: 'CLIENT_METRICS', name}, configs}]
  })
}
