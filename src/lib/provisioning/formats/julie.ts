// Reads Julie (Kafka Topology Builder), where a topic's name is composed from its position in the file.
import {fieldsOf, scalarText, type Fields} from '../fields.ts'
import {valueAt} from '../../text/node.ts'
import type {Place} from '../../text/place.ts'
import type {FormatReader} from '../reader.ts'
import {desiredConfigs} from '../configs.ts'
import {Building, neededText} from './building.ts'
import {checkPlans, isPlans, planOf} from './julie-plans.ts'
import {doneBut, readConnectors, readConsumers, readProducers, readStreams, type Project} from './julie-access.ts'

/** Entries among the configs that Julie reads as the numbers of partitions and replicas. */
const counts = {partitions: 'num.partitions', replicas: 'replication.factor'}

export const julie: FormatReader = {
  name: 'julie',
  recognises: (document) =>
    (valueAt(document, 'context') !== undefined && valueAt(document, 'projects')?.kind === 'list') || isPlans(document),
  read: (document, reading) => {
    const building = new Building(julie.name, document.place, reading)
    if (isPlans(document)) {
      checkPlans(document, building)
      return [building.done()]
    }
    const fields = fieldsOf(document, 'the topology', building)
    if (!fields) return [building.done()]
    // Every key between the context and the projects is a part of topic names, in the order of the file.
    const prefix = new Map<string, string>()
    for (const [name, {value, place}] of fields.node.entries) {
      if (name === 'projects') continue
      if (building.skipKinds.includes(name)) {
        fields.field(name)
        continue
      }
      const text = scalarText(value)
      fields.field(name)
      if (text === undefined)
        building.problem(
          place,
          `${name} of a topology is part of topic names and must be a string: kafkit does not read ${name} from Julie; --skip-kinds ${name} skips it`,
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

const later = 'kafkit does not read it from Julie'

interface Naming {
  /** The parts of the name by their keys, in the order of the file. */
  readonly prefix: ReadonlyMap<string, string>
  /** Julie's setting `topology.topic.prefix.format`: a pattern, `name`, or `default` (the default). */
  readonly pattern: string | undefined
}

const byDefault = (pattern: string | undefined): boolean => pattern === undefined || pattern === 'default'

function readProject(fields: Fields, {prefix, pattern}: Naming, building: Building): void {
  const name = neededText(fields, 'name')
  if (!name) return
  const parts = new Map([...prefix, ['project', name.value]])
  const project: Project = {
    name: name.value,
    prefix: byDefault(pattern) ? [...parts.values()].join('.') : undefined,
  }
  if (fields.has('topics')) building.speaksOf('topics')
  const topics: string[] = []
  for (const node of fields.list('topics') ?? []) {
    const topic = fieldsOf(node, `a topic of project ${name.value}`, building)
    const written = topic && neededText(topic, 'name')
    if (!topic || !written) continue
    const dataType = topic.text('dataType')
    const full = topicName(
      pattern,
      new Map([
        ...parts,
        ['topic', written.value],
        ...(dataType === undefined ? [] : [['dataType', dataType] as const]),
      ]),
      written.place,
      building,
    )
    if (full === undefined) continue
    topics.push(full)
    readTopic(full, written.place, topic, project, building)
  }
  if (fields.has('consumers')) readConsumers(fields.list('consumers') ?? [], topics, project, building)
  if (fields.has('producers')) readProducers(fields.list('producers') ?? [], topics, project, building)
  if (fields.has('streams')) readStreams(fields.list('streams') ?? [], project, building)
  if (fields.has('connectors')) readConnectors(fields.field('connectors'), project, building)
  doneBut(fields, ['rbac', 'schemas', 'ksql'], later, building)
}

/** Composes the name as Julie does. Anything beyond names in double braces would need Julie's template engine. */
function topicName(
  pattern: string | undefined,
  parts: ReadonlyMap<string, string>,
  place: Place,
  building: Building,
): string | undefined {
  if (pattern === undefined || byDefault(pattern)) return [...parts.values()].join('.')
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
      `--julie-name has {{${unknown}}}, but ${unknown} is not defined here: the names are ${[...parts.keys()].join(', ')}`,
    )
  else if (/\{[{%#]/.test(name))
    building.problem(
      place,
      `--julie-name: kafkit replaces names, as in {{context}}-{{topic}}, and reads no other Jinja: ${pattern}`,
    )
  else return name
  return undefined
}

function readTopic(name: string, place: Place, topic: Fields, project: Project, building: Building): void {
  const entries = new Map([...(topic.map('config') ?? []), ...planOf(topic, name, building)])
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
    about: aboutOf(topic),
  })
  if (topic.has('consumers')) readConsumers(topic.list('consumers') ?? [], [name], project, building)
  if (topic.has('producers')) readProducers(topic.list('producers') ?? [], [name], project, building)
  doneBut(topic, ['schemas'], later, building)
}

/** The entries of `metadata` that are text. */
function aboutOf(topic: Fields): Record<string, string> {
  const entries = [...(topic.map('metadata') ?? [])]
  return Object.fromEntries(
    entries.flatMap(([key, {value}]) => {
      const text = scalarText(value)
      return text === undefined ? [] : [[key, text]]
    }),
  )
}
