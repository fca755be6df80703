// Reads more for a plan of topics: which value applies once a config is unset, and whether keys would move to other
// partitions.
import type {Cluster} from '../../cluster/cluster.ts'
import {ConnectionError, KafkaError, UnsupportedApi} from '../../cluster/errors.ts'
import {Failures} from '../../cluster/outcome.ts'
import {configsOf, describeConfigs} from '../../configs/describe.ts'
import {inUnitsOf} from '../../configs/config-units.ts'
import {listParts} from '../../configs/config-values.ts'
import {listOffsets} from '../../offsets/list-offsets.ts'
import {recordsAround} from '../../records/consume/records-around.ts'
import {isUnread, type Current} from '../current.ts'
import {harmOf, shown} from './compare-configs.ts'
import {isCompacted} from './plan-topics.ts'
import {inOrder, unreadConfigs, type Action, type PlanLine} from './plan.ts'

/** Finds the value that applies after each topic config is unset, and judges the harm by it. */
export async function withInherited(cluster: Cluster, actions: readonly Action[]): Promise<Action[]> {
  const unset = new Map(
    actions.flatMap((action) => {
      if (action.deed.type !== 'alterTopic' || action.expects['configs'] === unreadConfigs) return []
      const names = action.deed.configs.flatMap(({name, value}) => (value === null ? [name] : []))
      return names.length === 0 ? [] : [[action.name, names] as const]
    }),
  )
  if (unset.size === 0) return [...actions]
  // If it cannot be read, the line does not name the value.
  const unread = new Failures()
  const described = await describeConfigs(
    cluster,
    [...unset.keys()].map((name) => ({type: 'TOPIC', name})),
    {names: ({name}) => unset.get(name) ?? [], synonyms: true},
  )
  const inherited = new Map(
    described.map((each) => [
      each.resource.name,
      new Map(
        configsOf(each, unread).map(({name, value, synonyms}) => {
          const next = synonyms.find(({source}) => source !== 'DYNAMIC_TOPIC_CONFIG')
          return [name, {before: value, after: next ? inUnitsOf(name, next.name, next.value) : null}]
        }),
      ),
    ]),
  )
  return actions.map((action) => {
    const values = inherited.get(action.name)
    if (action.deed.type !== 'alterTopic' || !values) return action
    const lines = action.lines.map((line): PlanLine => {
      const value = values.get(line.field)
      if (line.to !== null || !value || value.after === null) return line
      const counts = `${shown(line.field, value.after) ?? ''} counts then`
      return {
        ...line,
        harm: harmOf(line.field, value.before, value.after),
        note: line.note === null ? counts : `${line.note}; ${counts}`,
      }
    })
    return {...action, lines, harms: inOrder(lines.map(({harm}) => harm))}
  })
}

/**
 * More partitions send keys to other partitions. That is harmless only if the topic is not compacted and its last
 * records have no keys. What cannot be read counts as keyed.
 */
export async function withKeys(cluster: Cluster, actions: readonly Action[], current: Current): Promise<Action[]> {
  return Promise.all(
    actions.map(async (action) => {
      if (action.deed.type !== 'alterTopic' || action.deed.partitions === null) return action
      const topic = current.topics.get(action.name)
      if (!topic || isUnread(topic)) return action
      const why = isCompacted(topic) ? 'it is compacted' : await keyed(cluster, action.name, topic.partitions.length)
      const lines = action.lines.map((line) =>
        line.field === 'partitions' ? {...line, harm: why === null ? null : line.harm, note: why} : line,
      )
      return {...action, lines, harms: inOrder(lines.map(({harm}) => harm))}
    }),
  )
}

/** Brokers refuse records without a key once a topic is compacted; the last records tell whether there are any. */
export async function withNullKeys(cluster: Cluster, actions: readonly Action[], current: Current): Promise<Action[]> {
  return Promise.all(
    actions.map(async (action) => {
      const topic = current.topics.get(action.name)
      if (action.deed.type !== 'alterTopic' || !topic || isUnread(topic) || isCompacted(topic)) return action
      const step = action.deed.configs.find(({name}) => name === 'cleanup.policy')
      if (!step || !listParts(step.value ?? '').includes('compact')) return action
      const last = await lastKeys(cluster, action.name, topic.partitions.length)
      const why =
        last instanceof Error
          ? 'it could not be read whether records have keys'
          : last.includes(false)
            ? 'its last records have no key, and such records would be refused from then on'
            : null
      if (why === null) return action
      const note = (line: PlanLine) => [line.note, why].filter((each) => each !== null).join('; ')
      return {
        ...action,
        lines: action.lines.map((line) => (line.field === 'cleanup.policy' ? {...line, note: note(line)} : line)),
      }
    }),
  )
}

/** Why the records count as keyed; null: the last ones have no keys. */
async function keyed(cluster: Cluster, topic: string, count: number): Promise<string | null> {
  const last = await lastKeys(cluster, topic, count)
  if (last instanceof Error) return 'it could not be read whether records have keys'
  return last.includes(true) ? 'records have keys, which would go to other partitions from then on' : null
}

/** Whether the last record of each non-empty partition has a key; an error: it could not be read. */
async function lastKeys(cluster: Cluster, topic: string, count: number): Promise<boolean[] | Error> {
  const partitions = Array.from({length: count}, (_, partition) => ({topic, partition}))
  try {
    const [starts, ends] = await Promise.all(
      (['earliest', 'latest'] as const).map((spec) =>
        listOffsets(
          cluster,
          partitions.map((each) => ({...each, spec})),
        ),
      ),
    )
    const spots = partitions.flatMap((each, at) => {
      const [start, end] = [starts?.[at], ends?.[at]]
      if (!start || !end || start.error || end.error)
        throw start?.error ?? end?.error ?? new UnsupportedApi('ListOffsets')
      return start.offset === null || end.offset === null || start.offset >= end.offset
        ? []
        : [{...each, start: start.offset, end: end.offset, offset: end.offset}]
    })
    if (spots.length === 0) return []
    const around = await recordsAround(cluster, spots, {count: 1})
    return around.flatMap(({before}) => before.map(({key}) => key !== null))
  } catch (error) {
    if (!(error instanceof KafkaError || error instanceof ConnectionError || error instanceof UnsupportedApi))
      throw error
    return error
  }
}
