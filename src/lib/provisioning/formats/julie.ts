// Julie (Kafka Topology Builder): names of topics are put together from where they stand.
import {fieldsOf, scalarText, type Fields} from '../fields.ts'
import {valueAt} from '../node.ts'
import type {Place} from '../place.ts'
import type {FormatReader} from '../reader.ts'
import {desiredConfigs} from '../configs.ts'
import type {Placed} from '../declared.ts'
import {Building, neededText, textIn} from './building.ts'

/** Configs that are none: Julie makes counts of them. */
const counts = {partitions: 'num.partitions', replicas: 'replication.factor'}

export const julie: FormatReader = {
  name: 'julie',
  recognises: (document) =>
    valueAt(document, 'context') !== undefined && valueAt(document, 'projects')?.kind === 'list',
  read: (document, reading) => {
    const building = new Building(julie.name, document.place, reading)
    const fields = fieldsOf(document, 'the topology', building)
    if (!fields) return [building.done()]
    // Everything between the context and the projects is a part of names, in the order in which it stands.
    const prefix = new Map<string, string>()
    for (const [name, {value, place}] of fields.node.entries) {
      if (name === 'projects') continue
      const text = scalarText(value)
      fields.field(name)
      if (text === undefined)
        building.problem(
          place,
          `${name} of a topology is a part of topics' names and must be a text: kafkit reads no ${name} of Julie`,
        )
      else prefix.set(name, text)
    }
    for (const node of fields.list('projects') ?? []) {
      const project = fieldsOf(node, 'a project', building)
      if (project) readProject(project, {prefix, pattern: reading.julieName}, building)
    }
    fields.done()
    return [building.done()]
  },
}

const later = 'kafkit does not read it from Julie; write the ACLs in a file of kafkit'

interface Naming {
  /** Parts of names by their keys, in the order of the file. */
  readonly prefix: ReadonlyMap<string, string>
  /** `topology.topic.prefix.format` of Julie's settings: a pattern, `name`, or `default`, which it is unless given. */
  readonly pattern: string | undefined
}

function readProject(project: Fields, {prefix, pattern}: Naming, building: Building): void {
  const name = neededText(project, 'name')
  if (!name) return
  building.speaksOf('topics')
  const topics: string[] = []
  for (const node of project.list('topics') ?? []) {
    const topic = fieldsOf(node, `a topic of project ${name.value}`, building)
    const written = topic && neededText(topic, 'name')
    if (!topic || !written) continue
    const dataType = topic.text('dataType')
    const full = topicName(
      pattern,
      new Map([
        ...prefix,
        ['project', name.value],
        ['topic', written.value],
        ...(dataType === undefined ? [] : [['dataType', dataType] as const]),
      ]),
      written.place,
      building,
    )
    if (full === undefined) continue
    topics.push(full)
    readTopic(full, written.place, topic, building)
  }
  for (const [kind, recipe] of [
    ['consumers', 'consumer'],
    ['producers', 'producer'],
  ] as const)
    for (const node of project.list(kind) ?? []) {
      const one = fieldsOf(node, `an entry of ${kind} of ${name.value}`, building)
      const principal = one && neededText(one, 'principal')
      if (!one || !principal) continue
      const group = textIn(one, 'group')
      const transactional = textIn(one, 'transactionId')
      one.done()
      grant(recipe, principal, {topics, group, transactional, project: name.value}, building)
    }
  project.done({streams: later, connectors: later, rbac: later, schemas: later, ksql: later})
}

/** As Julie puts it together. What is no more than names in double braces would need its template engine. */
function topicName(
  pattern: string | undefined,
  parts: ReadonlyMap<string, string>,
  place: Place,
  building: Building,
): string | undefined {
  if (pattern === undefined || pattern === 'default') return [...parts.values()].join('.')
  if (pattern === 'name') return parts.get('topic')
  let unknown: string | undefined
  const name = pattern.replaceAll(/\{\{\s*([\w.-]+)\s*\}\}/g, (_, key: string) => {
    const part = parts.get(key)
    if (part === undefined && key !== 'dataType') unknown ??= key
    return part ?? ''
  })
  if (unknown !== undefined)
    building.problem(
      place,
      `--julie-name has {{${unknown}}}, and there is no ${unknown} here: there are ${[...parts.keys()].join(', ')}`,
    )
  else if (/\{[{%#]/.test(name))
    building.problem(
      place,
      `--julie-name: kafkit puts in names, as in {{context}}-{{topic}}, and reads no other Jinja: ${pattern}`,
    )
  else return name
  return undefined
}

function grant(
  recipe: 'consumer' | 'producer',
  principal: Placed<string>,
  given: {
    readonly topics: readonly string[]
    readonly group: Placed<string> | undefined
    readonly transactional: Placed<string> | undefined
    readonly project: string
  },
  building: Building,
): void {
  if (given.topics.length === 0) return
  const names = given.topics.map((topic) => `topic/${topic}`)
  const role = `${recipe} of ${given.project}`
  // Julie lets consumers without a group use any.
  const more =
    recipe === 'consumer'
      ? [`group/${given.group?.value ?? '*'}`]
      : given.transactional
        ? [`transactional-id/${given.transactional.value}`]
        : []
  building.role(principal.place, principal.value, role, recipe, [...names, ...more])
}

function readTopic(name: string, place: Place, topic: Fields, building: Building): void {
  const entries = new Map(topic.map('config') ?? [])
  const count = (key: string) => {
    const entry = entries.get(key)
    entries.delete(key)
    if (!entry) return undefined
    const value = Number(scalarText(entry.value))
    if (Number.isInteger(value) && value > 0) return {value, place: entry.place}
    building.problem(entry.value.place, `${key} of topic ${name} must be a whole number of at least 1`)
    return undefined
  }
  const [partitions, replicationFactor] = [count(counts.partitions), count(counts.replicas)]
  building.topic({
    name,
    place,
    partitions: partitions && {...partitions, atLeast: false},
    replicationFactor,
    configs: desiredConfigs(entries, `topic ${name}`, building),
  })
  topic.done({
    schemas: later,
    consumers: later,
    producers: later,
    plan: 'plans of Julie are in a file of their own, which kafkit does not read',
  })
}
