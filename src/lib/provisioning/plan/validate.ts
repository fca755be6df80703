// Has the cluster validate a plan without carrying it out, where Kafka can: topics, partitions, configs and quotas.
// Actions that it would refuse are not started.
import {DescribeQuorum} from '../../apis/describe-quorum.ts'
import {DescribeTransactions} from '../../apis/describe-transactions.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError, UnsupportedApi, UsageError, type PrintedError} from '../../cluster/errors.ts'
import {alterConfigs} from '../../configs/alter.ts'
import {mostRecords, weighed} from '../../cluster/batches.ts'
import {alterManyIncrementally} from '../../configs/incremental.ts'
import {IncrementalAlterConfigs} from '../../apis/incremental-alter-configs.ts'
import {alterQuotas} from '../../quotas/alter.ts'
import {addPartitions} from '../../topics/add-partitions.ts'
import {createTopics} from '../../topics/create.ts'
import {newTopicOf, refusedConfigs, stepsOf} from '../apply/requests.ts'
import {actionKey, type Action} from './plan.ts'

/** By `actionKey`: null if the action would be accepted, or why not. Actions that were not validated are missing. */
export type Verdicts = ReadonlyMap<string, PrintedError | null>

/**
 * Kafka 3.0 to 3.2 in KRaft mode carried the request out despite validateOnly (KAFKA-13324, KAFKA-13861). Their brokers
 * cannot be told from those with ZooKeeper, so none of these releases is asked.
 */
async function wouldDoIt(cluster: Cluster): Promise<boolean> {
  const [transactions, quorum] = await Promise.all([
    cluster.supports(DescribeTransactions),
    cluster.supports(DescribeQuorum),
  ])
  return transactions && !quorum
}

/**
 * `creations`: false if topics are created right afterwards, where each is accepted or refused anyway. Validating
 * thousands of them first would double the controller's work.
 */
export async function validate(
  cluster: Cluster,
  actions: readonly Action[],
  {creations: judgesCreations}: {readonly creations: boolean},
): Promise<Verdicts> {
  if (actions.length === 0 || (await wouldDoIt(cluster))) return new Map()
  const verdicts = new Map<string, PrintedError | null>()
  const set = (action: Action, error: PrintedError | null) => {
    // A later verdict never replaces a refusal.
    if (error || !verdicts.get(actionKey(action))) verdicts.set(actionKey(action), error)
  }
  await Promise.all([
    judgesCreations ? creations(cluster, actions, set) : undefined,
    partitions(cluster, actions, set),
    configs(cluster, actions, set),
    quotas(cluster, actions, set),
  ])
  return verdicts
}

type Set = (action: Action, error: PrintedError | null) => void

/**
 * Controllers count validation as a mutation too (KIP-599). When the quota is used up there is no verdict, and apply
 * waits.
 */
const isOverQuota = (outcome: {readonly status: string; readonly error?: KafkaError}): boolean =>
  outcome.error?.code === errorCode.throttlingQuotaExceeded

/**
 * A refusal of the whole request applies to each part. If the API is missing, the action cannot be carried out either.
 */
async function judged(actions: readonly Action[], set: Set, ask: () => Promise<void>): Promise<void> {
  if (actions.length === 0) return
  try {
    await ask()
  } catch (error) {
    if (!(error instanceof KafkaError || error instanceof UsageError || error instanceof UnsupportedApi)) throw error
    for (const action of actions) set(action, error)
  }
}

async function creations(cluster: Cluster, actions: readonly Action[], set: Set): Promise<void> {
  const some = actions.filter(({deed}) => deed.type === 'createTopic')
  await judged(some, set, async () => {
    const outcomes = await createTopics(cluster, {
      topics: some.flatMap((each) => newTopicOf(each) ?? []),
      validateOnly: true,
    })
    for (const [at, outcome] of outcomes.entries()) {
      const action = some[at]
      if (action && !isOverQuota(outcome)) set(action, outcome.status === 'failed' ? outcome.error : null)
    }
  })
}

async function partitions(cluster: Cluster, actions: readonly Action[], set: Set): Promise<void> {
  const some = actions.flatMap((action) => {
    const {deed, name} = action
    return deed.type === 'alterTopic' && deed.partitions !== null
      ? [{action, more: {name, count: deed.partitions, assignments: deed.added ?? undefined}}]
      : []
  })
  await judged(
    some.map(({action}) => action),
    set,
    async () => {
      const outcomes = await addPartitions(
        cluster,
        some.map(({more}) => more),
        {validateOnly: true},
      )
      for (const [at, outcome] of outcomes.entries()) {
        const action = some[at]?.action
        if (action && !isOverQuota(outcome)) set(action, outcome.status === 'failed' ? outcome.error : null)
      }
    },
  )
}

async function configs(cluster: Cluster, actions: readonly Action[], set: Set): Promise<void> {
  const some = actions.flatMap((action) => {
    const change = stepsOf(action)
    return change && change.steps.length > 0 ? [{action, change}] : []
  })
  if (some.length === 0 || !(await cluster.supports(IncrementalAlterConfigs))) return
  const shared = some.filter(({change: {resource}}) => resource.type === 'TOPIC')
  const others = some.filter(({change: {resource}}) => resource.type !== 'TOPIC')
  for (const piece of weighed(shared, ({change}) => change.steps.length, mostRecords))
    await judged(
      piece.map(({action}) => action),
      set,
      async () => {
        const errors = await alterManyIncrementally(
          cluster,
          piece.map(({change}) => change),
          {validateOnly: true},
        )
        for (const [at, {action, change}] of piece.entries()) {
          const error = errors[at]
          set(action, error ? refusedConfigs(error, change) : null)
        }
      },
    )
  await Promise.all(
    others.map(({action, change: {resource, steps}}) =>
      judged([action], set, async () => {
        await alterConfigs(cluster, resource, changesOf(steps), {validateOnly: true})
        set(action, null)
      }),
    ),
  )
}

export const changesOf = (steps: readonly {readonly name: string; readonly value: string | null}[]) => ({
  set: Object.fromEntries(steps.flatMap(({name, value}) => (value === null ? [] : [[name, value]]))),
  unset: steps.flatMap(({name, value}) => (value === null ? [name] : [])),
})

async function quotas(cluster: Cluster, actions: readonly Action[], set: Set): Promise<void> {
  const some = actions.flatMap((action) => (action.deed.type === 'alterQuota' ? [{action, deed: action.deed}] : []))
  await judged(
    some.map(({action}) => action),
    set,
    async () => {
      const outcomes = await alterQuotas(
        cluster,
        some.map(({deed}) => deed),
        {validateOnly: true},
      )
      for (const [at, {error}] of outcomes.entries()) {
        const action = some[at]?.action
        if (action) set(action, error ?? null)
      }
    },
  )
}
