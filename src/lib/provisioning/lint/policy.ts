// A policy: which rules apply, at which level, with which values, and to which topics.
import {inUnitOf} from '../../configs/config-units.ts'
import {UsageError} from '../../errors/usage-error.ts'
import {isSelected, nameSelector, type NameSelector} from '../../text/name-selector.ts'
import {listed} from '../../text/listed.ts'
import {nearest} from '../../text/nearest.ts'
import {fieldsOf, kindOf, orProblem, scalarText} from '../fields.ts'
import type {MapEntry, Node} from '../../text/node.ts'
import type {Reading} from '../reader.ts'
import {clusterRules, otherRules, ruleNames, takenBy, topicRules, type Level, type RuleValue} from './rules.ts'

export interface Setting {
  readonly level: Level
  readonly value?: RuleValue | undefined
}

/** The limit of a config: what a policy can require beyond kafkit's rules. */
export interface ConfigLimit {
  readonly name: string
  readonly level: Level
  readonly min?: number | undefined
  readonly max?: number | undefined
  readonly oneOf?: readonly string[] | undefined
  readonly required: boolean
  readonly forbidden: boolean
  readonly selectors: readonly NameSelector[]
}

interface Entry extends Partial<Setting> {
  readonly rule: string
  readonly selectors: readonly NameSelector[]
}

export class Policy {
  readonly #entries: readonly Entry[]
  /** The settings of rules that no entry mentions; the same for all topics. */
  readonly #usual = new Map<string, Setting>()
  readonly limits: readonly ConfigLimit[]

  constructor(entries: readonly Entry[] = [], limits: readonly ConfigLimit[] = []) {
    this.#entries = entries
    this.limits = limits
  }

  /** Whether any entry mentions the rule. Limits of configs exist only because a policy names them. */
  names(rule: string): boolean {
    return rule === 'configs' || this.#entries.some((entry) => entry.rule === rule)
  }

  /**
   * The setting of a rule for a topic: the last entry that matches, or else kafkit's default. A rule that lacks its
   * value is off.
   */
  settingOf(rule: string, topic: string | undefined): Setting {
    const usual = this.#usual.get(rule)
    if (usual) return usual
    const setting = this.#settingOf(rule, topic)
    if (!this.names(rule)) this.#usual.set(rule, setting)
    return setting
  }

  #settingOf(rule: string, topic: string | undefined): Setting {
    const own =
      topicRules[rule] ?? clusterRules[rule as keyof typeof clusterRules] ?? otherRules[rule as keyof typeof otherRules]
    const value = topicRules[rule]?.value
    let setting: Setting = {level: own.level, value}
    for (const entry of this.#entries)
      if (
        entry.rule === rule &&
        (entry.selectors.length === 0 || (topic !== undefined && isSelected(entry.selectors, topic)))
      )
        setting = {level: entry.level ?? own.level, value: entry.value ?? setting.value}
    return takenBy(rule) && setting.value === undefined ? {level: 'off'} : setting
  }
}

const levels = ['off', 'warn', 'error'] as const

/**
 * Reads the policy from the `policy` sections of several files; where they differ, the later one wins. Mistakes are
 * reported as problems.
 */
export function readPolicy(nodes: readonly Node[], reading: Reading): Policy {
  const entries: Entry[] = []
  const limits: ConfigLimit[] = []
  for (const node of nodes) {
    const fields = fieldsOf(node, 'policy', reading)
    for (const [name, entry] of fields?.node.entries ?? []) {
      if (name === 'configs') limits.push(...readLimits(entry, reading))
      else if (ruleNames.includes(name)) entries.push(...readRule(name, entry, reading))
      else {
        const guess = nearest(name, ruleNames)
        reading.problem(
          entry.place,
          `there is no rule '${name}'${guess ? `; did you mean ${guess}?` : `: there are ${listed([...ruleNames, 'configs'], 'and')}`}`,
        )
      }
    }
  }
  return new Policy(entries, limits)
}

/** Reads `error`, `3`, `[owner]`, `{value: 3, level: error, match: orders.*}`, or a list of such maps. */
function readRule(rule: string, {value: node}: MapEntry, reading: Reading): Entry[] {
  const takes = takenBy(rule)
  if (node.kind === 'list' && node.items.every((item) => item.kind === 'map') && node.items.length > 0)
    return node.items.flatMap((item) => readRule(rule, {place: item.place, value: item}, reading))
  if (node.kind === 'map') {
    const fields = fieldsOf(node, `rule ${rule}`, reading)
    if (!fields) return []
    const level = fields.word('level', levels)
    const selectors = (fields.texts('match', {single: true}) ?? []).flatMap(
      ({value, place}) => orProblem(reading, place, () => nameSelector(value)) ?? [],
    )
    const written = fields.field('value')
    const value = written && valueOf(rule, takes, written, reading)
    fields.done()
    return [{rule, selectors, ...(level ? {level} : {}), ...(value === undefined ? {} : {value})}]
  }
  const text = scalarText(node)
  // YAML 1.1 reads off as false.
  const level = levels.find((each) => each === text) ?? (text === 'false' ? 'off' : undefined)
  if (level) return [{rule, level, selectors: []}]
  const value = valueOf(rule, takes, node, reading)
  return value === undefined ? [] : [{rule, value, selectors: []}]
}

function valueOf(
  rule: string,
  takes: 'number' | 'pattern' | 'words' | null,
  node: Node,
  reading: Reading,
): RuleValue | undefined {
  const text = scalarText(node)
  if (takes === 'number' && text !== undefined && /^\d{1,9}$/.test(text)) return Number(text)
  if (takes === 'words') {
    const items = node.kind === 'list' ? node.items.map((item) => scalarText(item)) : [text]
    if (items.every((item) => item !== undefined)) return items
  }
  if (takes === 'pattern' && text !== undefined) {
    try {
      new RegExp(text, 'u')
      return text
    } catch {
      reading.problem(node.place, `'${text}' is not a regular expression`)
      return undefined
    }
  }
  const wanted = {number: 'a whole number', pattern: 'a regular expression', words: 'a list of words'}
  reading.problem(
    node.place,
    `rule ${rule} takes ${takes === null ? '' : `${wanted[takes]}, or `}${listed(levels)}, not ${kindOf(node)}`,
  )
  return undefined
}

function readLimits({value: node}: MapEntry, reading: Reading): ConfigLimit[] {
  const all = fieldsOf(node, 'configs of policy', reading)
  return [...(all?.node.entries ?? [])].flatMap(([name, {value}]): ConfigLimit[] => {
    const fields = fieldsOf(value, `the limit of ${name}`, reading)
    if (!fields) return []
    const [min, max] = ['min', 'max'].map((field) => limitNumber(name, fields.field(field), reading))
    const limit = {
      name,
      level: fields.word('level', levels) ?? 'error',
      min,
      max,
      oneOf: fields.texts('oneOf', {single: true})?.map(({value: each}) => each),
      required: fields.bool('required') ?? false,
      forbidden: fields.bool('forbidden') ?? false,
      selectors: (fields.texts('match', {single: true}) ?? []).flatMap(
        ({value: text, place}) => orProblem(reading, place, () => nameSelector(text)) ?? [],
      ),
    }
    fields.done()
    return [limit]
  })
}

function limitNumber(name: string, node: Node | undefined, reading: Reading): number | undefined {
  if (!node) return undefined
  return orProblem(reading, node.place, () => {
    const number = Number(inUnitOf(name, scalarText(node) ?? ''))
    if (Number.isNaN(number) || scalarText(node) === undefined)
      throw new UsageError(`a limit of ${name} must be a number, not ${kindOf(node)}`)
    return number
  })
}
