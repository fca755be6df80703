// Waits until every broker reports that all replicas of some topics are in sync.
import {BackOff, Deadline} from '../cluster/back-off.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {isTransient} from '../cluster/errors.ts'
import {ExpectedError} from '../errors/expected-error.ts'
import {counted} from '../text/plural.ts'
import {lookAtTopics, type TopicLook} from './topic-state.ts'

/** Topics that were not in sync in time, or for which that is unknown. */
export class NotInSync extends ExpectedError {
  override readonly name = 'NotInSync'

  constructor(open: readonly Pick<TopicLook, 'name' | 'reason'>[]) {
    const [first] = open
    const more = open.length > 1 ? `; and ${counted(open.length - 1, 'more topic')}` : ''
    super(`topic ${first?.name} is not in sync within the time limit: ${first?.reason}${more}`)
  }
}

export interface AwaitInSyncOptions {
  readonly signal: AbortSignal
  /** Called with the number of topics that are not in sync yet. */
  onProgress(open: number): void
}

/** Throws one error for those that are not in sync when the total time limit of the cluster's settings is over. */
export async function awaitInSync(
  cluster: Cluster,
  names: readonly string[],
  {signal, onProgress}: AwaitInSyncOptions,
): Promise<NotInSync[]> {
  const deadline = new Deadline(cluster.settings.totalTimeoutMs ?? 60_000)
  const backOff = new BackOff(cluster.settings.retryBackoffMs, cluster.settings.retryBackoffMaxMs)
  let open: readonly string[] = names
  while (open.length > 0) {
    let looks: readonly Pick<TopicLook, 'name' | 'reached' | 'reason'>[]
    try {
      const selectors = open.map((name) => ({text: name, name}))
      looks = await lookAtTopics(cluster, selectors, 'in-sync', {timeoutMs: Math.max(1000, deadline.left)})
    } catch (error) {
      if (!isTransient(error)) throw error
      looks = open.map((name) => ({name, reached: false, reason: error.message}))
    }
    const late = looks.filter(({reached}) => !reached)
    open = late.map(({name}) => name)
    if (late.length > 0 && (deadline.over || signal.aborted)) return signal.aborted ? [] : [new NotInSync(late)]
    onProgress(open.length)
    if (open.length > 0) await backOff.wait(deadline, signal)
  }
  return []
}
