// How long an apply waits for topics that it has made or altered.
import type {Cluster} from '../../cluster/cluster.ts'
import type {ActionOutcome} from '../../provisioning/apply/apply.ts'
import {grouped} from '../../text/plural.ts'
import {awaitInSync} from '../../topics/await-in-sync.ts'
import {awaitTopics, NotPublished} from '../../topics/await-topics.ts'

export type WaitFor = 'ready' | 'in-sync' | 'none'

/** What was not so in time, one error at most. */
export async function awaitOutcomes(
  cluster: Cluster,
  outcomes: readonly ActionOutcome[],
  wait: WaitFor,
  {signal, onProgress}: {readonly signal: AbortSignal; onProgress(text: string): void},
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
  const made = topics.flatMap(({action: {name, deed}, status}) => {
    if (status !== 'done') return []
    if (deed.type === 'createTopic') return [{name, partitions: deed.assignment?.length ?? deed.partitions}]
    return deed.type === 'alterTopic' && deed.partitions !== null ? [{name, partitions: deed.partitions}] : []
  })
  if (made.length === 0) return []
  const late = await awaitTopics(cluster, made, {
    signal,
    onProgress: (open) => onProgress(`${grouped(open)} topics not known to every broker yet`),
  })
  return late.length > 0 ? [new NotPublished(late)] : []
}
