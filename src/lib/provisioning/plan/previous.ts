// Finds what the previous files declared and the new ones do not. Only that is unset or deleted, never what others
// created.
import {bindingKey, type AclBinding} from '../../acls/acl-binding.ts'
import type {ConfigResource} from '../../configs/config-resource.ts'
import {quotaEntityKey, type QuotaEntity} from '../../quotas/quota-entity.ts'
import {resourceKey} from '../current.ts'
import type {DesiredConfig, DesiredConfigs} from '../declared.ts'
import type {Desired} from '../desired.ts'

const note = 'was in the previous files'

/** The difference between the previous files and the new ones. */
export interface Previous {
  readonly topics: readonly string[]
  readonly acls: readonly AclBinding[]
  readonly users: readonly string[]
  /** Configs to unset on a resource that is still declared, with the reason, by name. */
  configs(resource: ConfigResource, now: readonly DesiredConfig[]): ReadonlyMap<string, string>
  /** Resources that are no longer declared, each with no configs wanted. */
  resources(now: readonly DesiredConfigs[]): readonly DesiredConfigs[]
  /** Keys to unset on an entity, and entities that are no longer declared. */
  quotaKeys(entity: QuotaEntity): readonly string[]
  readonly quotaEntities: readonly QuotaEntity[]
}

export const noPrevious: Previous = {
  topics: [],
  acls: [],
  users: [],
  configs: () => new Map(),
  resources: () => [],
  quotaKeys: () => [],
  quotaEntities: [],
}

export function previousOf(before: Desired, now: Desired): Previous {
  const names = new Set(now.topics.map(({name}) => name))
  const users = new Set(now.users.map(({user}) => user))
  const acls = new Set(now.acls.map(({binding}) => bindingKey(binding)))
  const configs = new Map<string, readonly DesiredConfig[]>([
    ...before.topics.map((topic) => [resourceKey({type: 'TOPIC', name: topic.name}), topic.configs] as const),
    ...before.configs.map((each) => [resourceKey(each.resource), each.configs] as const),
  ])
  const quotas = new Map(before.quotas.map((each) => [quotaEntityKey(each.entity), each]))
  const quotasNow = new Set(now.quotas.map(({entity}) => quotaEntityKey(entity)))
  return {
    topics: before.topics.flatMap(({name, state}) => (state === 'present' && !names.has(name) ? [name] : [])),
    users: before.users.flatMap(({user, state}) => (state === 'present' && !users.has(user) ? [user] : [])),
    acls: before.acls.flatMap(({binding, state}) =>
      state === 'present' && !acls.has(bindingKey(binding)) ? [binding] : [],
    ),
    configs: (resource, wanted) => {
      const declared = new Set(wanted.map(({name}) => name))
      const old = configs.get(resourceKey(resource)) ?? []
      return new Map(
        old.flatMap(({name, value}) => (value !== null && !declared.has(name) ? [[name, note] as const] : [])),
      )
    },
    resources: (wanted) => {
      const declared = new Set(wanted.map(({resource}) => resourceKey(resource)))
      return before.configs.flatMap((each) =>
        declared.has(resourceKey(each.resource)) ? [] : [{...each, configs: []}],
      )
    },
    quotaKeys: (entity) =>
      (quotas.get(quotaEntityKey(entity))?.values ?? []).flatMap(({key, value}) => (value === null ? [] : [key])),
    quotaEntities: before.quotas.flatMap(({entity}) => (quotasNow.has(quotaEntityKey(entity)) ? [] : [entity])),
  }
}
