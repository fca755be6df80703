// Reads topicctl: one file per topic, with `meta` and `spec` but no kind; the files of ACLs and of the cluster look
// similar.
import type {DesiredPlacement, DesiredTopic} from '../declared.ts'
import {fieldsOf, kindOf, scalarText, type Fields} from '../fields.ts'
import {valueAt, type Node} from '../../text/node.ts'
import type {FormatReader} from '../reader.ts'
import {Building, configsIn, countIn, neededFields, neededText, partitionsIn, permissionIn, textIn} from './building.ts'

export const topicctl: FormatReader = {
  name: 'topicctl',
  recognises: (document) =>
    valueAt(document, 'meta')?.kind === 'map' &&
    valueAt(document, 'spec')?.kind === 'map' &&
    valueAt(document, 'apiVersion') === undefined,
  read: (document, reading) => {
    const building = new Building(topicctl.name, document.place, reading)
    const fields = fieldsOf(document, 'the file', building)
    const [meta, spec] = [fields && neededFields(fields, 'meta'), fields && neededFields(fields, 'spec')]
    const name = meta && neededText(meta, 'name')
    if (spec && name) {
      if (spec.has('bootstrapAddrs') || spec.has('zkAddrs')) readCluster(spec, building)
      else if (spec.has('acls')) readAcls(spec, building)
      else readTopic(name, spec, building)
    }
    // Ownership and purpose, for people only.
    for (const field of ['cluster', 'environment', 'region', 'labels', 'description', 'consumers', 'tags'])
      meta?.field(field)
    meta?.done()
    fields?.done()
    return [building.done()]
  },
}

/** The profile says how to reach the cluster; only the cluster id is compared. */
function readCluster(spec: Fields, building: Building): void {
  const id = textIn(spec, 'clusterID')
  if (id) building.cluster = id
  else building.remark(spec.place, 'this describes a cluster without its clusterID, so there is nothing to compare')
}

function readTopic(name: {value: string; place: DesiredTopic['place']}, spec: Fields, building: Building): void {
  const minutes = spec.whole('retentionMinutes', 1)
  const configs = configsIn(spec, 'settings', building)
  if (minutes !== undefined && configs.some((config) => config.name === 'retention.ms'))
    spec.problem('retentionMinutes', `topic ${name.value} has both retentionMinutes and retention.ms: keep one of them`)
  const placed = placementOf(name.value, spec, building)
  const partitions = partitionsIn(spec, 'partitions')
  const replicationFactor = countIn(spec, 'replicationFactor')
  const {assignment} = placed
  if (assignment && partitions && assignment.value.length !== partitions.value)
    building.problem(
      assignment.place,
      `topic ${name.value} has ${partitions.value} partitions and static assignments for ${assignment.value.length}`,
    )
  building.topic({
    name: name.value,
    place: name.place,
    // An assignment gives both.
    ...(assignment ? {} : {partitions, replicationFactor}),
    ...placed,
    configs:
      minutes === undefined
        ? configs
        : [
            ...configs,
            {name: 'retention.ms', place: spec.placeOf('retentionMinutes'), value: String(minutes * 60_000)},
          ],
  })
  if (spec.field('migration'))
    building.remark(
      spec.placeOf('migration'),
      `migration of topic ${name.value} says how topicctl moves replicas; here --throttle does`,
    )
  spec.done()
}

function placementOf(
  topic: string,
  spec: Fields,
  building: Building,
): {placement?: DesiredPlacement; assignment?: NonNullable<DesiredTopic['assignment']>} {
  const placement = spec.fields('placement')
  if (!placement) return {}
  const strategy = neededText(placement, 'strategy')
  // How topicctl chooses among equally good brokers.
  placement.field('picker')
  const assignments = placement.list('staticAssignments')
  const at = placement.placeOf('staticAssignments')
  if (strategy?.value === 'static-in-rack') placement.field('staticRackAssignments')
  placement.done({staticRackAssignments: 'it belongs to the strategy static-in-rack'})
  if (strategy?.value === 'cross-rack') return {placement: {place: strategy.place, racks: 'spread', brokers: null}}
  if (strategy?.value === 'static') {
    if (!assignments) {
      placement.problem('strategy', `${strategy.value} placement of topic ${topic} needs staticAssignments`)
      return {}
    }
    return {assignment: {place: at, value: assignments.map((node) => brokersIn(node, topic, building))}}
  }
  if (strategy && strategy.value !== 'any')
    building.remark(
      strategy.place,
      `placement ${strategy.value} of topic ${topic} is not compared: kafkit compares cross-rack and static`,
    )
  return {}
}

function brokersIn(node: Node, topic: string, building: Building): number[] {
  const items = node.kind === 'list' ? node.items : []
  const ids = items.map((item) => Number(scalarText(item)))
  if (ids.length === 0 || ids.some((id) => !Number.isInteger(id) || id < 0))
    building.problem(
      node.place,
      `staticAssignments of topic ${topic} must be a list of lists of broker ids, not ${kindOf(node)}`,
    )
  return ids
}

function readAcls(spec: Fields, building: Building): void {
  building.speaksOf('acls')
  for (const node of spec.list('acls') ?? []) {
    const acl = fieldsOf(node, 'an entry of acls', building)
    const resource = acl?.fields('resource')
    if (!acl || !resource) {
      acl?.problem('resource', 'an entry of acls needs a resource')
      continue
    }
    const [type, principal] = [neededText(resource, 'type'), neededText(resource, 'principal')]
    const host = textIn(resource, 'host')
    const permission = permissionIn(resource, 'permission')
    const operations = acl.texts('operations') ?? []
    if (operations.length === 0) acl.problem('operations', 'an entry of acls needs operations')
    if (type && principal)
      building.acl({
        place: acl.place,
        principal: principal.value,
        permission,
        operations,
        hosts: host ? [host] : [],
        pattern: {type, name: textIn(resource, 'name'), patternType: textIn(resource, 'patternType')},
      })
    resource.done()
    acl.done()
  }
  spec.done()
}
