// Compares an existing topic with the requested one, and finds which differences can be changed in place.
import type {Cluster} from '../cluster/cluster.ts'
import type {InTurnOptions} from '../cluster/batches.ts'
import {ConnectionError, KafkaError} from '../cluster/errors.ts'
import {Failures} from '../cluster/outcome.ts'
import type {ConfigEntry, ConfigType} from '../configs/config-entry.ts'
import {listParts, sameValue, typedValue} from '../configs/config-values.ts'
import {ExpectedError} from '../errors/expected-error.ts'
import {UsageError} from '../errors/usage-error.ts'
import type {QuotaPatience} from './mutation-quota.ts'
import {alterTopics, type Altered} from './alter.ts'
import type {NewTopic} from './create.ts'
import {describeTopics} from './describe.ts'
import {replicationFactor} from './partition-health.ts'
import type {TopicDescription} from './topic-description.ts'

/** One property that differs from the request. */
export interface TopicDifference {
  /** `partitions`, `replicationFactor`, `assignment` or the name of a config. */
  readonly property: string
  readonly wanted: string
  /** Null: the topic has no value, or one that is not shown. */
  readonly found: string | null
  /**
   * `inherited`: the value already applies, but is not set on the topic, so it would change with the brokers' default.
   */
  readonly kind: 'different' | 'inherited'
  /** Why it cannot be changed in place; null: it can. */
  readonly obstacle: string | null
}

export interface ComparedTopic {
  readonly name: string
  /** Empty: the topic is as requested. Null if the topic could not be read. */
  readonly differences: readonly TopicDifference[] | null
  readonly error: Error | null
}

/** A topic cannot become what was requested without being created again or moved. */
export class CannotBeAltered extends ExpectedError {
  override readonly name = 'CannotBeAltered'
}

/**
 * Compares existing topics with requested ones; returns one outcome per topic, in the same order. Only counts, replicas
 * and configs that were requested are compared. While a partition moves, it has both its old and its new replicas;
 * `movesUnknown` is why it could not be asked which partitions move: then replicas may differ without a named difference,
 * and a named difference may be none.
 */
export async function compareWithWanted(
  cluster: Cluster,
  wanted: readonly NewTopic[],
): Promise<{readonly compared: readonly ComparedTopic[]; readonly movesUnknown: KafkaError | null}> {
  if (wanted.length === 0) return {compared: [], movesUnknown: null}
  const names = wanted.map(({name}) => name)
  const configs = [...new Set(wanted.flatMap(({configs: each = {}}) => Object.keys(each)))]
  const outcome = await describeTopics(cluster, {
    names,
    ...(configs.length > 0 ? {configs} : {}),
    reassignments: true,
  })
  // Each of these is reported as the error of its topic below.
  const {topics, errors, reassignmentsError} = outcome.open(new Failures())
  const found = new Map(topics.map((topic) => [topic.name, topic]))
  const failed = new Map(errors.map(({name, error}) => [name, error]))
  const compared = wanted.map((topic): ComparedTopic => {
    const {name} = topic
    const there = found.get(name)
    const error = failed.get(name) ?? there?.configsError ?? null
    if (!there || error) return {name, differences: null, error: error ?? new CannotBeAltered(`no answer for ${name}`)}
    return {name, differences: differencesOf(topic, there), error: null}
  })
  const ofReplicas = wanted.some(({replicationFactor: factor, assignments}) => factor !== undefined || assignments)
  const refused = reassignmentsError instanceof KafkaError ? reassignmentsError : null
  return {compared, movesUnknown: ofReplicas ? refused : null}
}

/** `there.configs` must contain at least the wanted ones. */
export function differencesOf(wanted: NewTopic, there: TopicDescription): TopicDifference[] {
  return [...countDifferences(wanted, there), ...configDifferences(wanted.configs ?? {}, there.configs ?? [])]
}

function countDifferences(
  {partitions, replicationFactor: factor, assignments}: NewTopic,
  there: TopicDescription,
): TopicDifference[] {
  const differences: TopicDifference[] = []
  const different = (property: string, want: string, found: string, obstacle: string | null) =>
    differences.push({property, wanted: want, found, kind: 'different', obstacle})
  if (partitions !== undefined && partitions !== there.partitionCount)
    different(
      'partitions',
      String(partitions),
      String(there.partitionCount),
      partitions < there.partitionCount
        ? 'partitions cannot be removed: create a new topic, copy the records and switch to it'
        : null,
    )
  const factors = [...new Set(there.partitions.map(replicationFactor))].toSorted((a, b) => a - b)
  if (factor !== undefined && factors.some((each) => each !== factor))
    different('replicationFactor', String(factor), factors.join(' or '), moveThem)
  const replicas = there.partitions.map((each) => each.replicas)
  if (assignments && JSON.stringify(assignments) !== JSON.stringify(replicas))
    different('assignment', assignmentText(assignments), assignmentText(replicas), moveThem)
  return differences
}

const moveThem = 'replicas have to be moved: see kafkit reassign plan'
/** In the form of --replica-assignment. */
const assignmentText = (replicas: readonly (readonly number[])[]) => replicas.map((each) => each.join(':')).join(',')

function configDifferences(wanted: Readonly<Record<string, string>>, entries: readonly ConfigEntry[]) {
  return Object.entries(wanted).flatMap(([property, value]): TopicDifference[] => {
    const entry = entries.find(({name}) => name === property)
    const base = {property, wanted: value, found: entry?.value ?? null, obstacle: null}
    if (!entry) return [{...base, kind: 'different'}]
    if (!meansTheSame(property, entry.type, entry.value, value)) return [{...base, kind: 'different'}]
    return entry.source === 'DYNAMIC_TOPIC_CONFIG' ? [] : [{...base, kind: 'inherited'}]
  })
}

/** `+2` equals `2`, and the order of a list is ignored, because Kafka treats the lists of topics as sets. */
function meansTheSame(name: string, type: ConfigType, found: string | null, wanted: string): boolean {
  if (found === null) return false
  if (type === 'LIST') return sortedList(found) === sortedList(wanted)
  try {
    return sameValue(type, found, typedValue(name, type, wanted))
  } catch (error) {
    // No topic has an invalid value; brokers report what is wrong with it.
    if (error instanceof UsageError) return false
    throw error
  }
}

const sortedList = (value: string) => [...new Set(listParts(value))].toSorted().join(',')

/**
 * Changes topics to what was requested; returns one outcome per compared topic that differs. A topic with a difference
 * that cannot be changed in place is left unchanged (CannotBeAltered).
 */
export async function alterToWanted(
  cluster: Cluster,
  wanted: readonly NewTopic[],
  compared: readonly ComparedTopic[],
  options: {readonly validateOnly: boolean} & InTurnOptions & QuotaPatience,
): Promise<
  (
    | (Omit<Altered, 'error'> & {readonly error: Error | null})
    | {readonly name: string; readonly status: 'failed'; readonly error: Error}
  )[]
> {
  const byName = new Map(wanted.map((topic) => [topic.name, topic]))
  const differing = compared.filter(({differences}) => differences && differences.length > 0)
  const outcomes = []
  for (const {name, differences} of differing) {
    const obstacles = (differences ?? []).filter(({obstacle}) => obstacle !== null)
    if (obstacles.length > 0) {
      const why = obstacles.map(
        ({property, wanted: want, found, obstacle}) => `${property} ${found} → ${want}: ${obstacle}`,
      )
      outcomes.push({
        name,
        status: 'failed',
        error: new CannotBeAltered(`alter topic ${name}: ${why.join('; ')}`),
      } as const)
      continue
    }
    const topic = byName.get(name)
    const set = Object.fromEntries(
      (differences ?? []).flatMap(({property, wanted: want}) => (property === 'partitions' ? [] : [[property, want]])),
    )
    const grows = (differences ?? []).some(({property}) => property === 'partitions')
    const changes = {
      configs: Object.keys(set).length > 0 ? {set} : null,
      partitions: grows && topic?.partitions !== undefined ? {count: topic.partitions} : null,
    }
    try {
      outcomes.push(...(await alterTopics(cluster, [name], changes, options)))
    } catch (error) {
      if (!(error instanceof KafkaError || error instanceof ConnectionError)) throw error
      outcomes.push({name, status: 'failed', error} as const)
    }
  }
  return outcomes
}
