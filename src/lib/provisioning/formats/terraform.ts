// Reads `terraform show -json`: what Terraform manages with the providers Mongey/kafka and Confluent. HCL itself is not
// read. A state may hold everything a team has: clusters, networks and keys beside topics. Resources that are not
// inside Kafka are skipped and named in a remark; resources inside Kafka that kafkit cannot read are errors.
import {textAt, valueAt, type Node} from '../../text/node.ts'
import {fieldsOf, type Fields} from '../fields.ts'
import type {QuotaEntity, QuotaEntityPart} from '../../quotas/quota-entity.ts'
import type {Place} from '../../text/place.ts'
import type {FormatReader} from '../reader.ts'
import {listed} from '../../text/listed.ts'
import {counted} from '../../text/plural.ts'
import {isScramMechanism} from '../../users/scram-mechanism.ts'
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
    passOverConnection(values)
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
    passOverConnection(values)
    readAcl(values, building, {
      pattern: 'pattern_type',
      principal: 'principal',
      host: 'host',
      operation: 'operation',
      permission: 'permission',
    })
  },
  kafka_quota: readQuota,
  kafka_quota_composite: readCompositeQuota,
  kafka_user_scram_credential: readUser,
}

/**
 * Skips the fields with which Confluent's provider connects, which include a secret. `clusterOf` reads which cluster it
 * is.
 */
function passOverConnection(values: Fields): void {
  for (const field of ['kafka_cluster', 'rest_endpoint', 'http_endpoint', 'credentials']) values.field(field)
}

/** `kafka_cluster` is a block, hence a list; in the first releases it was a text. */
function clusterOf(values: Node): string | undefined {
  const cluster = valueAt(values, 'kafka_cluster')
  const block = cluster?.kind === 'list' ? cluster.items[0] : undefined
  return (block && textAt(block, 'id')) ?? textAt(values, 'kafka_cluster')
}

/** Matches the types of any provider that declare something inside a Kafka cluster, by the words in their names. */
const insideKafka =
  /^kafka_|(?:kafka|confluent|redpanda).*_(?:topic|acl|quota|user|scram|role)|confluent_(?:cluster_link|kafka_cluster_config)/

export const terraform: FormatReader = {
  name: 'terraform',
  readsLittle: true,
  recognises: (document) =>
    valueAt(document, 'format_version') !== undefined &&
    [...stateKeys, 'terraform_version'].some((key) => valueAt(document, key) !== undefined),
  read: (document, reading) => {
    const building = new Building(terraform.name, document.place, reading)
    const state = stateKeys.map((key) => valueAt(document, key)).find((each) => each !== undefined)
    if (!state)
      building.problem(
        document.place,
        'there is no state in this: terraform show -json, in a folder that has one, prints it',
      )
    const others = new Map<string, number>()
    const clusters = new Map<string, Place>()
    for (const resource of resourcesOf(valueAt(state, 'root_module'))) {
      const type = textAt(resource, 'type') ?? ''
      const address = textAt(resource, 'address') ?? type
      const fields = valueAt(resource, 'values')
      const read = Object.hasOwn(types, type) ? types[type] : undefined
      if (textAt(resource, 'mode') === 'data' || reading.skipKinds?.includes(type)) continue
      if (read && fields) {
        const map = fieldsOf(fields, address, building)
        if (!map) continue
        const cluster = clusterOf(fields)
        if (cluster !== undefined && !clusters.has(cluster)) clusters.set(cluster, resource.place)
        // Terraform's own field, and one that some resources have.
        for (const field of ['id', 'timeouts']) map.field(field)
        read(map, building)
        map.done()
      } else if (insideKafka.test(type))
        building.problem(
          resource.place,
          `kafkit does not read ${type} of Terraform (${address}); --skip-kinds ${type} skips it`,
        )
      else others.set(type, (others.get(type) ?? 0) + 1)
    }
    const [, second] = clusters
    if (second)
      building.problem(
        second[1],
        `these resources are in ${counted(clusters.size, 'cluster')} (${listed([...clusters.keys()], 'and')}), but a plan of kafkit is for one cluster: give a Terraform state or plan of each cluster in turn`,
      )
    if (others.size > 0) building.remark(document.place, passedOver(others))
    return [building.done()]
  },
}

/** A plan of Terraform has the future values, a state the present ones. */
const stateKeys = ['planned_values', 'values']

function passedOver(others: ReadonlyMap<string, number>): string {
  const count = [...others.values()].reduce((sum, each) => sum + each, 0)
  const verb = count === 1 ? 'is' : 'are'
  return `${counted(count, 'resource')} of Terraform ${verb} passed over, because ${count === 1 ? 'it' : 'they'} ${verb} not inside Kafka: ${listed([...others.keys()].toSorted(), 'and')}`
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
  const name = nameOrDefault(values.text('entity_name'))
  if (type) addQuota(values, [{type, name}], building)
  else if (values.lacks('entity_type')) values.problem('entity_type', `${values.what} needs entity_type`)
}

/** Reads a quota of a user and a client id together. */
function readCompositeQuota(values: Fields, building: Building): void {
  const entity: QuotaEntityPart[] = []
  for (const node of values.list('entity') ?? []) {
    const part = fieldsOf(node, `entity of ${values.what}`, building)
    const type = part?.word('type', ['user', 'client-id'] as const)
    if (part && type) entity.push({type, name: nameOrDefault(part.text('name'))})
    part?.done()
  }
  if (entity.length === 2) addQuota(values, entity, building)
  else values.problem('entity', `${values.what} needs two entities`)
}

/** The provider keeps an empty text if no name was given, which means the default entity of that type. */
const nameOrDefault = (name: string | undefined): string | null => (name === undefined || name === '' ? null : name)

function addQuota(values: Fields, entity: QuotaEntity, building: Building): void {
  const config = values.fields('config')
  if (!config) {
    values.problem('config', `${values.what} needs config`)
    return
  }
  building.quota(
    values.place,
    entity,
    [...config.node.entries].map(([key, {value}]) => [key, value] as const),
  )
}

/** The password in the state is ignored: Terraform may be allowed to keep it there, but plans are not. */
function readUser(values: Fields, building: Building): void {
  const [user, mechanism] = [neededText(values, 'username'), neededText(values, 'scram_mechanism')]
  const iterations = values.whole('scram_iterations', 1) ?? 4096
  for (const field of ['password', 'password_wo', 'password_wo_version']) values.field(field)
  if (!user || !mechanism) return
  building.speaksOf('users')
  if (!isScramMechanism(mechanism.value)) {
    building.problem(
      mechanism.place,
      `${values.what} must have SCRAM-SHA-256 or SCRAM-SHA-512, not '${mechanism.value}'`,
    )
    return
  }
  const credential = {place: values.place, mechanism: mechanism.value, iterations, password: null}
  // There is one resource per mechanism.
  const at = building.users.findIndex((each) => each.user === user.value)
  const known = building.users[at]
  if (known) building.users[at] = {...known, credentials: [...known.credentials, credential]}
  else building.users.push({place: user.place, user: user.value, state: 'present', credentials: [credential]})
  building.remark(
    user.place,
    `the password of user ${user.value} stays in Terraform's state: the user is only compared and cannot be created`,
  )
}
