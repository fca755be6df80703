// Compares declared configs with those that are set. Only values set on the resource itself count; an inherited value
// is not drift (KIP-226).
import {ownSource, type ConfigEntry, type ConfigType} from '../../configs/config-entry.ts'
import {clientMetricsConfigs, meantConfig, throttleConfigs} from '../../configs/config-names.ts'
import type {ConfigResource} from '../../configs/config-resource.ts'
import {meaningOf} from '../../configs/config-units.ts'
import {listParts, sameValue, typedValue} from '../../configs/config-values.ts'
import {resourceWord} from '../../configs/resource-words.ts'
import type {CurrentConfigs} from '../current.ts'
import type {DesiredConfig} from '../declared.ts'
import {orProblem} from '../fields.ts'
import type {Reading} from '../reader.ts'
import type {ConfigStep, ExpectedValue, Harm, PlanLine} from './plan.ts'

export interface ComparedConfigs {
  readonly steps: readonly ConfigStep[]
  readonly lines: readonly PlanLine[]
  /** The present value and source of each config that is changed. */
  readonly expects: ExpectedValue
  /** Configs that are set on the resource but not declared. */
  readonly undeclared: readonly ConfigEntry[]
}

export interface CompareOptions {
  readonly ignore?: readonly string[] | undefined
  /** Why a config is unset that the files no longer name, by config name. */
  readonly dropped?: ReadonlyMap<string, string> | undefined
}

/** The lists of throttled replicas, which belong to the tool that moves replicas. */
export const isThrottleList = (name: string): boolean => /^(?:leader|follower)\.replication\.throttled\./.test(name)

export function compareConfigs(
  resource: ConfigResource,
  desired: readonly DesiredConfig[],
  {entries, names}: CurrentConfigs,
  reading: Reading,
  {ignore = [], dropped = new Map()}: CompareOptions = {},
): ComparedConfigs {
  const own = ownSource(resource)
  const steps: ConfigStep[] = []
  const lines: PlanLine[] = []
  const touched: Record<string, readonly [string | null, string | null]> = {}
  const add = (name: string, value: string | null, note: string | null) => {
    const entry = entries.get(name)
    const set = entry?.source === own
    steps.push({name, value})
    touched[name] = [entry?.value ?? null, entry?.source ?? null]
    const from = set ? entry.value : null
    lines.push({
      field: name,
      from: shown(name, from),
      to: shown(name, value),
      harm: resource.type === 'TOPIC' ? harmOf(name, entry?.value ?? null, value) : null,
      note,
    })
  }
  const declared = new Set(desired.map(({name}) => name))
  for (const {name, value, place} of desired) {
    if (ignore.includes(name)) continue
    if (isThrottleList(name)) {
      reading.problem(
        place,
        `${name} is set and removed by the tool that moves replicas (kafkit reassign), and is not part of the desired state`,
      )
      continue
    }
    const entry = entries.get(name)
    const type = entry?.type ?? unlistedType(resource, name)
    if (!names.has(name) && type === undefined) {
      const meant = meantConfig(name, [...names].map(named))
      reading.problem(
        place,
        `${resourceWord(resource)} has no config '${name}'${meant === undefined ? '' : `; did you mean ${meant}?`}`,
      )
      continue
    }
    const isSet = entry?.source === own
    if (value === null) {
      if (isSet) add(name, null, null)
      continue
    }
    if (entry?.isSensitive) {
      reading.problem(
        place,
        `${name} is secret: brokers do not show it, so it cannot be compared; set it with kafkit configs set`,
      )
      continue
    }
    const wanted = orProblem(reading, place, () => typedValue(name, type ?? 'UNKNOWN', value))
    if (wanted === undefined) continue
    if (entry?.readOnly && !isSet) {
      if (sameMeaning(entry.type, entry.value, wanted)) continue
      reading.problem(
        place,
        `${name} of ${resourceWord(resource)} is read-only: a broker reads it from server.properties when it starts`,
      )
      continue
    }
    const same = entry !== undefined && sameMeaning(entry.type, entry.value, wanted)
    if (isSet && same) continue
    add(name, wanted, isSet ? null : same ? 'pins the default, which is the same now' : inherited(entry))
  }
  const undeclared = [...entries.values()].filter(
    ({name, source}) => source === own && !declared.has(name) && !ignore.includes(name) && !isThrottleList(name),
  )
  for (const {name} of undeclared) {
    const why = dropped.get(name)
    if (why !== undefined) add(name, null, why)
  }
  return {steps, lines, expects: touched, undeclared: undeclared.filter(({name}) => !dropped.has(name))}
}

const named = (name: string): ConfigEntry => ({
  name,
  value: null,
  source: 'UNKNOWN',
  readOnly: false,
  isSensitive: false,
  type: 'UNKNOWN',
  synonyms: [],
  documentation: null,
})

/** The type of a config that brokers list only if it is set. */
function unlistedType({type}: ConfigResource, name: string): ConfigType | undefined {
  if (type === 'BROKER' && throttleConfigs.includes(name)) return 'LONG'
  return type === 'CLIENT_METRICS' ? clientMetricsConfigs[name] : undefined
}

/** The value that applies while nothing is set on the resource itself. */
const inherited = (entry: ConfigEntry | undefined): string | null =>
  entry === undefined || entry.value === null || entry.value === ''
    ? null
    : `instead of the default ${shown(entry.name, entry.value) ?? ''}`

/** Like `sameValue`, but ignores the order of lists. */
export function sameMeaning(type: ConfigType, a: string | null, b: string | null): boolean {
  if (sameValue(type, a, b)) return true
  if (a === null || b === null || (type !== 'LIST' && type !== 'UNKNOWN')) return false
  const [left, right] = [listParts(a), listParts(b)].map((parts) => parts.toSorted())
  return left?.join(',') === right?.join(',')
}

/** The value that is sent and its meaning: `604800000 (7d)`. */
export function shown(name: string, value: string | null): string | null {
  if (value === null) return null
  const meaning = meaningOf(name, value)
  return meaning === undefined ? value : `${value} (${meaning})`
}

const unlimited = (value: bigint): boolean => value < 0n

/**
 * The harm that a change of a topic's config does to its records. `before` is the value that applies now, wherever it
 * is set.
 */
export function harmOf(name: string, before: string | null, after: string | null): Harm | null {
  if (name === 'cleanup.policy') {
    const [old, now] = [listParts(before ?? 'delete'), listParts(after ?? 'delete')]
    return old.toSorted().join() === now.toSorted().join() ? null : 'data-loss'
  }
  if (name !== 'retention.ms' && name !== 'retention.bytes') return null
  // The value that applies after unsetting is not known yet, and may be lower.
  if (after === null) return before === null ? null : 'data-loss'
  if (before === null || !/^-?\d+$/.test(before) || !/^-?\d+$/.test(after)) return null
  const [old, now] = [BigInt(before), BigInt(after)]
  if (unlimited(now)) return null
  return unlimited(old) || now < old ? 'data-loss' : null
}
