// Tells whether an action still fits the cluster, by comparing what it expected to find with the current state.
import {bindingKey, type AclBinding} from '../../acls/acl-binding.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {ownSource} from '../../configs/config-entry.ts'
import type {ConfigResource} from '../../configs/config-resource.ts'
import {isUnread, readCurrent, resourceKey, type Current, type CurrentConfigs, type CurrentTopic} from '../current.ts'
import type {Targets} from '../targets.ts'
import {sameMeaning} from '../plan/compare-configs.ts'
import {quotaValues} from '../plan/plan-clients.ts'
import {unreadConfigs, type Action, type ConfigStep, type Expected} from '../plan/plan.ts'

/**
 * `as planned`: the action can be carried out. `done`: the cluster already is as the action would make it. `stale`:
 * something else has changed, see `why`. `unknown`: the state could not be read.
 */
export type Standing =
  | {readonly state: 'as planned' | 'done'}
  | {readonly state: 'stale'; readonly why: string}
  | {readonly state: 'unknown'; readonly error: Error}

/** Reads only the topics, users, quotas, ACLs and configs that the actions touch. */
export function readFor(cluster: Cluster, actions: readonly Action[]): Promise<Current> {
  const deeds = actions.map(({deed}) => deed)
  const configNames = new Map<string, string[]>()
  for (const {name, deed} of actions) {
    if (deed.type === 'createTopic') configNames.set(`TOPIC ${name}`, Object.keys(deed.configs))
    if (deed.type === 'alterTopic')
      configNames.set(
        `TOPIC ${name}`,
        deed.configs.map((each) => each.name),
      )
    if (deed.type === 'alterConfigs')
      configNames.set(
        resourceKey(deed.resource),
        deed.configs.map((each) => each.name),
      )
  }
  const targets: Targets = {
    topics: [...new Set(actions.flatMap(({kind, name}) => (kind === 'topic' ? [name] : [])))],
    allTopics: false,
    acls: deeds.some(({type}) => type === 'createAcl' || type === 'deleteAcl'),
    users: [...new Set(deeds.flatMap((deed) => (deed.type === 'alterUser' ? [deed.user] : [])))],
    allUsers: false,
    quotas: deeds.some(({type}) => type === 'alterQuota'),
    resources: deeds.flatMap((deed) => (deed.type === 'alterConfigs' ? [deed.resource] : [])),
  }
  return readCurrent(cluster, targets, {configNames: (resource) => configNames.get(resourceKey(resource)) ?? []})
}

export function standingOf(action: Action, current: Current): Standing {
  const {deed, name, expects} = action
  switch (deed.type) {
    case 'createTopic':
    case 'alterTopic':
    case 'deleteTopic': {
      const topic = current.topics.get(name)
      return topic instanceof Error ? {state: 'unknown', error: topic} : topicStanding(action, topic ?? null)
    }
    case 'createAcl':
    case 'deleteAcl': {
      const {acls} = current
      if (acls === null || isUnread(acls)) return unread(acls, 'ACLs')
      const there = keysOf(acls).has(bindingKey(deed.binding))
      return {state: there === (deed.type === 'createAcl') ? 'done' : 'as planned'}
    }
    case 'alterUser': {
      const {users} = current
      if (users === null || isUnread(users)) return unread(users, `user ${name}`)
      const now = users.get(deed.user)
      if (deed.set.length === 0 && !deed.remove.some((mechanism) => now?.has(mechanism))) return {state: 'done'}
      const same = sameValues(expects, Object.fromEntries(now ?? []))
      // Equal iterations do not prove an equal password: another client may have created the user in the meantime.
      return same ? {state: 'as planned'} : stale(`user ${name} now has other credentials`)
    }
    case 'alterQuota': {
      const {quotas} = current
      if (quotas === null || isUnread(quotas)) return unread(quotas, `the quotas of ${name}`)
      const now = quotaValues(quotas, deed.entity)
      const done = deed.set.every(({key, value}) => now.get(key) === value) && deed.remove.every((key) => !now.has(key))
      if (done) return {state: 'done'}
      const other = Object.entries(expects).find(([key, value]) => (now.get(key) ?? null) !== value)
      return other ? stale(`${other[0]} of ${name} is now ${now.get(other[0]) ?? 'not set'}`) : {state: 'as planned'}
    }
    case 'alterConfigs': {
      const now = current.resources.get(resourceKey(deed.resource))
      if (now === undefined || isUnread(now)) return unread(now ?? null, `the configs of ${action.kind} ${name}`)
      return configStanding(deed.resource, deed.configs, expects, now)
    }
  }
}

/** Cached, because thousands of actions look at the same list of ACLs. */
const keys = new WeakMap<readonly AclBinding[], ReadonlySet<string>>()
function keysOf(acls: readonly AclBinding[]): ReadonlySet<string> {
  const known = keys.get(acls) ?? new Set(acls.map(bindingKey))
  keys.set(acls, known)
  return known
}

const stale = (why: string): Standing => ({state: 'stale', why})
const unread = (error: Error | null, what: string): Standing => ({
  state: 'unknown',
  error: error ?? new Error(`${what} could not be read`),
})

function topicStanding({deed, name, expects}: Action, topic: CurrentTopic | null): Standing {
  if (deed.type === 'deleteTopic') {
    if (!topic) return {state: 'done'}
    return sameTopic(expects, topic) ?? {state: 'as planned'}
  }
  if (deed.type === 'createTopic') {
    if (!topic) return {state: 'as planned'}
    const {partitions, replicationFactor, assignment, configs} = deed
    const count = assignment?.length ?? partitions
    const replicas = assignment?.[0]?.length ?? replicationFactor
    if (count !== null && topic.partitions.length !== count)
      return stale(`topic ${name} was created in the meantime, with ${topic.partitions.length} partitions`)
    if (replicas !== null && topic.partitions.some((each) => each.replicas.length !== replicas))
      return stale(`topic ${name} was created in the meantime, with another number of replicas`)
    const {configs: now} = topic
    if (isUnread(now)) return {state: 'unknown', error: now}
    const wrong = Object.entries(configs).find(([key, value]) => !isSetTo({type: 'TOPIC', name}, now, key, value))
    return wrong ? stale(`topic ${name} was created in the meantime, with another ${wrong[0]}`) : {state: 'done'}
  }
  if (deed.type !== 'alterTopic') throw new Error(`${deed.type} is not about a topic`)
  if (!topic) return stale(`topic ${name} no longer exists`)
  const {configs: now} = topic
  const blind = expects['configs'] === unreadConfigs
  if (deed.configs.length > 0 && isUnread(now) && !blind) return {state: 'unknown', error: now}
  const grown = deed.partitions === null || topic.partitions.length === deed.partitions
  const placed = deed.moves.every(({partition, to}) => topic.partitions[partition]?.replicas.join() === to.join())
  const set = isUnread(now)
    ? !blind
    : deed.configs.every(({name: key, value}) => isSetTo({type: 'TOPIC', name}, now, key, value))
  const other = sameTopic(expects, topic)
  if (!other && grown && placed && set) return {state: 'done'}
  if (other) return other
  if (deed.partitions !== null && !grown && topic.partitions.length !== expects['partitions'])
    return stale(`topic ${name} now has ${topic.partitions.length} partitions`)
  if (!placed) {
    const moved = deed.moves.find(({partition, from, to}) => {
      const list = topic.partitions[partition]?.replicas.join()
      return list !== from.join() && list !== to.join()
    })
    if (moved) return stale(`replicas of partition ${moved.partition} of topic ${name} were moved in the meantime`)
  }
  return isUnread(now) || blind
    ? {state: 'as planned'}
    : configStanding({type: 'TOPIC', name}, deed.configs, expects, now, true)
}

/**
 * Stands in `expects.topicId` of an undo plan when the run was cut off before it knew the id of the topic that it had
 * created.
 */
export const unconfirmedTopic = 'unconfirmed'

function sameTopic(expects: Expected, {name, topicId}: CurrentTopic): Standing | undefined {
  return expects['topicId'] === unconfirmedTopic || expects['topicId'] === (topicId ?? 'none')
    ? undefined
    : stale(`topic ${name} was deleted and created again in the meantime`)
}

/** `more`: the action also changes something besides configs, so configs alone cannot make it done. */
function configStanding(
  resource: ConfigResource,
  steps: readonly ConfigStep[],
  {configs}: Expected,
  now: CurrentConfigs,
  more = false,
): Standing {
  const open = steps.filter(({name, value}) => !isSetTo(resource, now, name, value))
  if (open.length === 0 && !more) return {state: 'done'}
  const expected = (configs ?? {}) as Readonly<Record<string, readonly [string | null, string | null]>>
  for (const {name} of open) {
    const entry = now.entries.get(name)
    const [value, source] = expected[name] ?? [null, null]
    // The config is not set on the resource itself, whatever default applies instead.
    if (source === null && entry?.source !== ownSource(resource)) continue
    if ((entry?.value ?? null) !== value || (entry?.source ?? null) !== source)
      return stale(
        `${name} of ${resource.type.toLowerCase().replaceAll('_', ' ')} ${resource.name || 'default'} is now ${entry?.value ?? 'not set'}, but was ${value ?? 'not set'}`,
      )
  }
  return {state: 'as planned'}
}

function isSetTo(resource: ConfigResource, {entries}: CurrentConfigs, name: string, value: string | null): boolean {
  const entry = entries.get(name)
  const set = entry?.source === ownSource(resource)
  return value === null ? !set : set && sameMeaning(entry.type, entry.value, value)
}

const sameValues = (a: Expected, b: Expected): boolean => {
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every((name) => (a[name] ?? null) === (b[name] ?? null))
}
