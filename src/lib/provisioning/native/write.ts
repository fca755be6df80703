// Writes desired state, read from any format, as documents of kafkit's own format. `plan --print` prints them.
import {exportAcls} from '../../acls/export-acls.ts'
import type {Declared, DesiredConfig, DesiredTopic, Scope} from '../declared.ts'
import {readableValue} from '../exports/native.ts'
import {plainValue} from '../exports/format.ts'
import type {Node} from '../../text/node.ts'

/**
 * Documents with a scope, a policy or a cluster stay separate, because these apply to one document; all others are
 * merged into one. Roles appear as the ACLs they stand for.
 */
export function nativeDocuments(documents: readonly Declared[]): object[] {
  const alone = ({scope, policy, cluster}: Declared) =>
    scope !== undefined || policy !== undefined || cluster !== undefined
  const together = documents.filter((each) => !alone(each))
  return [
    ...(together.length > 0 ? [documentOf(together)] : []),
    ...documents.filter(alone).map((each) => documentOf([each])),
  ]
}

/** Topics that are to be left alone. They are reported, because kafkit's format cannot express that. */
export const unsaid = (documents: readonly Declared[]): readonly DesiredTopic[] =>
  documents.flatMap(({topics}) => topics.filter(({state}) => state === 'unmanaged'))

function documentOf(documents: readonly Declared[]): object {
  const [first] = documents
  const sections = new Set(documents.flatMap((each) => [...each.sections]))
  const topics = documents.flatMap((each) => each.topics).filter(({state}) => state !== 'unmanaged')
  const acls = documents.flatMap((each) => each.acls)
  const users = documents.flatMap((each) => each.users)
  const quotas = documents.flatMap((each) => each.quotas)
  const resources = (type: string) =>
    documents.flatMap(({configs}) => configs).filter((each) => each.resource.type === type)
  const named = (type: string) =>
    Object.fromEntries(
      resources(type).map(({resource, configs}) => [resource.name || 'default', {configs: configsOf(configs)}]),
    )
  return {
    kafkit: 1,
    ...(first?.cluster ? {cluster: {id: first.cluster.value}} : {}),
    ...(first?.scope ? {scope: scopeOf(first.scope)} : {}),
    ...(first?.policy ? {policy: plainNode(first.policy)} : {}),
    ...(sections.has('topics') ? {topics: Object.fromEntries(topics.map((each) => [each.name, topicOf(each)]))} : {}),
    ...(sections.has('acls')
      ? {
          acls: (['present', 'absent'] as const).flatMap((state) =>
            exportAcls(acls.flatMap((each) => (each.state === state ? [each.binding] : []))).acls.map((entry) => ({
              ...entry,
              ...(state === 'absent' ? {state} : {}),
            })),
          ),
        }
      : {}),
    ...(sections.has('users')
      ? {
          users: Object.fromEntries(
            users.map(({user, state, credentials}) => [
              user,
              state === 'absent'
                ? {state}
                : {
                    scram: Object.fromEntries(
                      credentials.map(({mechanism, iterations, password}) => [
                        mechanism,
                        {iterations, ...(password ? {passwordFrom: password} : {})},
                      ]),
                    ),
                  },
            ]),
          ),
        }
      : {}),
    ...(sections.has('quotas')
      ? {
          quotas: quotas.map(({entity, values}) => ({
            ...Object.fromEntries(
              entity.map(({type, name}) => [type === 'client-id' ? 'clientId' : type, name ?? 'default']),
            ),
            ...Object.fromEntries(values.map(({key, value}) => [key, value])),
          })),
        }
      : {}),
    ...(sections.has('brokers') ? {brokers: named('BROKER')} : {}),
    ...(sections.has('groups') ? {groups: named('GROUP')} : {}),
    ...(sections.has('clientMetrics')
      ? {
          clientMetrics: Object.fromEntries(
            resources('CLIENT_METRICS').map(({resource, configs}) => [resource.name, configsOf(configs)]),
          ),
        }
      : {}),
  }
}

function topicOf(topic: DesiredTopic): object {
  const {state, partitions, replicationFactor, assignment, placement, configs, ignore, about} = topic
  if (state === 'absent') return {state}
  return {
    ...(partitions ? {partitions: partitions.atLeast ? {atLeast: partitions.value} : partitions.value} : {}),
    ...(replicationFactor ? {replicationFactor: replicationFactor.value} : {}),
    ...(assignment ? {assignment: assignment.value} : {}),
    ...(placement
      ? {placement: {racks: placement.racks, ...(placement.brokers ? {brokers: placement.brokers} : {})}}
      : {}),
    ...(configs.length > 0 ? {configs: configsOf(configs)} : {}),
    ...(ignore.length > 0 ? {ignore} : {}),
    ...(Object.keys(about).length > 0 ? {about} : {}),
  }
}

const configsOf = (configs: readonly DesiredConfig[]) =>
  Object.fromEntries(configs.map(({name, value}) => [name, value === null ? null : readableValue(name, value)]))

const scopeOf = ({topics, groups, principals, protect}: Scope): object =>
  Object.fromEntries(
    Object.entries({topics, groups, principals, protect: protect.length > 0 ? protect : undefined}).flatMap(
      ([name, patterns]) => (patterns ? [[name, patterns.map(({value}) => value)]] : []),
    ),
  )

function plainNode(node: Node): unknown {
  if (node.kind === 'list') return node.items.map(plainNode)
  if (node.kind === 'map')
    return Object.fromEntries([...node.entries].map(([name, {value}]) => [name, plainNode(value)]))
  return typeof node.value === 'bigint' ? plainValue(node.text) : node.value
}
