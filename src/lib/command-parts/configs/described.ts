// Rows of configs, as `describe` and `list` print them.
import type {Columns} from '../../cli/columns.ts'
import {ownSource, type ConfigEntry, type ConfigSource, type ConfigType} from '../../configs/config-entry.ts'
import type {ConfigResource} from '../../configs/config-resource.ts'
import {inUnitsOf} from '../../configs/config-units.ts'
import {resourceWord} from '../../configs/resource-words.ts'
import {plainHtml} from '../../text/plain-html.ts'
import {sourceText} from './sources.ts'
import {shownValue} from './values.ts'

export interface DescribedConfig {
  /** `topic/orders`; `broker/*` if brokers are grouped. */
  readonly resource: string
  readonly config: string
  /** Null if it is not set, or secret. */
  readonly value: string | null
  readonly isSensitive: boolean
  readonly source: ConfigSource
  /** Whether it is set on the resource itself. */
  readonly own: boolean
  /** Node ids of the brokers that have this value; null unless several brokers were asked about the config. */
  readonly brokers: readonly number[] | null
  /** Null if there is none, or if the broker does not return it. */
  readonly default: string | null
  readonly type: ConfigType
  /** Whether brokers read it only when they start. */
  readonly readOnly: boolean
  /** Null unless requested, and before Kafka 2.6. */
  readonly documentation: string | null
}

/** A resource that could not be described. */
export interface ResourceFailure {
  readonly resource: string
  readonly error: Error
}

export const describedColumns = {
  resource: {value: ({resource}) => resource, role: () => 'name'},
  config: {value: ({config}) => config},
  value: {value: ({value}) => value, text: (row) => shownValue(row)},
  /** Kafka's name of the source, such as `DYNAMIC_TOPIC_CONFIG`. */
  source: {value: ({source}) => source, text: ({source}) => sourceText(source)},
  brokers: {value: ({brokers}) => brokers, filled: true},
  default: {
    value: (row) => row.default,
    text: (row) => (row.default === null ? null : shownValue({...row, value: row.default, isSensitive: false})),
    wide: true,
  },
  type: {value: ({type}) => type, wide: true},
  readOnly: {value: ({readOnly}) => readOnly, wide: true},
  documentation: {value: ({documentation}) => documentation, filled: true},
} satisfies Columns<DescribedConfig>

export function describedConfig(resource: ConfigResource, entry: ConfigEntry): DescribedConfig {
  const {name, value, isSensitive, source, type, readOnly, documentation} = entry
  return {
    resource: resourceWord(resource),
    config: name,
    value,
    isSensitive,
    source,
    own: source === ownSource(resource),
    brokers: null,
    default: source === 'DEFAULT_CONFIG' ? value : defaultOf(entry),
    type,
    readOnly,
    documentation: documentation === null ? null : plainHtml(documentation),
  }
}

function defaultOf({name, synonyms}: ConfigEntry): string | null {
  const found = synonyms.find(({source}) => source === 'DEFAULT_CONFIG')
  return found ? inUnitsOf(name, found.name, found.value) : null
}

/** Rows that differ only in the broker become one row, named `resource`; the order is kept. */
export function foldBrokers(
  resource: string,
  rows: readonly (DescribedConfig & {readonly node: number})[],
): DescribedConfig[] {
  const found = new Map<string, {row: DescribedConfig; brokers: number[]}>()
  for (const {node, ...row} of rows) {
    const key = JSON.stringify([row.config, row.value, row.source])
    const same = found.get(key)
    if (same) same.brokers.push(node)
    else found.set(key, {row, brokers: [node]})
  }
  return [...found.values()]
    .map(({row, brokers}) => ({...row, resource, brokers}))
    .toSorted((a, b) =>
      a.config < b.config ? -1 : a.config > b.config ? 1 : (a.brokers[0] ?? 0) - (b.brokers[0] ?? 0),
    )
}
