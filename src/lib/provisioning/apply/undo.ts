// Makes the plan that reverts an apply, as far as Kafka allows that.
import type {Cluster} from '../../cluster/cluster.ts'
import {ownSource} from '../../configs/config-entry.ts'
import type {ConfigResource} from '../../configs/config-resource.ts'
import {counted} from '../../text/plural.ts'
import type {ConfigEntry} from '../../configs/config-entry.ts'
import {isUnread, resourceKey, type Current, type CurrentConfigs, type CurrentTopic} from '../current.ts'
import {harmOf} from '../plan/compare-configs.ts'
import {inOrder, unreadConfigs, type Action, type ConfigStep, type Expected, type PlanLine} from '../plan/plan.ts'
import type {ActionOutcome} from './apply.ts'
import {readFor, unconfirmedTopic} from './expectations.ts'

export interface Undo {
  /** In the order in which they are to be carried out. */
  readonly actions: readonly Action[]
  /** What cannot be reverted, one sentence each. */
  readonly lost: readonly string[]
}

/** Reads what was altered again, because the undo plan expects it as it is now. */
export async function undoOf(cluster: Cluster, outcomes: readonly ActionOutcome[]): Promise<Undo> {
  const done = outcomes.filter(({status}) => status === 'done').toReversed()
  const altered = done.flatMap(({action}) =>
    action.deed.type === 'alterTopic' || action.deed.type === 'alterConfigs' ? [action] : [],
  )
  const current = altered.length === 0 ? undefined : await readFor(cluster, altered)
  return allReversed(done, current)
}

/**
 * The undo plan made before anything is sent, for a run that is cut off. It expects everything to be as the actions
 * make it. A change that was never started still has its old state, which is what the undo plan wants too.
 */
export function undoAhead(actions: readonly Action[]): Undo {
  const topics = new Map<string, CurrentTopic>()
  const resources = new Map<string, CurrentConfigs>()
  for (const {deed, name, expects} of actions) {
    if (deed.type === 'alterConfigs')
      resources.set(resourceKey(deed.resource), configsThen(deed.resource, deed.configs))
    if (deed.type !== 'alterTopic') continue
    const {topicId} = expects
    topics.set(name, {
      name,
      topicId: typeof topicId === 'string' && topicId !== 'none' ? topicId : null,
      internal: false,
      partitions: [],
      configs: configsThen({type: 'TOPIC', name}, deed.configs),
      moving: [],
    })
  }
  return allReversed(
    actions.toReversed().map((action) => ({action})),
    {topics, resources},
  )
}

function configsThen(resource: ConfigResource, steps: readonly ConfigStep[]): CurrentConfigs {
  const entries = steps.flatMap(({name, value}): [string, ConfigEntry][] => {
    const rest = {readOnly: false, isSensitive: false, type: 'UNKNOWN', synonyms: [], documentation: null} as const
    return value === null ? [] : [[name, {name, value, source: ownSource(resource), ...rest}]]
  })
  return {entries: new Map(entries), names: new Set()}
}

type Seen = Pick<Current, 'topics' | 'resources'>

function allReversed(done: readonly Pick<ActionOutcome, 'action' | 'topicId'>[], seen: Seen | undefined): Undo {
  const [actions, lost]: [Action[], string[]] = [[], []]
  for (const each of done) {
    const found = reversed(each, seen)
    if (found.action) actions.push(found.action)
    lost.push(...found.lost)
  }
  return {actions, lost}
}

interface Reversed {
  readonly action?: Action | undefined
  readonly lost: readonly string[]
}

function reversed({action, topicId}: Pick<ActionOutcome, 'action' | 'topicId'>, current: Seen | undefined): Reversed {
  const {deed, name, expects} = action
  const base = {...action, place: null, checked: 'kafkit', lines: action.lines.map(backwards), summary: ''} as const
  switch (deed.type) {
    case 'createTopic':
      return {
        action: {
          ...base,
          change: 'delete',
          harms: ['delete'],
          deed: {type: 'deleteTopic'},
          expects: {topicId: topicId === undefined ? unconfirmedTopic : (topicId ?? 'none')},
          lines: [],
          summary:
            topicId === undefined
              ? 'created by a run that was cut off before it knew its id, or by another client since then: check it first'
              : 'with all records it has by then',
        },
        lost: [],
      }
    case 'deleteTopic':
      return {lost: [`topic ${name} and its records cannot be restored`]}
    case 'createAcl':
      return {
        action: {
          ...base,
          change: 'delete',
          harms: ['access'],
          deed: {...deed, type: 'deleteAcl'},
          expects: {acl: 'present'},
        },
        lost: [],
      }
    case 'deleteAcl':
      return {
        action: {
          ...base,
          change: 'create',
          harms: deed.binding.permission === 'DENY' ? ['access'] : [],
          deed: {...deed, type: 'createAcl'},
          expects: {acl: null},
        },
        lost: [],
      }
    case 'alterUser': {
      if (Object.keys(expects).length > 0) return {lost: [`user ${name} cannot get the former password back`]}
      const remove = deed.set.map(({mechanism}) => mechanism)
      return {
        action: {
          ...base,
          change: 'delete',
          harms: ['access'],
          deed: {type: 'alterUser', user: deed.user, set: [], remove},
          expects: Object.fromEntries(deed.set.map(({mechanism, iterations}) => [mechanism, iterations])),
          lines: [],
          summary: remove.join(', '),
        },
        lost: [],
      }
    }
    case 'alterQuota': {
      const before = Object.entries(expects) as [string, number | null][]
      return {
        action: {
          ...base,
          change: action.change === 'create' ? 'delete' : action.change === 'delete' ? 'create' : 'change',
          deed: {
            ...deed,
            set: before.flatMap(([key, value]) => (value === null ? [] : [{key, value}])),
            remove: before.flatMap(([key, value]) => (value === null ? [key] : [])),
          },
          expects: Object.fromEntries([
            ...deed.set.map(({key, value}) => [key, value]),
            ...deed.remove.map((key) => [key, null]),
          ]) as Expected,
        },
        lost: [],
      }
    }
    case 'alterConfigs': {
      const now = current?.resources.get(resourceKey(deed.resource))
      const back = configsBack(action, deed.resource, deed.configs, now)
      if (!back) return {lost: [`the former configs of ${action.kind} ${name} are not known`]}
      return {
        action: {...base, change: 'change', deed: {...deed, configs: back.steps}, expects: {configs: back.expects}},
        lost: [],
      }
    }
    case 'alterTopic': {
      const topic = current?.topics.get(name)
      const lost = deed.partitions === null ? [] : [`topic ${name} keeps its ${counted(deed.partitions, 'partition')}`]
      if (!topic || isUnread(topic)) return {lost: [...lost, `topic ${name} could not be read again`]}
      const resource = {type: 'TOPIC', name} as const
      const back = deed.configs.length === 0 ? undefined : configsBack(action, resource, deed.configs, topic.configs)
      if (deed.configs.length > 0 && !back) lost.push(`the former configs of topic ${name} are not known`)
      const moves = deed.moves.map(({partition, from, to}) => ({partition, from: to, to: from}))
      if (!back && moves.length === 0) return {lost}
      const lines = base.lines
        .filter(({field}) => field !== 'partitions')
        .map((line) => {
          const step = back?.steps.find((each) => each.name === line.field)
          return step ? {...line, harm: harmOf(step.name, back?.now(step.name) ?? null, step.value)} : line
        })
      return {
        action: {
          ...base,
          harms: inOrder([...lines.map(({harm}) => harm), moves.length > 0 ? 'move' : null]),
          deed: {type: 'alterTopic', partitions: null, added: null, configs: back?.steps ?? [], moves},
          expects: {
            topicId: topic.topicId ?? 'none',
            ...(moves.length > 0 ? {replicas: topic.partitions.map(({replicas}) => replicas)} : {}),
            ...(back ? {configs: back.expects} : {}),
          },
          lines,
        },
        lost,
      }
    }
  }
}

const backwards = ({field, from, to, harm}: PlanLine): PlanLine => ({field, from: to, to: from, harm, note: null})

/** Undefined if it is not known what was set before. */
function configsBack(
  {expects}: Action,
  resource: ConfigResource,
  steps: readonly ConfigStep[],
  now: CurrentConfigs | Error | undefined,
) {
  if (expects['configs'] === unreadConfigs || now === undefined || now instanceof Error) return undefined
  const before = (expects['configs'] ?? {}) as Readonly<Record<string, readonly [string | null, string | null]>>
  const own = ownSource(resource)
  return {
    steps: steps.map(({name}): ConfigStep => {
      const [value, source] = before[name] ?? [null, null]
      return {name, value: source === own ? value : null}
    }),
    expects: Object.fromEntries(
      steps.map(({name}) => {
        const entry = now.entries.get(name)
        return [name, [entry?.value ?? null, entry?.source ?? null] as const]
      }),
    ),
    now: (name: string) => now.entries.get(name)?.value ?? null,
  }
}
