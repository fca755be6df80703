// Reads lists of topics: values of the Bitnami chart, Ansible variables, a docker compose variable, CSV rows.
import type {FormatReader} from '../reader.ts'
import {fieldsOf, type Fields} from '../fields.ts'
import {desiredConfigs} from '../configs.ts'
import {valueAt, type Node} from '../../text/node.ts'
import type {Place} from '../../text/place.ts'
import {csvRows} from '../csv.ts'
import {Building, configsIn, countIn, neededText, partitionsIn} from './building.ts'

/** The provisioning section in the values of the chart itself, or of a chart that depends on it. */
const provisioningIn = (document: Node): Node | undefined =>
  [valueAt(document, 'provisioning'), valueAt(document, 'kafka', 'provisioning')].find(
    (each) => valueAt(each, 'topics')?.kind === 'list',
  )

export const bitnami: FormatReader = {
  name: 'bitnami',
  recognises: (document) => provisioningIn(document) !== undefined,
  read: (document, reading) => {
    const building = new Building(bitnami.name, document.place, reading)
    const node = provisioningIn(document)
    const provisioning = node && fieldsOf(node, 'provisioning', building)
    if (!provisioning) return [building.done()]
    building.speaksOf('topics')
    if (provisioning.bool('enabled') === false)
      building.remark(
        provisioning.placeOf('enabled'),
        'provisioning is not enabled in these values; its topics are read all the same',
      )
    const usual = {
      partitions: partitionsIn(provisioning, 'numPartitions'),
      replicationFactor: countIn(provisioning, 'replicationFactor'),
    }
    const commands = provisioning.list('extraProvisioningCommands') ?? []
    if (commands.length > 0)
      provisioning.problem(
        'extraProvisioningCommands',
        'the effect of commands cannot be read: kafkit record runs a script and records what it requests',
      )
    for (const item of provisioning.list('topics') ?? []) {
      const topic = fieldsOf(item, 'an entry of topics', building)
      const name = topic && neededText(topic, 'name')
      if (!topic || !name) continue
      building.topic({
        name: name.value,
        place: name.place,
        partitions: partitionsIn(topic, 'partitions') ?? usual.partitions,
        replicationFactor: countIn(topic, 'replicationFactor') ?? usual.replicationFactor,
        configs: configsIn(topic, 'config', building),
      })
      topic.done()
    }
    // The other values are about pods and images.
    return [building.done()]
  },
}

const ansibleKeys = ['topics', 'kafka_topics']
const ansibleList = (document: Node): Node | undefined =>
  document.kind === 'map' && [...document.entries.keys()].every((key) => ansibleKeys.includes(key))
    ? ansibleKeys.map((key) => valueAt(document, key)).find((each) => each?.kind === 'list')
    : undefined

export const ansible: FormatReader = {
  name: 'ansible',
  recognises: (document) => ansibleList(document) !== undefined,
  read: (document, reading) => {
    const building = new Building(ansible.name, document.place, reading)
    const list = ansibleList(document)
    building.speaksOf('topics')
    for (const item of list?.kind === 'list' ? list.items : []) {
      const topic = fieldsOf(item, 'an entry of topics', building)
      const name = topic && neededText(topic, 'name')
      if (!topic || !name) continue
      building.topic({
        name: name.value,
        place: name.place,
        state: topic.word('state', ['present', 'absent'] as const) ?? 'present',
        partitions: partitionsIn(topic, 'partitions'),
        replicationFactor: countIn(topic, 'replica_factor') ?? countIn(topic, 'replication_factor'),
        configs: [...configsIn(topic, 'options', building), ...configsIn(topic, 'config', building)],
      })
      topic.done()
    }
    return [building.done()]
  },
}

/** The variable of the image: `orders:6:1,state:1:1:compact`. */
const variable = 'KAFKA_CREATE_TOPICS'

export const compose: FormatReader = {
  name: 'docker-compose',
  readsLittle: true,
  recognises: (document) => {
    const services = valueAt(document, 'services')
    return (
      services?.kind === 'map' &&
      [...services.entries.values()].some(
        ({value}) => valueAt(value, 'image') ?? valueAt(value, 'build') ?? valueAt(value, 'environment'),
      )
    )
  },
  read: (document, reading) => {
    const building = new Building(compose.name, document.place, reading)
    const services = valueAt(document, 'services')
    let found = false
    for (const {value: service} of services?.kind === 'map' ? services.entries.values() : []) {
      const environment = variablesOf(valueAt(service, 'environment'))
      const topics = environment.get(variable)
      if (!topics) continue
      found = true
      building.speaksOf('topics')
      readVariable(topics, environment.get(`${variable}_SEPARATOR`)?.value, building)
    }
    if (!found)
      building.problem(document.place, `no service has ${variable}, so there is nothing to read in this compose file`)
    return [building.done()]
  },
}

interface Variable {
  readonly value: string
  readonly place: Place
}

/** Reads a map, or a list of `NAME=value`. */
function variablesOf(node: Node | undefined): ReadonlyMap<string, Variable> {
  if (node?.kind === 'map')
    return new Map(
      [...node.entries].map(([name, {value}]) => [
        name,
        {value: value.kind === 'scalar' ? String(value.value ?? '') : '', place: value.place},
      ]),
    )
  const items = node?.kind === 'list' ? node.items : []
  return new Map(
    items.flatMap((item) => {
      const [, name, value] = /^([^=]+)=([\s\S]*)$/.exec(item.kind === 'scalar' ? String(item.value ?? '') : '') ?? []
      return name === undefined ? [] : [[name, {value: value ?? '', place: item.place}] as const]
    }),
  )
}

function readVariable({value, place}: Variable, given: string | undefined, building: Building): void {
  // Compose writes $$ for a $, and the image accepts bash's notation $'\n'.
  const separator = given === undefined ? ',' : /^\$?\$'(?:\\n|\n)'$/.test(given) ? '\n' : given
  for (const text of value.split(separator).map((each) => each.trim())) {
    if (text === '') continue
    const [name = '', partitions, replicas, policy, ...more] = text.split(':').map((each) => each.trim())
    const [first, second] = [partitions, replicas].map((each) =>
      /^\d{1,9}$/.test(each ?? '') ? Number(each) : undefined,
    )
    if (
      more.length > 0 ||
      name.includes('$') ||
      first === undefined ||
      second === undefined ||
      first < 1 ||
      second < 1
    ) {
      building.problem(
        place,
        `'${text}' in ${variable} is not a topic: NAME:PARTITIONS:REPLICAS or NAME:PARTITIONS:REPLICAS:CLEANUP-POLICY${name.includes('$') ? ' (--expand-env replaces variables)' : ''}`,
      )
      continue
    }
    building.topic({
      name,
      place,
      partitions: {value: first, place, atLeast: false},
      replicationFactor: {value: second, place},
      configs: policy === undefined || policy === '' ? [] : [{name: 'cleanup.policy', place, value: policy}],
    })
  }
}

const csvNames: Readonly<Record<string, string>> = {
  topic: 'name',
  name: 'name',
  partitions: 'partitions',
  replicationfactor: 'replicas',
  replicas: 'replicas',
  state: 'state',
}
const csvField = (heading: string) => csvNames[heading.toLowerCase().replaceAll(/[-_ ]/g, '')]

export const csv: FormatReader = {
  name: 'csv',
  recognises: (document) => csvRows(document) !== undefined,
  read: (document, reading) => {
    const building = new Building(csv.name, document.place, reading)
    building.speaksOf('topics')
    for (const row of csvRows(document) ?? []) {
      const fields = fieldsOf(row, 'a row', building)
      if (fields) readRow(fields, building)
    }
    return [building.done()]
  },
}

/** Headings other than kafkit's own are config names; an empty cell counts as missing. */
function readRow(row: Fields, building: Building): void {
  const known = new Map<string, string>()
  for (const each of row.node.entries.keys()) {
    const field = csvField(each)
    if (field !== undefined) known.set(field, each)
  }
  const heading = (field: string) => known.get(field) ?? field
  const name = row.text(heading('name'))
  if (name === undefined) {
    building.problem(
      row.place,
      known.has('name')
        ? 'a row has no topic'
        : 'the first row of a CSV file must name its columns, and one of them must be topic',
    )
    return
  }
  const configs = new Map([...row.node.entries].filter(([each]) => csvField(each) === undefined))
  building.topic({
    name,
    place: row.place,
    state: row.word(heading('state'), ['present', 'absent'] as const) ?? 'present',
    partitions: partitionsIn(row, heading('partitions')),
    replicationFactor: countIn(row, heading('replicas')),
    configs: desiredConfigs(configs, `topic ${name}`, building),
  })
}
