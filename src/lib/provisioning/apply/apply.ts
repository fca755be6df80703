// Carries out a plan in its order and in batches, and checks each batch against the cluster right before sending it. It
// is safe to repeat: what is already done is left alone. Over 300 lines because every kind of change has its own
// request, and their outcomes are joined here.
import {createAcls} from '../../acls/create-acls.ts'
import {deleteAcls} from '../../acls/delete-acls.ts'
import {filterOf, type AclBinding} from '../../acls/acl-binding.ts'
import {IncrementalAlterConfigs} from '../../apis/incremental-alter-configs.ts'
import {BackOff, Deadline} from '../../cluster/back-off.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {ConnectionError, KafkaError, UnsupportedApi} from '../../cluster/errors.ts'
import {alterConfigs} from '../../configs/alter.ts'
import {alterManyIncrementally} from '../../configs/incremental.ts'
import {StalePlan} from '../../errors/stale-plan.ts'
import {UsageError} from '../../errors/usage-error.ts'
import {alterQuotas} from '../../quotas/alter.ts'
import {counted} from '../../text/plural.ts'
import {addPartitions} from '../../topics/add-partitions.ts'
import {createTopics} from '../../topics/create.ts'
import {deleteTopics} from '../../topics/delete.ts'
import {alterScramUsers, type ScramChanges} from '../../users/alter-scram.ts'
import {actionKey, unreadConfigs, type Action, type Move} from '../plan/plan.ts'
import {CannotApply} from '../plan/problems.ts'
import {changesOf} from '../plan/validate.ts'
import type {Current} from '../current.ts'
import {readFor, standingOf} from './expectations.ts'
import {passwordFrom} from '../passwords.ts'
import {newTopicOf, refusedConfigs, stepsOf} from './requests.ts'

export type OutcomeStatus = 'done' | 'unchanged' | 'failed' | 'skipped' | 'stale'

export interface ActionOutcome {
  readonly action: Action
  readonly status: OutcomeStatus
  /** Why the action was not carried out; null: it was. */
  readonly error: Error | null
  /** The id of a topic that this run created; null: brokers before Kafka 2.8 have no topic ids. */
  readonly topicId?: string | null | undefined
}

export interface ApplyOptions {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Stops the run between two batches. */
  readonly signal?: AbortSignal | undefined
  readonly failFast: boolean
  onProgress(done: number, total: number): void
  /**
   * Moves replicas for these actions, whose other changes are done, and waits for the moves if asked to. Returns the
   * failures by `actionKey`.
   */
  move(actions: readonly Action[]): Promise<ReadonlyMap<string, Error>>
  /** Called when the controller's mutation quota is used up: `topics` topics wait for `ms` milliseconds. */
  onQuota(ms: number, topics: number): void
  /** Waits before the next try to create topics whose deleted namesakes may still exist, ms. */
  pause(ms: number): Promise<void>
}

/**
 * The actions in one batch, which takes one read of the cluster and one request of each kind. Batches are large because
 * that read is slow while brokers still publish the topics of the batch before.
 */
const mostInBatch = 1000

export async function applyPlan(
  cluster: Cluster,
  actions: readonly Action[],
  options: ApplyOptions,
): Promise<ActionOutcome[]> {
  const outcomes = new Map<string, ActionOutcome>()
  let stopped: Error | undefined
  let moved = false
  // Nothing is deleted before its replacement exists.
  const move = async () => {
    if (moved || stopped || options.signal?.aborted) return
    moved = true
    const moving = [...outcomes.values()].filter(
      ({action: {deed}, status}) => status === 'done' && movesOf(deed).length > 0,
    )
    if (moving.length === 0) return
    const errors = await options.move(moving.map(({action}) => action))
    for (const {action} of moving) {
      const error = errors.get(actionKey(action))
      if (error) outcomes.set(actionKey(action), {action, status: 'failed', error})
    }
  }
  for (const batch of batchesOf(actions)) {
    if (batch[0]?.change === 'delete') await move()
    if (options.signal?.aborted)
      stopped ??= new CannotApply(
        'this was not started because the run was interrupted; run the same command again to finish',
      )
    if (stopped) {
      for (const action of batch) outcomes.set(actionKey(action), {action, status: 'skipped', error: stopped})
      continue
    }
    for (const outcome of await applyBatch(cluster, batch, outcomes, options)) {
      outcomes.set(actionKey(outcome.action), outcome)
      // Every batch after this one would wait just as long.
      if (outcome.error instanceof ConnectionError)
        stopped ??= new CannotApply(
          'this was not started because the brokers stopped answering; run the same command again to finish',
        )
      if (options.failFast && outcome.status === 'failed')
        stopped ??= new CannotApply('this was not started because an earlier change failed (--fail-fast)')
    }
    options.onProgress(outcomes.size, actions.length)
  }
  await move()
  await readBack(cluster, outcomes, options)
  return actions.flatMap((action) => outcomes.get(actionKey(action)) ?? [])
}

/**
 * Turns actions that brokers accepted but that the cluster does not show into failures. New topics are awaited on every
 * broker (`awaitTopics`) instead, and credentials are not checked, because brokers do not return passwords.
 */
async function readBack(
  cluster: Cluster,
  outcomes: Map<string, ActionOutcome>,
  {signal}: Pick<ApplyOptions, 'signal'>,
): Promise<void> {
  const seen = ({deed: {type}, expects}: Action) =>
    type !== 'createTopic' && type !== 'alterUser' && expects['configs'] !== unreadConfigs
  let open = [...outcomes.values()].flatMap(({action, status}) =>
    status === 'done' && seen(action) && movesOf(action.deed).length === 0 ? [action] : [],
  )
  const deadline = new Deadline(cluster.settings.totalTimeoutMs ?? 60_000)
  const backOff = new BackOff(cluster.settings.retryBackoffMs, cluster.settings.retryBackoffMaxMs)
  let unread: Error | undefined
  while (open.length > 0) {
    try {
      const current = await readFor(cluster, open)
      open = open.filter((action) => standingOf(action, current).state !== 'done')
      unread = undefined
    } catch (error) {
      if (!isExpected(error)) throw error
      unread = error
    }
    if (open.length === 0 || deadline.over || signal?.aborted) break
    await backOff.wait(deadline)
  }
  const [first] = open
  if (!first || signal?.aborted) return
  const more = open.length > 1 ? ` and ${counted(open.length - 1, 'other')}` : ''
  const error = new CannotApply(
    `${first.kind} ${first.name}${more}: accepted, but ${unread ? `it could not be read again: ${unread.message}` : 'the brokers do not show it yet'}; check again with kafkit plan`,
  )
  for (const action of open) outcomes.set(actionKey(action), {action, status: 'failed', error})
}

const movesOf = (deed: Action['deed']): readonly Move[] => (deed.type === 'alterTopic' ? deed.moves : [])

/** Groups consecutive actions of the same type. */
function batchesOf(actions: readonly Action[]): Action[][] {
  const batches: Action[][] = []
  for (const action of actions) {
    const last = batches.at(-1)
    if (last?.[0]?.deed.type === action.deed.type && last.length < mostInBatch && sameBatch(last[0], action))
      last.push(action)
    else batches.push([action])
  }
  return batches
}

/** ACLs that deny are sent before those that allow, in a request of their own. */
const sameBatch = (a: Action, b: Action): boolean =>
  !('binding' in a.deed) || !('binding' in b.deed) || a.deed.binding.permission === b.deed.binding.permission

async function applyBatch(
  cluster: Cluster,
  batch: readonly Action[],
  before: ReadonlyMap<string, ActionOutcome>,
  options: ApplyOptions,
): Promise<ActionOutcome[]> {
  try {
    // Brokers refuse a topic that another client created in the meantime; only then is it compared with the plan.
    if (batch[0]?.deed.type === 'createTopic') return await carryOut(cluster, batch, options)
    const current = await readFor(cluster, batch)
    const outcomes: ActionOutcome[] = []
    const open = batch.filter((action) => {
      const missing = dependsOnFailure(action, before)
      const standing = standingOf(action, current)
      if (missing) outcomes.push({action, status: 'skipped', error: missing})
      else if (standing.state === 'done') outcomes.push(unchanged(action))
      else if (standing.state === 'stale') outcomes.push({action, status: 'stale', error: new StalePlan(standing.why)})
      else if (standing.state === 'unknown') outcomes.push({action, status: 'failed', error: standing.error})
      return !missing && standing.state === 'as planned'
    })
    return open.length === 0 ? outcomes : [...outcomes, ...(await carryOut(cluster, open, options))]
  } catch (error) {
    if (!isExpected(error)) throw error
    return batch.map((action) => ({action, status: 'failed', error}))
  }
}

const isExpected = (error: unknown): error is Error =>
  error instanceof KafkaError ||
  error instanceof ConnectionError ||
  error instanceof UnsupportedApi ||
  error instanceof UsageError

/** ACLs for a topic that could not be created would grant rights on a topic that does not exist. */
function dependsOnFailure({deed}: Action, before: ReadonlyMap<string, ActionOutcome>): Error | undefined {
  if (deed.type !== 'createAcl' || deed.binding.resourceType !== 'TOPIC') return undefined
  const topic = before.get(actionKey({kind: 'topic', change: 'create', name: deed.binding.resourceName}))
  return topic && topic.status !== 'done' && topic.status !== 'unchanged'
    ? new CannotApply(`this was not started because topic ${deed.binding.resourceName} was not created`)
    : undefined
}

const outcome = (action: Action, error: Error | null | undefined): ActionOutcome => ({
  action,
  status: error ? 'failed' : 'done',
  error: error ?? null,
})

/** Requires that all actions of the batch have the same type. */
async function carryOut(cluster: Cluster, batch: readonly Action[], options: ApplyOptions): Promise<ActionOutcome[]> {
  switch (batch[0]?.deed.type) {
    case 'createTopic':
      return createAll(cluster, batch, options)
    case 'alterTopic':
      return alterTopics(cluster, batch, options)
    case 'deleteTopic': {
      const outcomes = await deleteTopics(
        cluster,
        batch.map(({name}) => name),
        {signal: options.signal, onQuota: options.onQuota},
      )
      return batch.map((action, at) => {
        const found = outcomes[at]
        return outcome(action, found?.status === 'failed' ? found.error : null)
      })
    }
    case 'createAcl': {
      const outcomes = await createAcls(cluster, batch.map(bindingOf))
      return batch.map((action, at) => {
        const found = outcomes[at]
        return outcome(action, found?.status === 'failed' ? found.error : null)
      })
    }
    case 'deleteAcl': {
      const outcomes = await deleteAcls(
        cluster,
        batch.map((action) => filterOf(bindingOf(action))),
      )
      return batch.map((action, at) => {
        const found = outcomes[at]
        return outcome(action, found?.status === 'failed' ? found.error : found?.failed[0]?.error)
      })
    }
    case 'alterUser':
      return alterUsers(cluster, batch, options)
    case 'alterQuota': {
      const outcomes = await alterQuotas(
        cluster,
        batch.flatMap(({deed}) => (deed.type === 'alterQuota' ? [deed] : [])),
      )
      return batch.map((action, at) => outcome(action, outcomes[at]?.error))
    }
    case 'alterConfigs':
      return Promise.all(batch.map((action) => alterResource(cluster, action)))
    case undefined:
      return []
  }
}

function bindingOf({deed}: Action): AclBinding {
  if (!('binding' in deed)) throw new Error(`${deed.type} has no ACL`)
  return deed.binding
}

const alreadyExists = 'TOPIC_ALREADY_EXISTS'
/** How often the creation of a topic is tried while a topic of the same name is being deleted. */
const creationTries = 20

async function createAll(
  cluster: Cluster,
  batch: readonly Action[],
  {pause, signal, onQuota}: ApplyOptions,
): Promise<ActionOutcome[]> {
  const done = new Map<Action, ActionOutcome>()
  let open = [...batch]
  // What was not there before, and is just as it was to be made after an answer was lost, is ours: it belongs to what can be undone.
  let lost = false
  for (let left = creationTries; open.length > 0; left--) {
    const outcomes = await createTopics(cluster, {
      topics: open.flatMap((each) => newTopicOf(each) ?? []),
      signal,
      onQuota,
      onLostAnswer: () => (lost = true),
    })
    const again: Action[] = []
    for (const [at, found] of outcomes.entries()) {
      const action = open[at]
      if (!action) continue
      // Brokers did not know the topic a moment ago: either it is being deleted, or another client has just created it.
      if (found.status === 'failed' && found.error.codeName === alreadyExists && left > 1) again.push(action)
      else
        done.set(action, {
          ...outcome(action, found.status === 'failed' ? found.error : null),
          ...(found.status === 'created' ? {topicId: found.topicId} : {}),
        })
    }
    if (again.length > 0) {
      await pause(500)
      const current = await readFor(cluster, again)
      open = again.filter((action) => {
        const standing = standingOf(action, current)
        if (standing.state === 'done')
          done.set(action, lost ? {...outcome(action, null), topicId: idOf(current, action)} : unchanged(action))
        else if (standing.state === 'stale')
          done.set(action, {action, status: 'stale', error: new StalePlan(standing.why)})
        return standing.state === 'as planned'
      })
    } else open = []
  }
  return batch.flatMap((action) => done.get(action) ?? [])
}

const unchanged = (action: Action): ActionOutcome => ({action, status: 'unchanged', error: null})

function idOf({topics}: Current, {name}: Action): string | null | undefined {
  const topic = topics.get(name)
  return topic && !(topic instanceof Error) ? topic.topicId : undefined
}

/**
 * Configs come last. If they are refused, the added partitions remain; Kafka cannot remove partitions, whatever the
 * order.
 */
async function alterTopics(
  cluster: Cluster,
  batch: readonly Action[],
  {signal, onQuota}: ApplyOptions,
): Promise<ActionOutcome[]> {
  const errors = new Map<Action, Error>()
  const current = await readFor(cluster, batch)
  const growing = batch.flatMap((action) => {
    const {deed, name} = action
    if (deed.type !== 'alterTopic' || deed.partitions === null) return []
    const now = current.topics.get(name)
    const has = now && !(now instanceof Error) ? now.partitions.length : undefined
    return has === deed.partitions
      ? []
      : [{action, more: {name, count: deed.partitions, assignments: deed.added ?? undefined}}]
  })
  if (growing.length > 0) {
    const outcomes = await addPartitions(
      cluster,
      growing.map(({more}) => more),
      {signal, onQuota},
    )
    for (const [at, found] of outcomes.entries()) {
      const action = growing[at]?.action
      if (action && found.status === 'failed') errors.set(action, found.error)
    }
  }
  const changing = batch.flatMap((action) => {
    const change = stepsOf(action)
    return change && change.steps.length > 0 && !errors.has(action) ? [{action, change}] : []
  })
  if (changing.length > 0) {
    if (await cluster.supports(IncrementalAlterConfigs)) {
      const found = await alterManyIncrementally(
        cluster,
        changing.map(({change}) => change),
      )
      for (const [at, error] of found.entries()) {
        const one = changing[at]
        if (one && error) errors.set(one.action, refusedConfigs(error, one.change))
      }
    } else
      for (const {action} of changing) {
        const {error} = await alterResource(cluster, action)
        if (error) errors.set(action, error)
      }
  }
  return batch.map((action) => outcome(action, errors.get(action)))
}

async function alterResource(cluster: Cluster, action: Action): Promise<ActionOutcome> {
  const change = stepsOf(action)
  try {
    if (change) await alterConfigs(cluster, change.resource, changesOf(change.steps))
    return outcome(action, null)
  } catch (error) {
    if (!isExpected(error)) throw error
    return outcome(action, change && error instanceof KafkaError ? refusedConfigs(error, change) : error)
  }
}

async function alterUsers(
  cluster: Cluster,
  batch: readonly Action[],
  {environment}: ApplyOptions,
): Promise<ActionOutcome[]> {
  const outcomes: ActionOutcome[] = []
  const ready: (ScramChanges & {readonly user: string; readonly action: Action})[] = []
  for (const action of batch) {
    const {deed} = action
    if (deed.type !== 'alterUser') continue
    try {
      const set = await Promise.all(
        deed.set.map(async ({mechanism, iterations, password}) => ({
          mechanism,
          iterations,
          password: await passwordFrom(password, deed.user, environment),
        })),
      )
      ready.push({action, user: deed.user, set, remove: deed.remove})
    } catch (error) {
      if (!isExpected(error)) throw error
      outcomes.push(outcome(action, error))
    }
  }
  if (ready.length === 0) return outcomes
  try {
    const errors = await alterScramUsers(cluster, ready)
    return [...outcomes, ...ready.map(({action}, at) => outcome(action, errors[at]))]
  } catch (error) {
    if (!isExpected(error)) throw error
    return [...outcomes, ...ready.map(({action}) => outcome(action, error))]
  }
}
