// Reads the section `topics`, on top of `defaults` and `kinds`.
import {listed} from '../../text/listed.ts'
import {nearest} from '../../text/nearest.ts'
import {topicNameProblem} from '../../topics/topic-name.ts'
import {desiredConfigs} from '../configs.ts'
import type {DesiredConfig, DesiredPartitions, DesiredPlacement, DesiredTopic, Placed} from '../declared.ts'
import {fieldsOf, kindOf, scalarText, type Fields} from '../fields.ts'
import {isNull, type Node} from '../../text/node.ts'
import type {Place} from '../../text/place.ts'
import type {Reading} from '../reader.ts'

export interface TopicSections {
  readonly topics: Node | undefined
  readonly defaults: Node | undefined
  readonly kinds: Node | undefined
}

/** The fields of a topic as written in the topic itself, a kind, or the defaults. */
interface Part {
  readonly state?: 'present' | 'absent' | undefined
  readonly is: readonly Placed<string>[]
  readonly partitions?: DesiredPartitions | undefined
  readonly replicationFactor?: Placed<number> | undefined
  readonly assignment?: Placed<number[][]> | undefined
  readonly placement?: DesiredPlacement | undefined
  readonly configs: readonly DesiredConfig[]
  readonly ignore: readonly string[]
  readonly about: Readonly<Record<string, string>>
}

export function readTopics({topics, defaults, kinds}: TopicSections, reading: Reading): DesiredTopic[] {
  const base = defaults ? partOf(defaults, 'defaults.topics', reading) : undefined
  const kindParts = new Map<string, Part>()
  if (kinds && !isNull(kinds)) {
    if (kinds.kind !== 'map')
      reading.problem(kinds.place, `kinds must be a map from names to sets, not ${kindOf(kinds)}`)
    else
      for (const [name, {value}] of kinds.entries) {
        const part = partOf(value, `kind ${name}`, reading)
        if (part) kindParts.set(name, part)
      }
  }
  for (const part of [base, ...kindParts.values()])
    for (const {place} of part?.is ?? [])
      reading.problem(place, 'only a topic can have is: a kind cannot use other kinds')
  if (!topics) return []
  if (topics.kind !== 'map') {
    reading.problem(topics.place, `topics must be a map from names to topics, not ${kindOf(topics)}`)
    return []
  }
  return [...topics.entries].flatMap(([name, {place, value}]): DesiredTopic[] => {
    const bad = topicNameProblem(name)
    if (bad !== undefined) reading.problem(place, bad)
    const own = partOf(value, `topic ${name}`, reading)
    if (!own) return []
    const parts = own.is.flatMap((kind) => {
      const part = kindParts.get(kind.value)
      if (!part) {
        const guess = nearest(kind.value, [...kindParts.keys()])
        const known =
          kindParts.size === 0 ? ' (there is no section kinds)' : `: there are ${listed([...kindParts.keys()], 'and')}`
        reading.problem(
          kind.place,
          `topic ${name}: there is no kind '${kind.value}'${guess ? `; did you mean ${guess}?` : known}`,
        )
      }
      return part ? [part] : []
    })
    return [merged(name, place, [...(base ? [base] : []), ...parts, own], reading)]
  })
}

/** Merges the parts; later ones win, config by config. */
function merged(name: string, place: Place, parts: readonly Part[], reading: Reading): DesiredTopic {
  const last = <T>(of: (part: Part) => T | undefined): T | undefined =>
    parts.map(of).findLast((each) => each !== undefined)
  const own = parts.at(-1)
  const configs = new Map(parts.flatMap((part) => part.configs.map((config) => [config.name, config] as const)))
  const assignment = last((part) => part.assignment)
  if (own?.assignment) {
    const stray = own.partitions ?? own.replicationFactor ?? own.placement
    if (stray)
      reading.problem(
        stray.place,
        `topic ${name}: the assignment already gives the numbers of partitions and replicas and their brokers; leave this out`,
      )
  } else if (assignment) reading.problem(assignment.place, 'an assignment is for one topic, not for defaults or kinds')
  const used = own?.assignment !== undefined
  const state = last((part) => part.state) ?? 'present'
  return {
    place,
    name,
    state,
    partitions: used ? undefined : chosen(last((part) => part.partitions)),
    replicationFactor: used ? undefined : chosen(last((part) => part.replicationFactor)),
    assignment: own?.assignment,
    placement: used ? undefined : last((part) => part.placement),
    configs: [...configs.values()],
    ignore: [...new Set(parts.flatMap((part) => part.ignore))],
    about: Object.assign({}, ...parts.map((part) => part.about)) as Record<string, string>,
  }
}

/** -1 overrides a default, and leaves the choice to the broker. */
const chosen = <T extends Placed<number>>(given: T | undefined): T | undefined =>
  given && given.value >= 1 ? given : undefined

function partOf(node: Node, what: string, reading: Reading): Part | undefined {
  const fields = fieldsOf(node, what, reading)
  if (!fields) return undefined
  const configs = fields.map('configs')
  const about = fields.map('about')
  const replicationFactor = fields.whole('replicationFactor', -1)
  if (replicationFactor === 0)
    fields.problem(
      'replicationFactor',
      `replicationFactor of ${what} must be at least 1, or -1 for the broker's default`,
    )
  const part: Part = {
    state: fields.word('state', ['present', 'absent'] as const),
    is: fields.texts('is', {single: true}) ?? [],
    partitions: partitionsOf(fields),
    replicationFactor:
      replicationFactor === undefined || replicationFactor === 0
        ? undefined
        : {value: replicationFactor, place: fields.placeOf('replicationFactor')},
    assignment: assignmentOf(fields, reading),
    placement: placementOf(fields),
    configs: configs ? desiredConfigs(configs, what, reading) : [],
    ignore: (fields.texts('ignore', {single: true}) ?? []).map(({value}) => value),
    about: Object.fromEntries(
      [...(about ?? [])].flatMap(([name, {value}]) => {
        const text = scalarText(value)
        if (text === undefined && !isNull(value))
          reading.problem(value.place, `about of ${what} must hold strings, but ${name} is ${kindOf(value)}`)
        return text === undefined ? [] : [[name, text] as const]
      }),
    ),
  }
  fields.done()
  return part
}

function partitionsOf(fields: Fields): DesiredPartitions | undefined {
  const node = fields.field('partitions')
  if (!node || isNull(node)) return undefined
  if (node.kind === 'map') {
    const inner = fields.fields('partitions')
    const atLeast = inner?.whole('atLeast', 1)
    if (inner?.lacks('atLeast'))
      inner.problem('atLeast', `partitions of ${fields.what} must be a number, or {atLeast: NUMBER}`)
    inner?.done()
    return atLeast === undefined ? undefined : {value: atLeast, atLeast: true, place: fields.placeOf('partitions')}
  }
  const value = fields.whole('partitions', -1)
  if (value === 0)
    fields.problem('partitions', `partitions of ${fields.what} must be at least 1, or -1 for the broker's default`)
  return value === undefined || value === 0 ? undefined : {value, atLeast: false, place: fields.placeOf('partitions')}
}

function placementOf(fields: Fields): DesiredPlacement | undefined {
  const place = fields.placeOf('placement')
  const inner = fields.fields('placement')
  if (!inner) return undefined
  const racks = inner.word('racks', ['spread', 'any'] as const) ?? 'any'
  const brokers = inner.list('brokers')?.map((node) => nodeId(node, inner))
  inner.done()
  return {place, racks, brokers: brokers?.filter((id) => id !== undefined) ?? null}
}

function assignmentOf(fields: Fields, reading: Reading): Placed<number[][]> | undefined {
  const lists = fields.list('assignment')
  if (!lists) return undefined
  const place = fields.placeOf('assignment')
  const value = lists.map((node): number[] => {
    if (node.kind !== 'list' || node.items.length === 0) {
      reading.problem(
        node.place,
        `assignment of ${fields.what} must be a list of lists of node ids, as in [[1, 2], [2, 3]]`,
      )
      return []
    }
    const ids = node.items.map((item) => nodeId(item, fields)).filter((id) => id !== undefined)
    if (new Set(ids).size < ids.length)
      reading.problem(node.place, `assignment of ${fields.what}: a broker appears twice`)
    return ids
  })
  if (lists.length === 0) fields.problem('assignment', `assignment of ${fields.what} is empty`)
  else if (new Set(value.map(({length}) => length)).size > 1)
    fields.problem('assignment', `assignment of ${fields.what}: all partitions must have the same number of replicas`)
  return {value, place}
}

function nodeId(node: Node, fields: Fields): number | undefined {
  const text = scalarText(node)
  if (text !== undefined && /^\d{1,10}$/.test(text) && Number(text) < 2 ** 31) return Number(text)
  fields.problemAt(node.place, `${fields.what}: brokers are identified by their node id, not by ${kindOf(node)}`)
  return undefined
}
