// Until every broker has heard that topics were deleted: the controller answers first, and brokers follow one by one.
import {setTimeout as sleep} from 'node:timers/promises'
import {Metadata} from '../apis/metadata.ts'
import {Deadline} from '../cluster/back-off.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {isTransient} from '../cluster/errors.ts'
import {chunks} from '../cluster/pooled.ts'
import {ExpectedError} from '../errors/expected-error.ts'
import {listed} from '../text/listed.ts'
import {counted, plural} from '../text/plural.ts'

export interface DeletedTopic {
  readonly name: string
  /** Base64url. A topic of the same name with another id was created since. */
  readonly topicId: string
}
export interface AwaitGoneOptions {
  /** Ms; the total time limit of the cluster's settings unless given. */
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** The topics were deleted, but not every broker has heard of it. */
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
/** In one question. */
const mostNames = 500
/** The pause after the first look, ms; each is twice as long as the one before, up to the longest. */
const firstPauseMs = 10
const longestPauseMs = 500
/** A broker that cannot be reached has this long, ms: nobody will find the topics there. */
const reachMs = 5000

/**
 * Waits until no broker that can be reached names these topics. Resolves to `StillNamed` when the time is over, undefined when
 * all are gone.
 */
export async function awaitGone(
  cluster: Cluster,
  topics: readonly DeletedTopic[],
  {timeoutMs, signal}: AwaitGoneOptions = {},
): Promise<StillNamed | undefined> {
  if (topics.length === 0) return undefined
  const deadline = new Deadline(timeoutMs ?? cluster.settings.totalTimeoutMs ?? 60_000)
  const late = new Set<string>()
  const nodes: number[] = []
  const gone = async (node: number) => {
    let open = topics
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      open = await namedBy(cluster, node, open, Math.max(1, Math.min(deadline.left, reachMs)))
      if (open.length === 0) return
      if (deadline.over) break
      await sleep(Math.min(pauseMs, deadline.left), undefined, signal ? {signal} : {}).catch((error: unknown) => {
        throw signal?.reason ?? error
      })
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

/** Those of the topics that a broker still names; none if it cannot be reached. */
async function namedBy(
  cluster: Cluster,
  node: number,
  topics: readonly DeletedTopic[],
  timeoutMs: number,
): Promise<readonly DeletedTopic[]> {
  const looks = chunks(topics, mostNames).map(async (some) => {
    const answer = await cluster.call(
      Metadata,
      // Ids came with version 10, so that a broker which gave one to a topic never creates what it is asked for here.
      {topics: some.map(({name}) => ({name})), allowAutoTopicCreation: false},
      {to: {node}, what: `ask broker ${node} for deleted topics`, timeoutMs},
    )
    const ids = new Map(answer.topics.map(({name, topicId}) => [name, topicId]))
    return some.filter(({name, topicId}) => ids.get(name) === topicId)
  })
  try {
    return (await Promise.all(looks)).flat()
  } catch (error) {
    if (!isTransient(error)) throw error
    // One that is silent may be busy; one that cannot be reached is away.
    return error.kind === 'timeout' ? topics : []
  }
}
