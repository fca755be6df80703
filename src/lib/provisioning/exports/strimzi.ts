// Writes resources for Strimzi's operators.
import {groupAcls, type GroupedAcls} from '../../acls/grouped-acls.ts'
import {aclText} from '../../acls/acl-text.ts'
import {quotaEntityText} from '../../quotas/quota-entity.ts'
import {plainConfigs, resourceNames, type ExportFormat, type Exported} from './format.ts'
import type {ClusterState} from './state.ts'

/** The SCRAM iterations that Strimzi's operator uses. */
const iterations = 4096

export const strimziExport: ExportFormat = {
  sections: ['topics', 'acls', 'users', 'quotas'],
  write: (state, label) => {
    const users = usersOf(state, label)
    return {files: [...topicsOf(state, label), ...users.files], lost: users.lost}
  },
}

const head = (kind: string, name: string, label: string) => ({
  apiVersion: 'kafka.strimzi.io/v1beta2',
  kind,
  metadata: {name, labels: {'strimzi.io/cluster': label}},
})

function topicsOf(state: ClusterState, label: string): Exported['files'] {
  const names = resourceNames(state.topics.map(({name}) => name))
  return state.topics.map(({name, partitions, replicationFactor, configs}) => {
    const own = names.get(name) ?? name
    const spec = {
      ...(own === name ? {} : {topicName: name}),
      partitions,
      ...(replicationFactor === null ? {} : {replicas: replicationFactor}),
      ...(configs.length > 0 ? {config: plainConfigs(configs)} : {}),
    }
    return {name: `topic-${own}.yaml`, content: [{...head('KafkaTopic', own, label), spec}]}
  })
}

const quotaFields: Readonly<Record<string, string>> = {
  producer_byte_rate: 'producerByteRate',
  consumer_byte_rate: 'consumerByteRate',
  request_percentage: 'requestPercentage',
  controller_mutation_rate: 'controllerMutationRate',
}

interface User {
  acls: GroupedAcls[]
  quotas?: Record<string, number>
  scram?: true
}

/** Everything about a user is in one resource, which has the user's name. */
function usersOf(state: ClusterState, label: string): Exported {
  const lost: string[] = []
  const users = new Map<string, User>()
  const userOf = (name: string): User => {
    const user = users.get(name) ?? {acls: []}
    users.set(name, user)
    return user
  }
  for (const {user, credentials} of state.users)
    for (const {mechanism, iterations: count} of credentials)
      if (mechanism === 'SCRAM-SHA-512' && count === iterations && isName(user)) userOf(user).scram = true
      else
        lost.push(
          `user ${user}: Strimzi supports only SCRAM-SHA-512 with ${iterations} iterations and names that Kubernetes allows, not ${mechanism} with ${count}`,
        )
  for (const group of groupAcls(state.acls)) {
    const name = group.principal.startsWith('User:') ? group.principal.slice(5) : ''
    const subject = name.startsWith('CN=') ? name.slice(3) : name
    if (isName(subject) && ['TOPIC', 'GROUP', 'CLUSTER', 'TRANSACTIONAL_ID'].includes(group.resourceType))
      userOf(name).acls.push(group)
    else
      for (const operation of group.operations)
        lost.push(`${aclText({...group, operation})}: Strimzi cannot express this ACL, or has no user of this name`)
  }
  for (const {entity, quotas} of state.quotas) {
    const [part, second] = entity
    const name = part?.type === 'user' && !second ? part.name : null
    const known = quotas.every(({key}) => key in quotaFields)
    if (name !== null && known && isName(name.replace(/^CN=/, '')))
      userOf(name).quotas = Object.fromEntries(quotas.map(({key, value}) => [quotaFields[key] ?? key, value]))
    else lost.push(`quotas of ${quotaEntityText(entity)}: Strimzi supports only quotas of single users`)
  }
  const files = [...users]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([user, {acls, quotas, scram}]) => {
      const isCertificate = user.startsWith('CN=')
      const name = user.replace(/^CN=/, '')
      const spec = {
        ...(scram
          ? {authentication: {type: 'scram-sha-512'}}
          : isCertificate
            ? {authentication: {type: 'tls-external'}}
            : {}),
        ...(acls.length > 0 ? {authorization: {type: 'simple', acls: acls.map(aclOf)}} : {}),
        ...(quotas ? {quotas} : {}),
      }
      return {name: `user-${name}.yaml`, content: [{...head('KafkaUser', name, label), spec}]}
    })
  return {files, lost}
}

const isName = (name: string) => /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/.test(name)

const types: Readonly<Record<string, string>> = {
  TOPIC: 'topic',
  GROUP: 'group',
  CLUSTER: 'cluster',
  TRANSACTIONAL_ID: 'transactionalId',
}

const aclOf = ({resourceType, resourceName, patternType, permission, operations, host}: GroupedAcls) => ({
  ...(permission === 'DENY' ? {type: 'deny'} : {}),
  resource: {
    type: types[resourceType],
    ...(resourceType === 'CLUSTER'
      ? {}
      : {name: resourceName, patternType: patternType === 'PREFIXED' ? 'prefix' : 'literal'}),
  },
  operations: operations.map((operation) =>
    operation
      .split('_')
      .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
      .join(''),
  ),
  host,
})
