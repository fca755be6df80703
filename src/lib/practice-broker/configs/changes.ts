// Changes to configs, checked as the controller does (ConfigurationControlManager).
import {errorCode as codes} from '../../cluster/error-codes.ts'
import {Refusal} from '../refusal.ts'
import {brokerConfigs} from './broker-configs.ts'
import {listItems, problem, type ConfigDefinition} from './definition.ts'
import {topicConfigs} from './topic-configs.ts'

/** Kafka's codes of config operations (AlterConfigOp.OpType). */
export const operation = {set: 0, delete: 1, append: 2, subtract: 3} as const

export interface Change {
  readonly name: string
  readonly configOperation: number
  readonly value: string | null
}

/** A topic's own configs after the changes; `effective` gives the inherited value of a config. Throws Refusal. */
export function changedTopic(
  before: ReadonlyMap<string, string>,
  changes: readonly Change[],
  effective: (name: string) => string,
): Map<string, string> {
  const after = changed(before, changes, topicConfigs, effective)
  checkTopic(after, effective)
  return after
}

/** Throws Refusal (INVALID_CONFIG) unless these can be a topic's own configs. */
export function checkTopic(overrides: ReadonlyMap<string, string>, effective: (name: string) => string): void {
  const refuse = (text: string) => {
    throw new Refusal(codes.invalidConfig, text)
  }
  for (const name of overrides.keys()) if (!topicConfigs.has(name)) refuse(`Unknown topic config name: ${name}`)
  for (const [name, value] of overrides) {
    const definition = topicConfigs.get(name)
    const wrong = definition && problem(definition, value)
    if (wrong !== undefined) refuse(wrong)
  }
  const inForce = (name: string) => overrides.get(name)?.trim() ?? effective(name)
  const [least, most] = [inForce('min.compaction.lag.ms'), inForce('max.compaction.lag.ms')]
  if (BigInt(least) > BigInt(most)) {
    refuse(`conflict topic config setting min.compaction.lag.ms (${least}) > max.compaction.lag.ms (${most})`)
  }
  if (inForce('remote.storage.enable').toLowerCase() === 'true') {
    refuse(
      'Tiered Storage functionality is disabled in the broker. Topic cannot be configured with remote log storage.',
    )
  }
}

/** A broker's dynamic configs after the changes. Unknown names are kept, as in Kafka. Throws Refusal. */
export function changedBroker(
  before: ReadonlyMap<string, string>,
  changes: readonly Change[],
  effective: (name: string) => string,
): Map<string, string> {
  const fixed = changes.map(({name}) => name).filter((name) => brokerConfigs.get(name)?.dynamic === false)
  if (fixed.length > 0) {
    throw new Refusal(codes.invalidRequest, `Cannot update these configs dynamically: [${fixed.join(', ')}]`)
  }
  const after = changed(before, changes, brokerConfigs, effective)
  for (const [name, value] of after) {
    const definition = brokerConfigs.get(name)
    const wrong = definition && problem(definition, value)
    if (wrong !== undefined) throw new Refusal(codes.invalidRequest, wrong)
  }
  return after
}

function changed(
  before: ReadonlyMap<string, string>,
  changes: readonly Change[],
  definitions: ReadonlyMap<string, ConfigDefinition>,
  effective: (name: string) => string,
): Map<string, string> {
  const nulls = changes.filter((each) => each.configOperation !== operation.delete && each.value === null)
  if (nulls.length > 0) {
    const names = nulls.map(({name}) => name).join(',')
    throw new Refusal(codes.invalidRequest, `Null value not supported for : ${names}`)
  }
  if (new Set(changes.map(({name}) => name)).size < changes.length) {
    throw new Refusal(codes.invalidRequest, 'Error due to duplicate config keys')
  }
  const after = new Map(before)
  for (const {name, configOperation, value} of changes) {
    const given = value ?? ''
    if (configOperation === operation.set) after.set(name, given)
    else if (configOperation === operation.delete) after.delete(name)
    else if (configOperation === operation.append || configOperation === operation.subtract) {
      const does = configOperation === operation.append ? 'APPEND' : 'SUBTRACT'
      if (definitions.get(name)?.type !== 'LIST') {
        throw new Refusal(codes.invalidConfig, `Can't ${does} to key ${name} because its type is not LIST.`)
      }
      const items = new Set(listItems(before.get(name) ?? effective(name)))
      for (const item of listItems(given)) {
        if (does === 'APPEND') items.add(item)
        else items.delete(item)
      }
      after.set(name, [...items].join())
    } else throw new Refusal(codes.unknownServerError)
  }
  return after
}
