// Carries out a journal: throttles, batches, waiting, preferred leaders, removing the throttles. It can be stopped at
// any moment and continued here or in another shell, because the progress is read from the cluster each time.
import type {Cluster} from '../cluster/cluster.ts'
import {mostRecords} from '../cluster/batches.ts'
import {isRetriable} from '../cluster/errors.ts'
import {chunks} from '../cluster/pooled.ts'
import {electLeaders} from '../partitions/elect-leaders.ts'
import {alterReassignments} from '../partitions/reassignments.ts'
import {nextBatch} from './batches.ts'
import {CopyWatch, type Copied} from './copied.ts'
import type {Journal, JournalPartition, JournalStore} from './journal.ts'
import {partitionKey, partitionText} from './layout.ts'
import {MoveProblem, problemOf, standings, type Standing} from './standing.ts'
import {restoreThrottles, setRates, throttleReplicas} from './throttling.ts'

export interface RunTick extends Copied {
  readonly total: number
  readonly moved: number
  readonly moving: number
  readonly failed: number
}
export interface RunOptions {
  now(): number
  /** Throws when the user interrupts; the moves under way continue. */
  pause(ms: number): Promise<void>
  onTick(tick: RunTick): void
  /** Reports a lasting problem: a replica that makes no progress, a broker that does not answer. */
  onTrouble(text: string): Promise<void>
  /** The time without progress after which a replica is reported, ms. */
  readonly stallMs: number
  /** Starts everything and returns, leaving the throttles on. */
  readonly detach?: boolean | undefined
}

export type RunStatus = 'moved' | 'moving' | 'failed' | 'cancelled'
export interface MoveOutcome {
  readonly partition: JournalPartition
  readonly status: RunStatus
  readonly leader: number | null
  readonly error: Error | null
}
export interface RunOutcome {
  readonly outcomes: readonly MoveOutcome[]
  /** Throttles that could not be restored, and elections that failed. */
  readonly problems: readonly Error[]
  /** Throttles that others have set in the meantime, and that are kept. */
  readonly kept: readonly string[]
  readonly state: Journal['state']
}

/** How long brokers may contradict the controller, ms, because they learn late what it has done. */
const doubtMs = 5000
const firstPauseMs = 250
const longestPauseMs = 2000

export async function run(cluster: Cluster, store: JournalStore, options: RunOptions): Promise<RunOutcome> {
  const journal = await store.read()
  const refused = new Map<string, Error>()
  const begun = await standings(cluster, journal.partitions)
  if (begun.some(({progress}) => progress === 'waiting' || progress === 'moving')) await limit(cluster, journal)
  const last = await toTheEnd(cluster, store, options, refused, begun)
  const outcomes = last.map((each): MoveOutcome => outcomeOf(each, refused))
  const {state} = await store.read()
  if (outcomes.some(({status}) => status === 'moving')) return {outcomes, problems: [], kept: [], state}
  if (state === 'cancelled') return {outcomes, problems: [], kept: [], state}
  const elections = await preferLeaders(cluster, last)
  const finished = await finish(cluster, store, 'done', options)
  const leaders = await leadersAfter(cluster, journal, elections.wanted, options)
  return {
    ...finished,
    problems: [...elections.problems, ...finished.problems],
    outcomes: outcomes.map((each) => ({...each, leader: leaders.get(partitionKey(each.partition)) ?? each.leader})),
  }
}

/** Waits a moment, because brokers learn of an election later than the controller. */
async function leadersAfter(
  cluster: Cluster,
  journal: Journal,
  elected: readonly JournalPartition[],
  {pause}: Pick<RunOptions, 'pause'>,
): Promise<Map<string, number>> {
  let leaders = new Map<string, number>()
  for (const ms of [0, 100, 200, 500, 1000, 2000]) {
    await pause(ms)
    const now = await standings(cluster, journal.partitions)
    leaders = new Map(now.map(({partition, leader}) => [partitionKey(partition), leader]))
    if (elected.every((each) => leaders.get(partitionKey(each)) === each.to[0])) break
  }
  return leaders
}

/** Removes the throttles; the journal ends only once they are removed. */
export async function finish(
  cluster: Cluster,
  store: JournalStore,
  state: 'done' | 'cancelled',
  {pause}: Pick<RunOptions, 'pause'>,
): Promise<Pick<RunOutcome, 'problems' | 'kept' | 'state'>> {
  const journal = await store.read()
  const {kept, problems} = await restoreThrottles(cluster, journal, {pause})
  if (problems.length === 0) await store.write({...journal, state})
  return {kept, problems, state: problems.length === 0 ? state : journal.state}
}

/** Sets the rates of the brokers that are in service now. */
async function limit(cluster: Cluster, {rates, brokers}: Journal): Promise<void> {
  const rate = rates.at(-1)
  if (rate === undefined) return
  await cluster.refresh([])
  const live = new Set((await cluster.brokers()).map(({id}) => id))
  await setRates(
    cluster,
    brokers.flatMap(({broker}) => (live.has(broker) ? [broker] : [])),
    rate,
  )
}

async function toTheEnd(
  cluster: Cluster,
  store: JournalStore,
  options: RunOptions,
  refused: Map<string, Error>,
  begun: Standing[],
): Promise<Standing[]> {
  const watch = new CopyWatch(options.stallMs)
  const doubts = new Doubts(refused)
  const told = new Set<string>()
  let now = doubts.settle(begun, options.now())
  let pauseMs = firstPauseMs
  let lost: number | undefined
  let before = -1
  for (;;) {
    try {
      const journal = await store.read()
      if (journal.state === 'cancelled') return now
      const started = await startNext(cluster, journal, now, refused)
      for (const each of started) doubts.started.add(partitionKey(each))
      if (started.length > 0) now = doubts.settle(await standings(cluster, journal.partitions), options.now())
      const {moving, moved, waiting} = sorted(now, refused)
      const copied = await watch.look(cluster, {moving, moved, waiting}, options.now())
      options.onTick({...copied, total: now.length, moved: moved.length, moving: moving.length, failed: refused.size})
      for (const text of copied.stalled.filter((each) => !told.has(each))) {
        told.add(text)
        await options.onTrouble(text)
      }
      if (options.detach || (moving.length === 0 && waiting.length === 0)) return now
      pauseMs = moved.length === before ? Math.min(longestPauseMs, pauseMs * 2) : firstPauseMs
      before = moved.length
      lost = undefined
    } catch (error) {
      // A change of the controller or of a broker must not end a run of hours.
      if (!isRetriable(error)) throw error
      lost ??= options.now()
      if (options.now() - lost > options.stallMs) throw error
      if (!told.has(error.message)) await options.onTrouble(error.message)
      told.add(error.message)
    }
    await options.pause(pauseMs)
    const seen = await standings(
      cluster,
      begun.map(({partition}) => partition),
    ).catch((error: unknown) => {
      if (!isRetriable(error)) throw error
      return undefined
    })
    if (seen) now = doubts.settle(seen, options.now())
  }
}

/** A broker that contradicts what has just happened is taken to lag behind, until it has done so for a while. */
class Doubts {
  readonly started = new Set<string>()
  readonly #since = new Map<string, number>()
  readonly #refused: Map<string, Error>

  constructor(refused: Map<string, Error>) {
    this.#refused = refused
  }

  settle(now: readonly Standing[], at: number): Standing[] {
    return now.map((standing): Standing => {
      const key = partitionKey(standing.partition)
      const back = standing.progress === 'waiting' && this.started.has(key) && !this.#refused.has(key)
      if (!back && standing.progress !== 'elsewhere') {
        this.#since.delete(key)
        if (standing.progress === 'moving') this.started.add(key)
        return standing
      }
      const since = this.#since.get(key) ?? at
      this.#since.set(key, since)
      if (at - since < doubtMs) return {...standing, progress: 'moving'}
      if (back)
        this.#refused.set(
          key,
          new MoveProblem(`${partitionText(standing.partition)}: the move was cancelled by others`),
        )
      return standing
    })
  }
}

function sorted(now: readonly Standing[], refused: ReadonlyMap<string, Error>) {
  const of = (wanted: Standing['progress']) =>
    now.flatMap(({partition, progress}) =>
      progress === wanted && !refused.has(partitionKey(partition)) ? [partition] : [],
    )
  return {moving: of('moving'), moved: of('moved'), waiting: of('waiting')}
}

/** Starts as many waiting partitions as may move now, and returns them. */
async function startNext(
  cluster: Cluster,
  journal: Journal,
  now: readonly Standing[],
  refused: Map<string, Error>,
): Promise<JournalPartition[]> {
  const {moving, waiting} = sorted(now, refused)
  const next = nextBatch(waiting, moving, journal.batch)
  if (next.length === 0) return []
  if (journal.rates.length > 0) {
    const errors = await throttleReplicas(cluster, journal, [...next, ...moving])
    for (const each of next) {
      const error = errors.get(each.topic)
      if (error) refused.set(partitionKey(each), error)
    }
  }
  const throttled = next.filter((each) => !refused.has(partitionKey(each)))
  for (const some of chunks(throttled, mostRecords)) {
    const outcomes = await alterReassignments(
      cluster,
      some.map(({topic, partition, to}) => ({topic, partition, replicas: to})),
    )
    for (const {error, ...each} of outcomes) if (error) refused.set(partitionKey(each), error)
  }
  return throttled.filter((each) => !refused.has(partitionKey(each)))
}

function outcomeOf(standing: Standing, refused: ReadonlyMap<string, Error>): MoveOutcome {
  const {partition, progress, leader} = standing
  const error = refused.get(partitionKey(partition)) ?? problemOf(standing) ?? null
  const status = {waiting: 'cancelled', moving: 'moving', moved: 'moved', gone: 'failed', elsewhere: 'failed'} as const
  return {partition, status: error ? 'failed' : status[progress], leader: leader < 0 ? null : leader, error}
}

interface Elections {
  /** Partitions whose preferred leader should lead by now. */
  readonly wanted: readonly JournalPartition[]
  readonly problems: readonly Error[]
}

/** Elects preferred leaders that are in sync but do not lead. */
async function preferLeaders(cluster: Cluster, now: readonly Standing[]): Promise<Elections> {
  const wanted = now.flatMap(({partition, progress, leader, isr}) => {
    const [preferred] = partition.to
    if (progress !== 'moved' || preferred === undefined || leader === preferred || !isr.includes(preferred)) return []
    return [partition]
  })
  if (wanted.length === 0) return {wanted, problems: []}
  const outcomes = await electLeaders(
    cluster,
    'preferred',
    wanted.map(({topic, partition}) => ({topic, partition})),
  )
  const failed = new Map(outcomes.flatMap(({error, ...each}) => (error ? [[partitionKey(each), error] as const] : [])))
  return {
    wanted: wanted.filter((each) => !failed.has(partitionKey(each))),
    problems: wanted.flatMap((each) => {
      const error = failed.get(partitionKey(each))
      return error
        ? [new MoveProblem(`${partitionText(each)}: the preferred leader does not lead: ${error.message}`)]
        : []
    }),
  }
}
