// Compares two topics, of one cluster or of two.
import type {ConfigSource} from '../configs/config-entry.ts'
import {compareConfigs, type ComparedConfig} from '../configs/compare.ts'
import {replicationFactor} from './partition-health.ts'
import type {TopicDescription} from './topic-description.ts'

/** One side of a row; the source is that of a config. */
export interface ComparedSide {
  readonly value: string | null
  readonly source: ConfigSource | null
}
export interface ComparedProperty {
  /** `partitions`, `replicationFactor` or the name of a config. */
  readonly property: string
  readonly isSensitive: boolean
  /** Null: the topic has no config of this name. */
  readonly a: ComparedSide | null
  readonly b: ComparedSide | null
  readonly status: ComparedConfig['status']
}

/** Counts first, then every config in effect by name; both topics need all their configs. */
export function compareTopics(a: TopicDescription, b: TopicDescription): ComparedProperty[] {
  const row = (property: string, of: (topic: TopicDescription) => string): ComparedProperty => {
    const [one, other] = [of(a), of(b)]
    const side = (value: string): ComparedSide => ({value, source: null})
    return {property, isSensitive: false, a: side(one), b: side(other), status: one === other ? 'same' : 'different'}
  }
  return [
    row('partitions', ({partitionCount}) => String(partitionCount)),
    row('replicationFactor', factors),
    ...compareConfigs(a.configs ?? [], b.configs ?? []).map(({name, ...rest}) => ({property: name, ...rest})),
  ]
}

/** `3`, or `2 or 3` if partitions differ. */
const factors = ({partitions}: TopicDescription) =>
  [...new Set(partitions.map(replicationFactor))].toSorted((x, y) => x - y).join(' or ')
