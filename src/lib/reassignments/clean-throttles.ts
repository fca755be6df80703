// Removes leftover throttles, which no longer throttle anything.
import type {Cluster} from '../cluster/cluster.ts'
import type {ConfigStep, ResourceSteps} from '../configs/incremental.ts'
import {leaderRate} from '../partitions/throttles.ts'
import type {Journal} from './journal.ts'
import type {Leftover} from './leftovers.ts'
import {apply, brokerResource, entriesOf, ownThrottles, ThrottleProblem, topicResource} from './throttling.ts'

export interface Cleaning extends Leftover {
  readonly status: 'planned' | 'spared' | 'cleaned' | 'failed'
  /** The value afterwards; null: the resource no longer sets it. */
  readonly after: string | null
  readonly error: Error | null
}

/** Throttles that kafkit set return to the value before the run; those of others are kept unless `others` is set. */
export function planCleaning(
  found: readonly Leftover[],
  runs: readonly Pick<Journal, 'begun' | 'brokers' | 'topics'>[],
  others: boolean,
): Cleaning[] {
  // The entries of one list may belong to several runs; what remains is the list without the entries of all of them.
  const going = new Map<string, Set<string>>()
  for (const each of found)
    if (each.run !== null || others) {
      const key = `${each.name} ${each.config}`
      going.set(key, new Set([...(going.get(key) ?? []), ...each.entries]))
    }
  return found.map((each): Cleaning => {
    const run = each.run === null ? undefined : runs.findLast(({begun}) => begun === each.run)
    if (each.run === null && !others) return {...each, status: 'spared', after: each.value, error: null}
    if (each.on === 'broker') {
      const before = run?.brokers.find(({broker}) => String(broker) === each.name)
      const after = (each.config === leaderRate ? before?.leader : before?.follower) ?? null
      return {...each, status: 'planned', after, error: null}
    }
    const gone = going.get(`${each.name} ${each.config}`)
    const rest = entriesOf(each.value).filter((entry) => !gone?.has(entry))
    return {...each, status: 'planned', after: rest.length === 0 ? null : rest.join(','), error: null}
  })
}

/** Carries out what is planned, and reads the values again. */
export async function cleanThrottles(
  cluster: Cluster,
  items: readonly Cleaning[],
  pause: (ms: number) => Promise<void>,
): Promise<Cleaning[]> {
  const resourceOf = ({on, name}: Cleaning) => (on === 'topic' ? topicResource(name) : brokerResource(Number(name)))
  const byResource = Map.groupBy(
    items.filter(({status}) => status === 'planned'),
    ({on, name}) => `${on} ${name}`,
  )
  const changes = [...byResource.values()].flatMap((some): ResourceSteps[] => {
    const [first] = some
    if (!first) return []
    const steps = [...Map.groupBy(some, ({config}) => config)].map(([name, parts]): ConfigStep => {
      const after = parts[0]?.after ?? null
      if (after === null) return {name, operation: 'unset', value: null}
      if (first.on === 'broker') return {name, operation: 'set', value: after}
      // Entries that others add to the list at this moment are kept.
      return {name, operation: 'subtract', value: parts.flatMap(({entries}) => entries).join(',')}
    })
    return [{resource: resourceOf(first), steps}]
  })
  const errors = new Map(
    [...(await apply(cluster, changes))].map(([{type, name}, error]) => [`${type} ${name}`, error]),
  )
  const keyOf = (item: Cleaning) => `${resourceOf(item).type} ${item.name}`
  let wrong = new Set<string>()
  for (const ms of [0, 200, 500, 1500, 3000]) {
    await pause(ms)
    const own = await ownThrottles(
      cluster,
      changes.map(({resource}) => resource),
    )
    wrong = new Set(
      items.flatMap((item) => {
        if (item.status !== 'planned') return []
        const now = own.get(keyOf(item))
        const value = now instanceof Error || !now ? undefined : (now.get(item.config) ?? null)
        return value === item.after ? [] : [`${keyOf(item)} ${item.config}`]
      }),
    )
    if (wrong.size === 0) break
  }
  return items.map((item): Cleaning => {
    if (item.status !== 'planned') return item
    const error = errors.get(keyOf(item)) ?? null
    if (error) return {...item, status: 'failed', error}
    if (!wrong.has(`${keyOf(item)} ${item.config}`)) return {...item, status: 'cleaned'}
    const problem = new ThrottleProblem(`${item.config} of ${item.on} ${item.name} is not what it was set to`)
    return {...item, status: 'failed', error: problem}
  })
}
