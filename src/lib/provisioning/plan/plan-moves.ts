// Plans where replicas have to move: changed replication factors, fixed assignments, allowed brokers, racks. It
// compares replicas, not in-sync replicas: a broker that is down is not drift. Over 300 lines: this is one decision,
// whose checks all use the same layout.
import type {Cluster} from '../../cluster/cluster.ts'
import {UnsupportedApi} from '../../cluster/errors.ts'
import {Failures} from '../../cluster/outcome.ts'
import type {Layout} from '../../reassignments/layout.ts'
import type {Goal, PlannedMove} from '../../reassignments/plan/goal.ts'
import {planMoves} from '../../reassignments/plan/plan-moves.ts'
import {costsOf, fullBrokers} from '../../reassignments/costs.ts'
import type {JournalPartition} from '../../reassignments/journal.ts'
import {readState, type ClusterState} from '../../reassignments/read-state.ts'
import {listed} from '../../text/listed.ts'
import {isUnread, type Current, type CurrentTopic} from '../current.ts'
import type {DesiredTopic} from '../declared.ts'
import {crowded, fewestCopies, isUneven, spread} from './placement.ts'
import type {Move} from './plan.ts'
import {CannotApply} from './problems.ts'

export interface PlannedMoves {
  /** The moves by topic, or why they cannot be made. */
  readonly moves: ReadonlyMap<string, readonly Move[] | CannotApply>
  /** Bytes to copy by topic; null: not known. */
  readonly bytes: ReadonlyMap<string, number | null>
  /** The least time that copying takes by topic, ms; null: not known, or there is no throttle. */
  readonly leastMs: ReadonlyMap<string, number | null>
  /** The fewest copies that any plan would need, by topic. */
  readonly fewest: ReadonlyMap<string, number>
  readonly warnings: readonly string[]
  /** Topics that an unfinished reassignment of ours moves to where they belong, with the file of its journal. */
  readonly unended: ReadonlyMap<string, string>
}

/** A reassignment that was started on this machine and has not ended. */
export interface UnendedRun {
  readonly file: string
  readonly partitions: readonly JournalPartition[]
}

export interface MoveOptions {
  /** The highest disk usage, as a fraction of 1. */
  readonly maxDisk: number
  /** Bytes per second for each broker; null: none. */
  readonly throttle: number | null
  runs(): Promise<readonly UnendedRun[]>
}

/** Reads the layout of the whole cluster only if some replica has to move. */
export async function plannedMoves(
  cluster: Cluster,
  wanted: readonly DesiredTopic[],
  current: Current,
  {maxDisk, throttle, runs}: MoveOptions,
): Promise<PlannedMoves> {
  const found = new Map<string, readonly Move[] | CannotApply>()
  const racks = new Map(current.brokers.map(({id, rack}) => [id, rack]))
  const affected = wanted.flatMap((topic) => {
    const now = current.topics.get(topic.name)
    return topic.state === 'present' && now && !isUnread(now) && matters(topic, now, racks) ? [{topic, now}] : []
  })
  const unended = new Map<string, string>()
  const begun = affected.length === 0 ? [] : await runs()
  const movable = affected.filter(({topic, now}) => {
    const run = begun.find(({partitions}) => partitions.some((each) => isOf(each, now)))
    const problem = run ? leadsElsewhere(topic, now, run, racks) : whyNot(topic, now)
    if (problem) found.set(topic.name, problem)
    else if (run) unended.set(topic.name, run.file)
    return !problem && !run
  })
  if (movable.length === 0)
    return {moves: found, bytes: new Map(), leastMs: new Map(), fewest: new Map(), warnings: [], unended}
  const failures = new Failures()
  const read = await readState(cluster, {maxDisk}).catch((error: unknown) => {
    // Other implementations, and Kafka before 1.0, lack this request; the rest of the files can still be planned.
    if (error instanceof UnsupportedApi) return error
    throw error
  })
  if (read instanceof UnsupportedApi) {
    for (const {topic} of movable)
      found.set(topic.name, new CannotApply(`topic ${topic.name}: its replicas cannot be moved here: ${read.message}`))
    return {moves: found, bytes: new Map(), leastMs: new Map(), fewest: new Map(), warnings: [], unended}
  }
  const state = read.open(failures)
  const warnings = failures.untold.map(({message}) => message)
  let layout: Layout = state.layout
  for (const {topic, now} of movable) {
    const problem = goalsOf(topic, now).reduce<CannotApply | undefined>((before, goalOf) => {
      if (before) return before
      const goal = goalOf(layout)
      const plan = planMoves(layout, goal, {
        racks: topic.placement?.racks === 'spread' ? 'strict' : 'prefer',
        topic: (name) => name === topic.name,
        minInsync: () => minInsyncOf(now),
      })
      if (plan.problems.length > 0) return new CannotApply(plan.problems.map(({message}) => message).join('; '))
      warnings.push(...plan.warnings)
      layout = after(layout, plan.moves)
      return undefined
    }, undefined)
    found.set(topic.name, problem ?? movesBetween(state.layout, layout, topic.name))
  }
  const sizes = new Map(state.layout.partitions.map(({topic, partition, bytes}) => [`${partition} ${topic}`, bytes]))
  const moves = asPlanned(found, sizes)
  for (const [name, problem] of tooFull(state, moves, maxDisk)) found.set(name, problem)
  const leastMs = new Map(
    [...Map.groupBy(moves, ({topic}) => topic)].map(([topic, some]) => [topic, costsOf(state, some, throttle).leastMs]),
  )
  const fewest = new Map(movable.map(({topic}) => [topic.name, fewestCopies(topic, state.layout, racks)]))
  return {moves: found, bytes: bytesOf(found, sizes), leastMs, fewest, warnings, unended}
}

/** Whether replicas of this topic have to move or are moving. */
function matters(topic: DesiredTopic, now: CurrentTopic, racks: ReadonlyMap<number, string | null>): boolean {
  const declares = topic.replicationFactor ?? topic.assignment ?? topic.placement
  return differs(topic, now, racks) || (declares !== undefined && !isUnread(now.moving) && now.moving.length > 0)
}

const isOf = ({topic, topicId}: JournalPartition, now: CurrentTopic): boolean =>
  topic === now.name && (topicId === null || now.topicId === null || topicId === now.topicId)

/** Why an unfinished reassignment of ours does not bring the replicas where the file wants them; undefined: it does. */
function leadsElsewhere(
  topic: DesiredTopic,
  now: CurrentTopic,
  {file, partitions}: UnendedRun,
  racks: ReadonlyMap<number, string | null>,
): CannotApply | undefined {
  const to = new Map(partitions.flatMap((each) => (isOf(each, now) ? [[each.partition, each.to] as const] : [])))
  const others = isUnread(now.moving) ? [] : now.moving.filter(({partition}) => !to.has(partition))
  if (others.length > 0) return whyNot(topic, {...now, moving: others})
  const then = {
    ...now,
    partitions: now.partitions.map((each) => ({...each, replicas: to.get(each.index) ?? each.replicas})),
  }
  return differs(topic, then, racks)
    ? new CannotApply(
        `topic ${topic.name} is busy: an unfinished reassignment moves its replicas to other brokers than the file says; kafkit reassign resume --journal ${file} finishes it, kafkit reassign cancel --journal ${file} stops it`,
      )
    : undefined
}

function asPlanned(
  found: ReadonlyMap<string, readonly Move[] | CannotApply>,
  sizes: ReadonlyMap<string, number | null>,
): PlannedMove[] {
  return [...found].flatMap(([topic, some]) =>
    some instanceof CannotApply
      ? []
      : some.map((each) => ({
          ...each,
          topic,
          adding: each.to.filter((id) => !each.from.includes(id)),
          removing: each.from.filter((id) => !each.to.includes(id)),
          bytes: sizes.get(`${each.partition} ${topic}`) ?? null,
        })),
  )
}

/** Moves that cannot be made because a disk would become too full, by topic. */
function tooFull(state: ClusterState, moves: readonly PlannedMove[], maxDisk: number): Map<string, CannotApply> {
  const full = fullBrokers(state, costsOf(state, moves, null), maxDisk)
  return new Map(
    moves.flatMap(({topic, adding}) => {
      const broker = adding.find((id) => full.has(id))
      return broker === undefined ? [] : [[topic, new CannotApply(`topic ${topic}: ${full.get(broker)}`)]]
    }),
  )
}

/** Whether a replica is on a wrong broker, missing, or superfluous. */
function differs(topic: DesiredTopic, {partitions}: CurrentTopic, racks: ReadonlyMap<number, string | null>): boolean {
  const {replicationFactor, assignment, placement} = topic
  if (assignment)
    return partitions.some(({replicas, index}) => {
      const list = assignment.value[index]
      return list !== undefined && list.join() !== replicas.join()
    })
  if (replicationFactor && partitions.some(({replicas}) => replicas.length !== replicationFactor.value)) return true
  if (!placement) return false
  const {brokers} = placement
  if (brokers && partitions.some(({replicas}) => replicas.some((id) => !brokers.includes(id)))) return true
  return (
    placement.racks === 'spread' &&
    (partitions.some(({replicas}) => crowded(replicas, racks, brokers).length > 0) ||
      isUneven(
        partitions.map(({replicas}) => replicas),
        [...racks.keys()].filter((id) => !brokers || brokers.includes(id)),
      ))
  )
}

/** A topic config that only Redpanda has; there it is the only way to change the replication factor. */
const factorOfRedpanda = 'replication.factor'

function whyNot({name, replicationFactor}: DesiredTopic, {moving, configs}: CurrentTopic): CannotApply | undefined {
  if (replicationFactor && !isUnread(configs) && configs.names.has(factorOfRedpanda))
    return new CannotApply(
      `topic ${name}: the replication factor is a config here, as on Redpanda, and a reassignment cannot change it: write configs: {${factorOfRedpanda}: ${replicationFactor.value}} in place of replicationFactor`,
    )
  if (isUnread(moving))
    return new CannotApply(`topic ${name}: it is not known whether its replicas are moving now: ${moving.message}`)
  if (moving.length === 0) return undefined
  const partitions = listed(
    moving.map(({partition}) => String(partition)),
    'and',
  )
  return new CannotApply(
    `topic ${name} is busy: replicas of partition ${partitions} are moving now, so their placement was not planned; kafkit reassign status shows them`,
  )
}

type GoalOf = (layout: Layout) => Goal

function goalsOf({name, replicationFactor, assignment, placement}: DesiredTopic, now: CurrentTopic): GoalOf[] {
  if (assignment)
    return [
      () => ({
        kind: 'explicit',
        assignments: now.partitions.flatMap(({index}) => {
          const replicas = assignment.value[index]
          return replicas ? [{topic: name, partition: index, replicas}] : []
        }),
      }),
    ]
  const brokers = placement?.brokers
  return [
    ...(brokers ? [(): Goal => ({kind: 'brokers', brokers})] : []),
    ...(replicationFactor ? [(): Goal => ({kind: 'rf', replicas: replicationFactor.value})] : []),
    ...(placement?.racks === 'spread'
      ? [
          (layout: Layout): Goal => spread(layout, name, brokers ?? null),
          (): Goal => ({kind: 'even', among: brokers ?? null}),
        ]
      : []),
  ]
}

function minInsyncOf({configs}: CurrentTopic): number | null {
  const value = isUnread(configs) ? undefined : configs.entries.get('min.insync.replicas')?.value
  return value === undefined || value === null || Number.isNaN(Number(value)) ? null : Number(value)
}

function after(layout: Layout, moves: readonly PlannedMove[]): Layout {
  const to = new Map(moves.map((move) => [`${move.partition} ${move.topic}`, move.to]))
  return {
    ...layout,
    partitions: layout.partitions.map((each) => ({
      ...each,
      replicas: to.get(`${each.partition} ${each.topic}`) ?? each.replicas,
    })),
  }
}

function movesBetween(before: Layout, now: Layout, name: string): Move[] {
  const to = new Map(now.partitions.filter(({topic}) => topic === name).map((each) => [each.partition, each.replicas]))
  return before.partitions.flatMap(({topic, partition, replicas}) => {
    const target = to.get(partition)
    return topic === name && target && target.join() !== replicas.join()
      ? [{partition, from: replicas, to: target}]
      : []
  })
}

function bytesOf(
  found: ReadonlyMap<string, readonly Move[] | CannotApply>,
  sizes: ReadonlyMap<string, number | null>,
): Map<string, number | null> {
  return new Map(
    [...found].map(([topic, moves]) => {
      if (moves instanceof CannotApply) return [topic, null]
      const parts = moves.map(({partition, from, to}) => {
        const size = sizes.get(`${partition} ${topic}`) ?? null
        return size === null ? null : size * to.filter((id) => !from.includes(id)).length
      })
      return [topic, parts.reduce<number | null>((sum, part) => (sum === null || part === null ? null : sum + part), 0)]
    }),
  )
}
