// How long an apply waits for topics that it has created or altered.
import {setImmediate} from 'node:timers/promises'
import {boolean, option} from '@oclif/core/flags'
import type {Cluster} from '../../cluster/cluster.ts'
import type {ActionOutcome} from '../../provisioning/apply/apply.ts'
import type {Action} from '../../provisioning/plan/plan.ts'
import {grouped} from '../../text/plural.ts'
import {awaitInSync} from '../../topics/await-in-sync.ts'
import type {AwaitedTopic} from '../../topics/ask-broker.ts'
import {awaitTopics, NotPublished, reachBrokers} from '../../topics/await-topics.ts'
import {watchCreation, type CreationWatch} from '../../topics/watch-creation.ts'

export type WaitFor = 'ready' | 'in-sync' | 'none'

export const executionFlags = {
  'dry-run': boolean({summary: 'show the plan and do nothing'}),
  'fail-fast': boolean({summary: 'stop at the first failure (default: continue where that is possible)'}),
  wait: option({
    options: ['ready', 'in-sync', 'none'] as const,
    default: 'ready',
    summary:
      'ready: until every broker knows new topics and their leaders, within --timeout; in-sync: until all their replicas are in sync, too',
  })(),
}

/**
 * Connects to the brokers that these actions need next, while the apply writes its log of intended actions, and watches the
 * brokers that it will wait for.
 */
export function reachAhead(cluster: Cluster, actions: readonly Action[], wait: WaitFor): CreationWatch | undefined {
  const names = actions.flatMap(({name, deed: {type}}) => (type === 'createTopic' ? [name] : []))
  if (names.length === 0) return undefined
  reachBrokers(cluster, wait === 'none' ? 'controller' : 'all')
  return wait === 'ready' ? watchCreation(cluster, names) : undefined
}

interface Waiting {
  readonly signal: AbortSignal
  /** What brokers were seen to know so far. */
  readonly watch: CreationWatch | undefined
  onProgress(text: string): void
}

/**
 * What was not ready in time, as one error at most. `meanwhile` runs while the brokers are busy with the new topics,
 * and progress is printed only after it.
 */
export async function awaitOutcomes(
  cluster: Cluster,
  outcomes: readonly ActionOutcome[],
  wait: WaitFor,
  {signal, watch, onProgress, meanwhile}: Waiting & {meanwhile(): Promise<void>},
): Promise<readonly Error[]> {
  let alone = false
  const tell = (text: string) => {
    if (alone) onProgress(text)
  }
  const waiting = signal.aborted
    ? Promise.resolve([])
    : inTime(cluster, outcomes, wait, {signal, watch, onProgress: tell})
  // The promise may fail before it is awaited.
  waiting.catch(() => undefined)
  // Lets the requests go out first.
  await setImmediate()
  await meanwhile()
  alone = true
  return waiting
}

async function inTime(
  cluster: Cluster,
  outcomes: readonly ActionOutcome[],
  wait: WaitFor,
  {signal, watch, onProgress}: Waiting,
): Promise<readonly Error[]> {
  if (wait === 'none') return []
  const topics = outcomes.filter(
    ({action: {kind, change}, status}) =>
      kind === 'topic' && change !== 'delete' && (status === 'done' || status === 'unchanged'),
  )
  if (wait === 'in-sync')
    return awaitInSync(
      cluster,
      topics.map(({action}) => action.name),
      {signal, onProgress: (open) => onProgress(`${grouped(open)} topics not in sync yet`)},
    )
  const made = topics.flatMap(({action: {name, deed}, status, topicId}): AwaitedTopic[] => {
    if (status !== 'done') return []
    if (deed.type === 'createTopic') return [{name, partitions: deed.assignment?.length ?? deed.partitions, topicId}]
    return deed.type === 'alterTopic' && deed.partitions !== null ? [{name, partitions: deed.partitions}] : []
  })
  if (made.length === 0) return []
  const late = await awaitTopics(cluster, made, {
    signal,
    watch,
    onProgress: (open) => onProgress(`${grouped(open)} topics not known to every broker yet`),
  })
  return late.length > 0 ? [new NotPublished(late)] : []
}
