// Every setting of the practice cluster: the brokers' start-up properties, later changes, and what a topic gets from
// both.
import {brokerConfigs, type BrokerConfig} from './broker-configs.ts'
import {normal, typeCode, type ConfigDefinition} from './definition.ts'
import {topicConfigs} from './topic-configs.ts'

/** Where a value comes from: Kafka's ConfigSource. */
export const source = {topic: 1, dynamicBroker: 2, dynamicDefault: 3, static: 4, default: 5} as const

export interface DescribedConfig {
  name: string
  value: string | null
  readOnly: boolean
  configSource: number
  isSensitive: boolean
  synonyms: {name: string; value: string | null; source: number}[]
  configType: number
}

/** The resource name of a dynamic change for all brokers. */
export const everyBroker = ''

export class Configs {
  /** Incremented with every change of a broker setting. */
  revision = 0
  readonly #static: ReadonlyMap<number, Readonly<Record<string, string>>>
  readonly #dynamic = new Map<string, Map<string, string>>()

  /** `started`: the properties of each broker by its id; unknown ones have no effect. */
  constructor(started: ReadonlyMap<number, Readonly<Record<string, string>>>) {
    this.#static = started
  }

  /** The dynamic configs of a broker, or of all (`everyBroker`). */
  changed(broker: string): ReadonlyMap<string, string> {
    return this.#dynamic.get(broker) ?? new Map()
  }

  change(broker: string, values: Map<string, string>): void {
    this.#dynamic.set(broker, values)
    this.revision++
  }

  /** The value in force of a broker's setting. */
  broker(node: number, name: string): string {
    return this.#brokerValue(node, name) ?? brokerConfigs.get(name)?.default ?? ''
  }
  brokerNumber(node: number, name: string): number {
    return Number(this.broker(node, name))
  }

  /** The value in force of a topic's config, at the broker `node`. */
  topic(node: number, overrides: ReadonlyMap<string, string>, name: string): string {
    const definition = topicConfigs.get(name)
    if (!definition) return ''
    const own = overrides.get(name)
    if (own !== undefined) return normal(definition, own)
    for (const {name: synonym, unitMs} of definition.synonyms) {
      const value = this.#brokerValue(node, synonym)
      if (value !== undefined) return unitMs === undefined ? value : String(Number(value) * unitMs)
    }
    return definition.default ?? ''
  }

  describeTopic(node: number, overrides: ReadonlyMap<string, string>): DescribedConfig[] {
    return [...topicConfigs.values()].map((definition) => {
      const {name, synonyms} = definition
      const [first] = synonyms
      const inherited = first ? this.#synonyms(node, first.name) : []
      const value = this.topic(node, overrides, name)
      const all = overrides.has(name) ? [{name, value, source: source.topic}, ...inherited] : inherited
      return described(definition, value, all, false)
    })
  }

  describeBroker(node: number): DescribedConfig[] {
    return [...brokerConfigs.values()].map((definition) => {
      const all = this.#synonyms(node, definition.name)
      const value = all[0]?.value ?? definition.default
      return described(definition, value, all, !definition.dynamic)
    })
  }

  /** The dynamic configs that were set for all brokers at once. */
  describeDefaults(): DescribedConfig[] {
    return [...this.changed(everyBroker)].flatMap(([name, value]) => {
      const definition = brokerConfigs.get(name)
      if (!definition) return []
      return described(definition, normal(definition, value), [{name, value, source: source.dynamicDefault}], false)
    })
  }

  /** Every source of a broker setting's value, the one in force first. */
  #synonyms(node: number, name: string): {name: string; value: string; source: number}[] {
    const names = synonymsOf(name)
    const all = this.#layers(node).flatMap(({values, source}) =>
      names.flatMap((each) => {
        const value = values(each)
        return value === undefined ? [] : [{name: each, value, source}]
      }),
    )
    // A peculiarity of Kafka: sources before the first one with this name are not listed.
    const start = all.findIndex((each) => each.name === name)
    return start < 0 ? [] : all.slice(start)
  }

  /** The value that was set explicitly, dynamic changes first; undefined if there is only a default. */
  #brokerValue(node: number, name: string): string | undefined {
    for (const {values, source: from} of this.#layers(node)) {
      const value = from === source.default ? undefined : values(name)
      if (value !== undefined) return value
    }
    return undefined
  }

  #layers(node: number): {values: (name: string) => string | undefined; source: number}[] {
    const started = this.#static.get(node) ?? {}
    const kept = (name: string, value: string | undefined) => {
      const definition = brokerConfigs.get(name)
      return value === undefined || !definition ? value : normal(definition, value)
    }
    return [
      {values: (name) => kept(name, this.changed(String(node)).get(name)), source: source.dynamicBroker},
      {values: (name) => kept(name, this.changed(everyBroker).get(name)), source: source.dynamicDefault},
      {values: (name) => kept(name, started[name]), source: source.static},
      {values: (name) => brokerConfigs.get(name)?.default ?? undefined, source: source.default},
    ]
  }
}

/** The broker settings with the same meaning in other units, this one included. */
function synonymsOf(name: string): string[] {
  for (const {synonyms} of topicConfigs.values()) {
    if (synonyms[0]?.name === name) return synonyms.map((each) => each.name)
  }
  return [name]
}

function described(
  {name, type}: ConfigDefinition | BrokerConfig,
  value: string | null,
  synonyms: DescribedConfig['synonyms'],
  readOnly: boolean,
): DescribedConfig {
  return {
    name,
    value,
    readOnly,
    configSource: synonyms[0]?.source ?? source.default,
    isSensitive: false,
    synonyms,
    configType: typeCode[type],
  }
}
