// Writes kafkit's own format, one file per section.
import {exportAcls} from '../../acls/export-acls.ts'
import {inUnitOf, meaningOf} from '../../configs/config-units.ts'
import {UsageError} from '../../errors/usage-error.ts'
import type {QuotaEntity} from '../../quotas/quota-entity.ts'
import {sections, type Section} from '../declared.ts'
import {plainValue, type ExportFormat} from './format.ts'
import type {ClusterState, StateConfig} from './state.ts'

export const nativeExport: ExportFormat = {
  sections,
  write: (state) => {
    const files = sections.flatMap((section) => {
      const content = state.sections.has(section) ? sectionOf(section, state) : undefined
      return content === undefined
        ? []
        : [{name: `${fileNames[section]}.yaml`, content: [{kafkit: 1, [section]: content}]}]
    })
    const lost = state.acls.flatMap(({resourceType, resourceName}) =>
      resourceType === 'UNKNOWN' ? [`an ACL on ${resourceName} is of a type that this kafkit does not know`] : [],
    )
    return {files, lost}
  },
}

const fileNames: Readonly<Record<Section, string>> = {
  topics: 'topics',
  acls: 'acls',
  users: 'users',
  quotas: 'quotas',
  brokers: 'brokers',
  groups: 'groups',
  clientMetrics: 'client-metrics',
}

/** Undefined if the section is empty. */
function sectionOf(section: Section, state: ClusterState): unknown {
  const filled = <T>(entries: readonly (readonly [string, T])[]) =>
    entries.length > 0 ? Object.fromEntries(entries) : undefined
  const configsOf = (type: string, rename = (name: string) => name) =>
    filled(
      state.resources.flatMap(({resource, configs}) =>
        resource.type === type ? [[rename(resource.name), {configs: readable(configs)}] as const] : [],
      ),
    )
  switch (section) {
    case 'topics':
      return filled(
        state.topics.map(({name, partitions, replicationFactor, configs}) => [
          name,
          {
            partitions,
            ...(replicationFactor === null ? {} : {replicationFactor}),
            ...(configs.length > 0 ? {configs: readable(configs)} : {}),
          },
        ]),
      )
    case 'acls':
      return state.acls.length > 0 ? exportAcls(state.acls).acls : undefined
    case 'users':
      // The file holds no passwords: it can compare users, but cannot create them until a password source is added.
      return filled(
        state.users.map(({user, credentials}) => [
          user,
          {
            scram: Object.fromEntries(
              credentials.flatMap(({mechanism, iterations}) =>
                mechanism === 'UNKNOWN' ? [] : [[mechanism, {iterations}]],
              ),
            ),
          },
        ]),
      )
    case 'quotas':
      return state.quotas.length > 0
        ? state.quotas.map(({entity, quotas}) => ({
            ...entityOf(entity),
            ...Object.fromEntries(quotas.map(({key, value}) => [key, value])),
          }))
        : undefined
    case 'brokers':
      return configsOf('BROKER', (name) => (name === '' ? 'default' : name))
    case 'groups':
      return configsOf('GROUP')
    case 'clientMetrics':
      return filled(
        state.resources.flatMap(({resource, configs}) =>
          resource.type === 'CLIENT_METRICS' ? [[resource.name, readable(configs)] as const] : [],
        ),
      )
  }
}

const fields = {user: 'user', 'client-id': 'clientId', ip: 'ip'} as const
const entityOf = (entity: QuotaEntity) =>
  Object.fromEntries(entity.map(({type, name}) => [fields[type], name ?? 'default']))

/** Durations as `7d` where that is exactly the same value, and lists as lists. */
function readable(configs: readonly StateConfig[]): Record<string, unknown> {
  return Object.fromEntries(
    configs.map(({name, type, value}) => {
      if (type === 'LIST') return [name, value === '' ? [] : value.split(',')]
      return [name, readableValue(name, value)]
    }),
  )
}

/** `7d` for a number of milliseconds that is exactly seven days; other values unchanged. */
export function readableValue(name: string, value: string): string | number | boolean {
  const meaning = meaningOf(name, value)?.replace(' ', '')
  return meaning !== undefined && saysTheSame(name, meaning, value) ? meaning : plainValue(value)
}

function saysTheSame(name: string, text: string, value: string): boolean {
  try {
    return inUnitOf(name, text) === value
  } catch (error) {
    if (error instanceof UsageError) return false
    throw error
  }
}
