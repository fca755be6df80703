// Every setting in effect with its source. Nothing is resolved: no command runs, and no secret is read.
import {UsageError} from '../cluster/errors.ts'
import {isKnown, knownProperties, nearestProperty, variableOf} from './known-properties.ts'
import {asJava} from './librdkafka-names.ts'
import {propertyMeanings} from './property-meanings.ts'
import type {Setting, Source} from './setting.ts'
import type {Settings} from './settings.ts'
import {shownName, shownValue} from './shown-value.ts'

export interface Explained {
  readonly name: string
  /** Secrets are masked; null: not set, and without a default. */
  readonly value: string | null
  readonly source: Source
  /** The nearest source first. */
  readonly overrode: readonly {readonly value: string; readonly source: Source}[]
  /** `none`: Java's clients have it, but it has no effect here; `unknown`: no Kafka client has it. */
  readonly effect: 'used' | 'none' | 'unknown'
  /** How kafkit uses it; null if it does not. */
  readonly meaning: string | null
  /** The environment variable that sets it. */
  readonly variable: string
}

export interface ExplainOptions {
  /** Include properties that no source sets, if kafkit uses them and they have a default. */
  readonly defaults: boolean
  /** Only these properties, whether or not they are set. */
  readonly only?: readonly string[] | undefined
  /** The running sandbox, which is used if nothing names a cluster. */
  readonly sandbox?: {readonly name: string; readonly servers: string} | undefined
}

/** The settings with their explanations, sorted by name. */
export function explainSettings(settings: Settings, {defaults, only, sandbox}: ExplainOptions): Explained[] {
  const said: Setting[] = [...settings.properties.values()]
  const names = new Set(settings.properties.keys())
  if (sandbox && !names.has('bootstrap.servers'))
    said.push({name: 'bootstrap.servers', value: sandbox.servers, source: {from: 'sandbox', name: sandbox.name}})
  const result = said.map((each): Explained => ({
    name: shownName(each.name),
    value: shownValue(each),
    source: each.source,
    overrode: (settings.properties.get(each.name)?.overrode ?? []).map((before) => ({
      value: shownValue(before),
      source: before.source,
    })),
    effect: effectOf(each.name),
    meaning: meaningOf(each.name),
    variable: `KAFKIT_${variableOf(shownName(each.name))}`,
  }))
  for (const name of only ?? (defaults ? Object.keys(knownProperties) : [])) {
    if (result.some((each) => each.name === name)) continue
    const {used, default: standard, ours = standard} = knownProperties[name] ?? {}
    if (!only && (!used || ours === undefined)) continue
    const variable = `KAFKIT_${variableOf(name)}`
    const effect = effectOf(name)
    result.push({
      name,
      value: ours ?? null,
      source: {from: 'default'},
      overrode: [],
      effect,
      meaning: meaningOf(name),
      variable,
    })
  }
  const byName = result.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  return only ? byName.filter(({name}) => only.includes(name)) : byName
}

/**
 * Java's name of a property that the user typed in Java's or librdkafka's spelling. Throws UsageError if there is none.
 */
export function propertyNamed(text: string): string {
  const {name} = asJava({name: text, value: '', source: {from: 'default'}})
  if (isKnown(name)) return name
  const meant = nearestProperty(text)
  throw new UsageError(`no Kafka client has a property '${text}'${meant ? `; did you mean ${meant}?` : ''}`)
}

const meaningOf = (name: string): string | null =>
  Object.hasOwn(propertyMeanings, name) ? (propertyMeanings[name] ?? null) : null

const effectOf = (name: string): Explained['effect'] =>
  Object.hasOwn(knownProperties, name) ? (knownProperties[name]?.used ? 'used' : 'none') : known(name)

const known = (name: string) => (name.startsWith('config.providers.') ? 'used' : isKnown(name) ? 'none' : 'unknown')
