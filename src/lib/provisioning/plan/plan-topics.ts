// Plans topics: which are created, changed and deleted.
import {meantConfig} from '../../configs/config-names.ts'
import {listParts, typedValue} from '../../configs/config-values.ts'
import {counted} from '../../text/plural.ts'
import {isUnread, type Current, type CurrentConfigs, type CurrentTopic} from '../current.ts'
import type {DesiredTopic} from '../declared.ts'
import {orProblem} from '../fields.ts'
import type {Place} from '../../text/place.ts'
import type {Reading} from '../reader.ts'
import {isProtected} from '../scope.ts'
import type {Scope} from '../declared.ts'
import {compareConfigs, isThrottleList, shown, type ComparedConfigs} from './compare-configs.ts'
import {countUnchanged, emptyPart, type Part} from './parts.ts'
import {inOrder, type Action, type Expected, type Move, type NotDone, type PlanLine} from './plan.ts'
import {belowMinInsync} from './below-min-insync.ts'
import {blindConfigs, isForbidden} from './blind-configs.ts'
import {movingNotices} from './moving-notices.ts'
import type {Previous} from './previous.ts'
import {CannotApply} from './problems.ts'
import {unsetNotices, type Undeclared} from './undeclared.ts'

export interface TopicOptions {
  readonly undeclared: Undeclared
  readonly previous: Previous
  readonly scopes: readonly Scope[]
  /** Topics to delete although no file names them, with the reason. */
  readonly pruned: ReadonlyMap<string, string>
  /** The moves of replicas that are needed, by topic, or why they cannot be made. */
  readonly moves: ReadonlyMap<string, readonly Move[] | CannotApply>
  /** The fewest copies that any plan would need, by topic. */
  readonly fewest: ReadonlyMap<string, number>
  /** Topics that a reassignment of ours moves as the file wants, with its journal. */
  readonly unended: ReadonlyMap<string, string>
  /** Sets configs even if the present ones may not be read. */
  readonly blind: boolean
}

export function planTopics(
  wanted: readonly DesiredTopic[],
  current: Current,
  reading: Reading,
  options: TopicOptions,
): Part {
  const part = emptyPart()
  // All topics have the same set of configs, so any existing topic tells which configs a new one can have.
  const example = [...current.topics.values()].find(
    (each): each is CurrentTopic => each !== null && !isUnread(each) && !isUnread(each.configs),
  )
  const known = example && !isUnread(example.configs) ? example.configs : undefined
  for (const topic of wanted) {
    if (topic.state === 'unmanaged') continue
    const now = current.topics.get(topic.name)
    const {name, place} = topic
    if (now !== undefined && isUnread(now)) part.unknown.push({kind: 'topic', name, place, error: now})
    else if (topic.state === 'absent') {
      if (now) planDeletion(part, now, {place, why: null}, options)
      else countUnchanged(part, 'topic')
    } else if (now) planChange(part, topic, now, reading, options)
    else part.actions.push(creation(topic, known, reading))
  }
  const declared = new Set(wanted.map(({name}) => name))
  const gone = new Map([
    ...options.previous.topics.map((name) => [name, 'was in the previous files'] as const),
    ...options.pruned,
  ])
  for (const [name, why] of gone) {
    if (declared.has(name)) continue
    const now = current.topics.get(name)
    if (now !== undefined && isUnread(now)) part.unknown.push({kind: 'topic', name, place: null, error: now})
    else if (now) planDeletion(part, now, {place: null, why}, options)
  }
  return part
}

function creation(topic: DesiredTopic, known: CurrentConfigs | undefined, reading: Reading): Action {
  const {name, place, partitions, replicationFactor, assignment} = topic
  const configs: Record<string, string> = {}
  for (const {name: config, value, place: at} of topic.configs) {
    if (value === null || topic.ignore.includes(config)) continue
    if (isThrottleList(config)) {
      reading.problem(
        at,
        `${config} is set by the tool that moves replicas (kafkit reassign), and is not part of the desired state`,
      )
      continue
    }
    if (known && !known.names.has(config)) {
      const meant = meantConfig(config, known.entries.values())
      reading.problem(at, `topics have no config '${config}'${meant === undefined ? '' : `; did you mean ${meant}?`}`)
      continue
    }
    const type = known?.entries.get(config)?.type ?? 'UNKNOWN'
    const typed = orProblem(reading, at, () => typedValue(config, type, value))
    if (typed !== undefined) configs[config] = typed
  }
  const count = assignment?.value.length ?? partitions?.value
  const replicas = assignment?.value[0]?.length ?? replicationFactor?.value
  return {
    kind: 'topic',
    change: 'create',
    name,
    place,
    harms: [],
    deed: {
      type: 'createTopic',
      partitions: assignment ? null : (partitions?.value ?? null),
      replicationFactor: assignment ? null : (replicationFactor?.value ?? null),
      assignment: assignment?.value ?? null,
      configs,
    },
    expects: {topicId: null},
    checked: 'kafkit',
    lines: Object.entries(configs).map(([field, to]) => ({
      field,
      from: null,
      to: shown(field, to),
      harm: null,
      note: null,
    })),
    summary: [
      count === undefined ? "the brokers' number of partitions" : counted(count, 'partition'),
      replicas === undefined ? "the brokers' number of replicas" : counted(replicas, 'replica'),
    ].join(', '),
  }
}

function planDeletion(
  part: Part,
  now: CurrentTopic,
  {place, why}: {readonly place: Place | null; readonly why: string | null},
  {scopes}: TopicOptions,
): void {
  const {name} = now
  if (isProtected(scopes, name)) {
    const error = new CannotApply(`topic ${name} is in scope.protect and is never deleted`)
    part.refused.push({kind: 'topic', name, place, error})
    return
  }
  const internal = now.internal || name.startsWith('__')
  part.actions.push({
    kind: 'topic',
    change: 'delete',
    name,
    place,
    harms: inOrder(['delete', internal ? 'internal' : null]),
    deed: {type: 'deleteTopic'},
    expects: {...identity(now), partitions: now.partitions.length},
    checked: 'kafkit',
    lines: [],
    summary: [counted(now.partitions.length, 'partition'), ...(why === null ? [] : [why])].join(', '),
  })
}

/** `none` before Kafka 2.8, where a topic that was deleted and created again looks the same. */
const identity = ({topicId}: CurrentTopic): Expected => ({topicId: topicId ?? 'none'})

function planChange(part: Part, topic: DesiredTopic, now: CurrentTopic, reading: Reading, options: TopicOptions): void {
  const {name, place} = topic
  const refuse = (text: string, at: Place = place) =>
    part.refused.push({kind: 'topic', name, place: at, error: new CannotApply(text)} satisfies NotDone)
  const blind = options.blind && isForbidden(now.configs)
  if (isUnread(now.configs) && topic.configs.length > 0 && !blind)
    part.unknown.push({kind: 'topic', name, place, error: now.configs})
  const configs = isUnread(now.configs)
    ? blind
      ? blindConfigs(topic, reading)
      : undefined
    : changedConfigs(part, topic, now.configs, reading, options)
  part.notices.push(...movingNotices(topic, now, options.unended))
  const growth = grownPartitions(topic, now)
  if (growth instanceof CannotApply) {
    // If a part of the change is impossible, nothing is sent for the topic, which would otherwise be half changed.
    refuse(growth.message, topic.partitions?.place ?? place)
    return
  }
  const moves = options.moves.get(name) ?? []
  if (moves instanceof CannotApply) {
    refuse(moves.message, topic.replicationFactor?.place ?? topic.placement?.place ?? topic.assignment?.place ?? place)
    return
  }
  const below = belowMinInsync(topic, now, configs)
  if (below) {
    refuse(below.text, below.place)
    return
  }
  const lines: PlanLine[] = [
    ...(growth ? [growth.line] : []),
    ...(moves.length > 0 ? [moveLine(moves, options.fewest.get(name))] : []),
    ...(configs?.lines ?? []),
  ]
  if (lines.length === 0) {
    if (options.unended.has(name)) return
    if (!isUnread(now.configs) || topic.configs.length === 0) countUnchanged(part, 'topic')
    return
  }
  part.actions.push({
    kind: 'topic',
    change: 'change',
    name,
    place,
    harms: inOrder(lines.map(({harm}) => harm)),
    deed: {
      type: 'alterTopic',
      partitions: growth?.count ?? null,
      added: growth?.added ?? null,
      configs: configs?.steps ?? [],
      moves,
    },
    expects: {
      ...identity(now),
      ...(growth ? {partitions: now.partitions.length} : {}),
      ...(moves.length > 0 ? {replicas: now.partitions.map(({replicas}) => replicas)} : {}),
      ...(configs && configs.steps.length > 0 ? {configs: configs.expects} : {}),
    },
    checked: 'kafkit',
    lines,
    summary: '',
  })
}

function changedConfigs(
  part: Part,
  {name, place, configs, ignore}: DesiredTopic,
  now: CurrentConfigs,
  reading: Reading,
  {undeclared, previous}: TopicOptions,
): ComparedConfigs {
  const resource = {type: 'TOPIC', name} as const
  const dropped = previous.configs(resource, configs)
  const first = compareConfigs(resource, configs, now, reading, {ignore, dropped})
  if (undeclared === 'report') part.notices.push(...unsetNotices('topic', name, place, first.undeclared))
  if (undeclared !== 'reset' || first.undeclared.length === 0) return first
  const all = new Map([...dropped, ...first.undeclared.map((each) => [each.name, 'is not in the files'] as const)])
  // Problems were already reported in the first comparison.
  return compareConfigs(resource, configs, now, {...reading, problem: () => undefined}, {ignore, dropped: all})
}

interface Growth {
  readonly count: number
  readonly added: readonly (readonly number[])[] | null
  readonly line: PlanLine
}

function grownPartitions(
  {name, partitions, assignment}: DesiredTopic,
  now: CurrentTopic,
): Growth | CannotApply | undefined {
  const has = now.partitions.length
  const wants = assignment?.value.length ?? partitions?.value
  if (wants === undefined || wants === has || (wants < has && partitions?.atLeast)) return undefined
  if (wants < has)
    return new CannotApply(
      `topic ${name} has ${counted(has, 'partition')} and the file says ${wants}: Kafka cannot remove partitions. Write ${has}, or {atLeast: ${wants}}; for fewer, create another topic, copy the records and switch the applications over`,
    )
  return {
    count: wants,
    added: assignment ? assignment.value.slice(has) : null,
    line: {field: 'partitions', from: String(has), to: String(wants), harm: 'repartition', note: null},
  }
}

function moveLine(moves: readonly Move[], fewest: number | undefined): PlanLine {
  const sizes = (of: (move: Move) => readonly number[]) =>
    [...new Set(moves.map((move) => of(move).length))].toSorted((a, b) => a - b)
  const [from, to] = [sizes(({from: list}) => list).join(' and '), sizes(({to: list}) => list).join(' and ')]
  const copies = moves.reduce((sum, move) => sum + move.to.filter((id) => !move.from.includes(id)).length, 0)
  const factor = from !== to
  return {
    field: factor ? 'replicas' : 'placement',
    from: factor ? from : moves.map((move) => `${move.partition}:${move.from.join('-')}`).join(' '),
    to: factor ? to : moves.map((move) => `${move.partition}:${move.to.join('-')}`).join(' '),
    harm: 'move',
    note: `${counted(copies, 'copy', 'copies')} of ${counted(moves.length, 'partition')}${fewest === undefined ? '' : `, fewest possible ${fewest}`}`,
  }
}

/** Whether the topic keeps the last record of each key, so that each key must stay in its partition. */
export const isCompacted = ({configs}: CurrentTopic): boolean =>
  !isUnread(configs) && listParts(configs.entries.get('cleanup.policy')?.value ?? '').includes('compact')
