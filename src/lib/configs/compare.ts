// Compares two resources, of one cluster or of two.
import type {ConfigEntry, ConfigSource} from './config-entry.ts'
import {sameValue} from './config-values.ts'

/** The config of one of the two resources. */
export interface ComparedValue {
  /** Null: not set, or secret. */
  readonly value: string | null
  readonly source: ConfigSource
}

export interface ComparedConfig {
  readonly name: string
  readonly isSensitive: boolean
  /** Null: that resource has no config of this name. */
  readonly a: ComparedValue | null
  readonly b: ComparedValue | null
  /** `unknown`: both are set and secret. */
  readonly status: 'same' | 'different' | 'unknown'
}

/** Every config that at least one of them has, by name. */
export function compareConfigs(a: readonly ConfigEntry[], b: readonly ConfigEntry[]): ComparedConfig[] {
  const [left, right] = [a, b].map((entries) => new Map(entries.map((entry) => [entry.name, entry])))
  const names = [...new Set([...a, ...b].map(({name}) => name))].toSorted()
  return names.map((name) => {
    const [one, other] = [left?.get(name), right?.get(name)]
    return {
      name,
      isSensitive: one?.isSensitive === true || other?.isSensitive === true,
      a: one ? {value: one.value, source: one.source} : null,
      b: other ? {value: other.value, source: other.source} : null,
      status: statusOf(one, other),
    }
  })
}

function statusOf(a: ConfigEntry | undefined, b: ConfigEntry | undefined): ComparedConfig['status'] {
  if (!a || !b) return 'different'
  if (a.isSensitive || b.isSensitive) {
    // A secret whose source is the default, and that has no default, is not set.
    const [setA, setB] = [a, b].map(({source}) => source !== 'DEFAULT_CONFIG')
    return setA === setB ? (setA ? 'unknown' : 'same') : 'different'
  }
  return sameValue(a.type, a.value, b.value) ? 'same' : 'different'
}
