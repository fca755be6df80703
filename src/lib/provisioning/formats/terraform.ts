// `terraform show -json`: what Terraform manages, of the providers Mongey/kafka and Confluent. HCL itself is not read.
import {textAt, valueAt, type Node} from '../node.ts'
import {fieldsOf, type Fields} from '../fields.ts'
import type {QuotaEntity} from '../../quotas/quota-entity.ts'
import type {FormatReader} from '../reader.ts'
import {counted} from '../../text/plural.ts'
import {Building, configsIn, countIn, neededText, partitionsIn, permissionIn, textIn} from './building.ts'

type Read = (values: Fields, building: Building) => void

const types: Readonly<Record<string, Read>> = {
  kafka_topic: (values, building) => {
    const name = neededText(values, 'name')
    values.field('force_delete')
    if (name)
      building.topic({
        name: name.value,
        place: name.place,
        partitions: partitionsIn(values, 'partitions'),
        replicationFactor: countIn(values, 'replication_factor'),
        configs: configsIn(values, 'config', building),
      })
  },
  confluent_kafka_topic: (values, building) => {
    const name = neededText(values, 'topic_name')
    for (const field of ['kafka_cluster', 'rest_endpoint', 'credentials']) values.field(field)
    if (name)
      building.topic({
        name: name.value,
        place: name.place,
        partitions: partitionsIn(values, 'partitions_count'),
        configs: configsIn(values, 'config', building),
      })
  },
  kafka_acl: (values, building) =>
    readAcl(values, building, {
      pattern: 'resource_pattern_type_filter',
      principal: 'acl_principal',
      host: 'acl_host',
      operation: 'acl_operation',
      permission: 'acl_permission_type',
    }),
  confluent_kafka_acl: (values, building) => {
    for (const field of ['kafka_cluster', 'rest_endpoint', 'credentials']) values.field(field)
    readAcl(values, building, {
      pattern: 'pattern_type',
      principal: 'principal',
      host: 'host',
      operation: 'operation',
      permission: 'permission',
    })
  },
  kafka_quota: readQuota,
}

export const terraform: FormatReader = {
  name: 'terraform',
  recognises: (document) =>
    valueAt(document, 'format_version') !== undefined &&
    (valueAt(document, 'values') ?? valueAt(document, 'planned_values')) !== undefined,
  read: (document, reading) => {
    const building = new Building(terraform.name, document.place, reading)
    const values = valueAt(document, 'planned_values') ?? valueAt(document, 'values')
    let others = 0
    for (const resource of resourcesOf(valueAt(values, 'root_module'))) {
      const type = textAt(resource, 'type') ?? ''
      const address = textAt(resource, 'address') ?? type
      const fields = valueAt(resource, 'values')
      const read = Object.hasOwn(types, type) ? types[type] : undefined
      if (textAt(resource, 'mode') === 'data') continue
      if (read && fields) {
        const map = fieldsOf(fields, address, building)
        if (!map) continue
        // Terraform's own.
        map.field('id')
        read(map, building)
        map.done()
      } else if (/^(?:kafka|confluent)_/.test(type))
        building.problem(resource.place, `kafkit does not read ${type} of Terraform (${address})`)
      else others++
    }
    if (others > 0)
      building.remark(
        document.place,
        `${counted(others, 'resource')} of other providers in the state ${others === 1 ? 'is' : 'are'} none of Kafka's`,
      )
    return [building.done()]
  },
}

function resourcesOf(module: Node | undefined): Node[] {
  const [resources, children] = [valueAt(module, 'resources'), valueAt(module, 'child_modules')]
  return [
    ...(resources?.kind === 'list' ? resources.items : []),
    ...(children?.kind === 'list' ? children.items.flatMap(resourcesOf) : []),
  ]
}

function readAcl(
  values: Fields,
  building: Building,
  names: Readonly<Record<'pattern' | 'principal' | 'host' | 'operation' | 'permission', string>>,
): void {
  const [type, principal] = [neededText(values, 'resource_type'), neededText(values, names.principal)]
  const operation = neededText(values, names.operation)
  const [name, host, patternType] = [
    textIn(values, 'resource_name'),
    textIn(values, names.host),
    textIn(values, names.pattern),
  ]
  const permission = permissionIn(values, names.permission)
  if (type && principal && operation)
    building.acl({
      place: values.place,
      principal: principal.value,
      permission,
      operations: [operation],
      hosts: host ? [host] : [],
      pattern: {type, name, patternType},
    })
}

function readQuota(values: Fields, building: Building): void {
  const type = values.word('entity_type', ['user', 'client-id', 'ip'] as const)
  const name = textIn(values, 'entity_name')
  const config = values.fields('config')
  if (!type || !config) {
    values.problem('entity_type', `${values.what} needs entity_type and config`)
    return
  }
  const entity: QuotaEntity = [{type, name: name?.value ?? null}]
  building.quota(
    values.place,
    entity,
    [...config.node.entries].map(([key, {value}]) => [key, value] as const),
  )
}
