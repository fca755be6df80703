// Reads Strimzi's KafkaUser: credentials, ACLs and quotas of one principal.
import type {DesiredCredential, PasswordSource, Placed} from '../declared.ts'
import {fieldsOf, type Fields} from '../fields.ts'
import {passwordSource} from '../secrets.ts'
import {neededText, permissionIn, textIn, type Building} from './building.ts'

/** The SCRAM iterations that Strimzi's operator uses. */
const iterations = 4096

const quotas = {
  producerByteRate: 'producer_byte_rate',
  consumerByteRate: 'consumer_byte_rate',
  requestPercentage: 'request_percentage',
  controllerMutationRate: 'controller_mutation_rate',
} as const

export function readStrimziUser(fields: Fields, building: Building): void {
  const metadata = fields.fields('metadata')
  const name = metadata && neededText(metadata, 'name')
  const spec = fields.fields('spec')
  if (!name || !spec) {
    fields.problem('metadata', 'a KafkaUser needs metadata with its name, and a spec')
    return
  }
  const authentication = spec.fields('authentication')
  const type = authentication?.word('type', ['scram-sha-512', 'tls', 'tls-external'] as const)
  // For a client certificate, Kafka's principal is the certificate's subject.
  const user = type === 'tls' || type === 'tls-external' ? `CN=${name.value}` : name.value
  if (type === 'scram-sha-512' && authentication) readScram(name, authentication, building)
  authentication?.done()
  const authorization = spec.fields('authorization')
  authorization?.word('type', ['simple'] as const)
  for (const node of authorization?.list('acls') ?? []) {
    const acl = fieldsOf(node, `an entry of acls of user ${name.value}`, building)
    if (acl) readAcl(acl, `User:${user}`, building)
  }
  if (authorization) building.speaksOf('acls')
  authorization?.done()
  const limits = spec.fields('quotas')
  if (limits) {
    building.quota(
      limits.place,
      [{type: 'user', name: user}],
      Object.entries(quotas).map(([field, key]) => [key, limits.field(field)] as const),
    )
    limits.done()
  }
  spec.done({template: 'it is about the Secret that the operator creates, and kafkit creates none'})
}

function readScram(name: Placed<string>, authentication: Fields, building: Building): void {
  const password = authentication.fields('password')
  const from = password?.fields('valueFrom')
  const ref = from?.fields('secretKeyRef')
  const [secret, key] = ref ? [neededText(ref, 'name'), neededText(ref, 'key')] : []
  let source: PasswordSource | null = null
  if (secret && key) {
    const where = `${secret.value}/${key.value}`
    const given = building.secrets.get(where)
    if (given === undefined)
      building.problem(
        secret.place,
        `the password of user ${name.value} is in the Secret ${secret.value}: say where to find it here, as in --secret ${where}=env:VARIABLE`,
      )
    else source = passwordSource(given)
  }
  for (const each of [ref, from, password]) each?.done()
  building.speaksOf('users')
  const credential: DesiredCredential = {
    place: authentication.place,
    mechanism: 'SCRAM-SHA-512',
    iterations,
    password: source,
  }
  building.users.push({place: name.place, user: name.value, state: 'present', credentials: [credential]})
  if (!source && !secret)
    building.remark(
      name.place,
      `Strimzi generates the password of user ${name.value}; kafkit does not, so the user is only compared and cannot be created`,
    )
}

function readAcl(acl: Fields, principal: string, building: Building): void {
  const permission = permissionIn(acl, 'type')
  const resource = acl.fields('resource')
  const type = resource && neededText(resource, 'type')
  const host = textIn(acl, 'host')
  // `operation` is the older field, for a single operation.
  const operations = [...(acl.texts('operations') ?? []), ...(acl.texts('operation', {single: true}) ?? [])]
  if (operations.length === 0) acl.problem('operations', `${acl.what} needs operations`)
  if (resource && type)
    building.acl({
      place: acl.place,
      principal,
      permission,
      operations,
      hosts: host ? [host] : [],
      pattern: {type, name: textIn(resource, 'name'), patternType: textIn(resource, 'patternType')},
    })
  else if (!resource) acl.problem('resource', `${acl.what} needs a resource`)
  resource?.done()
  acl.done()
}
