// Waits until brokers have heard that topics were deleted: the controller answers first, and brokers follow one by one.
import {Deadline} from '../cluster/back-off.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {pause} from '../cluster/waiting.ts'
import {monotonicMs} from '../cluster/monotonic.ts'
import {ExpectedError} from '../errors/expected-error.ts'
import {listed} from '../text/listed.ts'
import {counted, plural} from '../text/plural.ts'
import {askBroker, pauseMs} from './ask-broker.ts'

export interface DeletedTopic {
  readonly name: string
  /** Base64url. A topic of the same name with another id was created later. */
  readonly topicId: string
}
export interface AwaitGoneOptions {
  /** Ms; the total time limit of the cluster's settings unless given. */
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** The topics were deleted, but some brokers still name them. */
export class StillNamed extends ExpectedError {
  override readonly name = 'StillNamed'

  constructor(late: readonly string[], nodes: readonly number[]) {
    const shown = listed(late.slice(0, mostShown), 'and')
    const more = late.length > mostShown ? ` and ${counted(late.length - mostShown, 'more topic')}` : ''
    super(
      `deleted, but ${plural(nodes.length, 'broker')} ${listed(nodes.map(String), 'and')} still ` +
        `${plural(nodes.length, 'names', 'name')} ${shown}${more} at the end of the time limit; ` +
        'a command that follows may find them for a while',
    )
  }
}
const mostShown = 5

/**
 * Waits until no broker that can be reached names these topics. Resolves to undefined then, and to `StillNamed` when the time is
 * over.
 */
export async function awaitGone(
  cluster: Cluster,
  topics: readonly DeletedTopic[],
  {timeoutMs, signal}: AwaitGoneOptions = {},
): Promise<StillNamed | undefined> {
  if (topics.length === 0) return undefined
  const deadline = new Deadline(timeoutMs ?? cluster.settings.totalTimeoutMs ?? 60_000)
  const begun = monotonicMs()
  const late = new Set<string>()
  const nodes: number[] = []
  const gone = async (node: number) => {
    let open = topics
    for (;;) {
      open = await namedBy(cluster, node, open, deadline.left)
      if (open.length === 0) return
      if (deadline.over) break
      await pause(Math.min(pauseMs(cluster.settings, begun), deadline.left), signal)
    }
    nodes.push(node)
    for (const {name} of open) late.add(name)
  }
  await Promise.all((await cluster.brokers()).map(({id}) => gone(id)))
  if (nodes.length === 0) return undefined
  return new StillNamed(
    topics.flatMap(({name}) => (late.has(name) ? [name] : [])),
    nodes.toSorted((a, b) => a - b),
  )
}

/** The topics that a broker still names; none if it cannot be reached. */
async function namedBy(
  cluster: Cluster,
  node: number,
  topics: readonly DeletedTopic[],
  timeoutMs: number,
): Promise<readonly DeletedTopic[]> {
  const names = topics.map(({name}) => name)
  const answers = await askBroker(cluster, node, names, {timeoutMs})
  if (answers === undefined) return []
  const answered = new Map(answers.map(({name, topicId}) => [name, topicId]))
  // A broker that gave no answer in time may be busy.
  return topics.filter(({name, topicId}) => !answered.has(name) || answered.get(name) === topicId)
}
