// Reads kdef: apiVersion v1 and a kind in lower case.
import {fieldsOf, scalarText, type Fields} from '../fields.ts'
import {textAt} from '../../text/node.ts'
import type {FormatReader} from '../reader.ts'
import {Building, configsIn, countIn, neededFields, neededText, partitionsIn, permissionIn, textIn} from './building.ts'
import {metadataIn} from './kubernetes.ts'

const kinds: Readonly<Record<string, (spec: Fields, metadata: Fields, building: Building) => void>> = {
  topic: readTopic,
  acl: readAcl,
  broker: (spec, metadata, building) => {
    const name = neededText(metadata, 'name')
    if (name && !/^\d+$/.test(name.value))
      building.problem(name.place, `a broker is named by its number, not '${name.value}'`)
    else if (name) readBroker(spec, name.value, building)
  },
  brokers: (spec, _, building) => readBroker(spec, '', building),
}

export const kdef: FormatReader = {
  name: 'kdef',
  recognises: (document) =>
    textAt(document, 'apiVersion') === 'v1' && Object.hasOwn(kinds, textAt(document, 'kind') ?? ''),
  read: (document, reading) => {
    const building = new Building(kdef.name, document.place, reading)
    const fields = fieldsOf(document, 'this definition', building)
    fields?.text('apiVersion')
    const kind = fields?.text('kind') ?? ''
    const [metadata, spec] = [fields && metadataIn(fields), fields && neededFields(fields, 'spec')]
    if (spec && metadata) {
      kinds[kind]?.(spec, metadata, building)
      if (spec.bool('deleteUndefinedConfigs') === true)
        building.remark(spec.place, 'deleteUndefinedConfigs is ignored; use --undeclared-configs reset')
      if (spec.bool('deleteUndefinedAcls') === true)
        building.remark(spec.place, 'deleteUndefinedAcls is ignored; use --prune')
      spec.done()
    }
    fields?.done()
    return [building.done()]
  },
}

function readTopic(spec: Fields, metadata: Fields, building: Building): void {
  const name = neededText(metadata, 'name')
  if (!name) return
  const assignments = spec.list('assignments')
  const managed = spec.fields('managedAssignments')
  const constraints = managed?.list('rackConstraints')
  managed?.field('selection')
  managed?.field('balance')
  managed?.done()
  if (constraints)
    building.remark(
      spec.placeOf('managedAssignments'),
      `racks of each partition of topic ${name.value} are not compared`,
    )
  // How kdef moves replicas; in kafkit, --throttle and --allow move control that.
  if (spec.field('maintainLeaders'))
    building.remark(
      spec.placeOf('maintainLeaders'),
      `maintainLeaders of topic ${name.value} says how kdef moves replicas; kafkit keeps preferred leaders in place where it can`,
    )
  if (spec.field('reassignment'))
    building.remark(
      spec.placeOf('reassignment'),
      `reassignment of topic ${name.value} says how long kdef waits for its moves; kafkit waits until they end, or not at all with --detach`,
    )
  const counts = {partitions: partitionsIn(spec, 'partitions'), replicationFactor: countIn(spec, 'replicationFactor')}
  building.topic({
    name: name.value,
    place: name.place,
    // An assignment gives both.
    ...(assignments
      ? {
          assignment: {
            place: spec.placeOf('assignments'),
            value: assignments.map((node) => {
              const ids = (node.kind === 'list' ? node.items : []).map((item) => Number(scalarText(item)))
              if (ids.length === 0 || ids.some((id) => !Number.isInteger(id) || id < 0))
                building.problem(node.place, `assignments of topic ${name.value} must be a list of lists of broker ids`)
              return ids
            }),
          },
        }
      : counts),
    configs: configsIn(spec, 'configs', building),
  })
}

function readAcl(spec: Fields, metadata: Fields, building: Building): void {
  building.speaksOf('acls')
  const [type, name] = [neededText(metadata, 'type'), textIn(metadata, 'name')]
  const patternType = textIn(metadata, 'resourcePatternType')
  for (const node of spec.list('acls') ?? []) {
    const acl = fieldsOf(node, 'an entry of acls', building)
    if (!acl) continue
    const [principals, hosts, operations] = ['principals', 'hosts', 'operations'].map((field) => acl.texts(field) ?? [])
    const permission = permissionIn(acl, 'permissionType')
    if (!principals?.length || !operations?.length)
      acl.problem('principals', 'an entry of acls needs principals and operations')
    for (const principal of principals ?? [])
      if (type)
        building.acl({
          place: acl.place,
          principal: principal.value,
          permission,
          operations: operations ?? [],
          hosts: hosts ?? [],
          pattern: {type, name, patternType},
        })
    acl.done()
  }
}

function readBroker(spec: Fields, name: string, building: Building): void {
  building.speaksOf('brokers')
  building.configs.push({
    place: spec.place,
    resource: {type: 'BROKER', name},
    configs: configsIn(spec, 'configs', building),
  })
}
