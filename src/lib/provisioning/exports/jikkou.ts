// Writes Jikkou resources.
import {groupAcls} from '../../acls/grouped-acls.ts'
import type {QuotaEntity} from '../../quotas/quota-entity.ts'
import {quotaEntityText} from '../../quotas/quota-entity.ts'
import {plainConfigs, type ExportFormat, type Exported, type ExportedFile} from './format.ts'
import type {ClusterState} from './state.ts'

export const jikkouExport: ExportFormat = {
  sections: ['topics', 'acls', 'users', 'quotas'],
  write: (state) => {
    const quotas = quotasOf(state)
    const list = (name: string, content: readonly object[]): ExportedFile[] =>
      content.length > 0 ? [{name: `${name}.yaml`, content}] : []
    return {
      files: [
        ...list('topics', topicsOf(state)),
        ...list('acls', aclsOf(state)),
        ...list('users', usersOf(state)),
        ...list('quotas', quotas.content),
      ],
      lost: quotas.lost,
    }
  },
}

const apiVersion = 'kafka.jikkou.io/v1'

const topicsOf = ({topics}: ClusterState) =>
  topics.map(({name, partitions, replicationFactor, configs}) => ({
    apiVersion,
    kind: 'KafkaTopic',
    metadata: {name},
    spec: {
      partitions,
      ...(replicationFactor === null ? {} : {replicas: replicationFactor}),
      ...(configs.length > 0 ? {configs: plainConfigs(configs)} : {}),
    },
  }))

const aclsOf = ({acls}: ClusterState) =>
  [...Map.groupBy(groupAcls(acls), ({principal}) => principal)].map(([name, groups]) => ({
    apiVersion,
    kind: 'KafkaPrincipalAuthorization',
    metadata: {name},
    spec: {
      acls: groups.map(({resourceType, resourceName, patternType, permission, operations, host}) => ({
        resource: {type: resourceType.toLowerCase(), pattern: resourceName, patternType},
        type: permission,
        operations,
        host,
      })),
    },
  }))

const usersOf = ({users}: ClusterState) =>
  users.map(({user, credentials}) => ({
    apiVersion,
    kind: 'KafkaUser',
    metadata: {name: user},
    spec: {
      authentications: credentials.flatMap(({mechanism, iterations}) =>
        mechanism === 'UNKNOWN' ? [] : [{type: mechanism.toLowerCase(), iterations}],
      ),
    },
  }))

const keys: Readonly<Record<string, string>> = {
  producer_byte_rate: 'producerByteRate',
  consumer_byte_rate: 'consumerByteRate',
  request_percentage: 'requestPercentage',
}

function quotasOf({quotas}: ClusterState): {content: object[]; lost: Exported['lost']} {
  const lost: string[] = []
  const content = quotas.flatMap(({entity, quotas: values}, at) => {
    const type = typeOf(entity)
    const strange = values.filter(({key}) => !(key in keys))
    if (type === undefined || strange.length > 0) {
      lost.push(`quotas of ${quotaEntityText(entity)}: Jikkou has no quotas for this kind of entity`)
      return []
    }
    const part = (wanted: string) => entity.find((each) => each.type === wanted)?.name ?? undefined
    const [user, clientId] = [part('user'), part('client-id')]
    return [
      {
        apiVersion,
        kind: 'KafkaClientQuota',
        metadata: {name: `quota-${at + 1}`},
        spec: {
          type,
          entity: {...(user === undefined ? {} : {user}), ...(clientId === undefined ? {} : {clientId})},
          configs: Object.fromEntries(values.map(({key, value}) => [keys[key] ?? key, value])),
        },
      },
    ]
  })
  return {content, lost}
}

function typeOf(entity: QuotaEntity): string | undefined {
  const [user, client] = ['user', 'client-id'].map((type) => entity.find((each) => each.type === type))
  if (entity.some(({type}) => type === 'ip')) return undefined
  if (user && client) return user.name === null ? undefined : client.name === null ? 'USER_ALL_CLIENTS' : 'USER_CLIENT'
  if (user) return user.name === null ? 'USERS_DEFAULT' : 'USER'
  return client?.name === null ? 'CLIENTS_DEFAULT' : 'CLIENT'
}
