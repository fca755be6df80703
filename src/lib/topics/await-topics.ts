// Waits until every broker knows new topics: brokers learn of them one by one, up to seconds after the controller has
// created them.
import {setTimeout as sleep} from 'node:timers/promises'
import {Metadata} from '../apis/metadata.ts'
import {Deadline} from '../cluster/back-off.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {chunks} from '../cluster/pooled.ts'
import {isTransient} from '../cluster/errors.ts'
import {monotonicMs} from '../cluster/monotonic.ts'
import {ExpectedError} from '../errors/expected-error.ts'
import {listed} from '../text/listed.ts'
import {counted, plural} from '../text/plural.ts'
import type {Got} from '../wire/schema.ts'
import {topicIdOrNull} from './list.ts'

export interface AwaitTopicsOptions {
  /** Ms; default: the total time limit of the cluster's settings. */
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Called with the number of topics that some brokers do not know yet. */
  readonly onProgress?: ((open: number) => void) | undefined
}

/** What was not seen in time. */
export interface Unpublished {
  readonly name: string
  /** Node ids of the brokers that do not know the topic, or not all of its leaders. */
  readonly nodes: readonly number[]
}

/** The topics were created, but not every broker has heard of them. */
export class NotPublished extends ExpectedError {
  override readonly name = 'NotPublished'

  constructor(late: readonly Unpublished[]) {
    const shown = late
      .slice(0, mostShown)
      .map(({name, nodes}) => `${name} (${plural(nodes.length, 'broker')} ${listed(nodes.map(String), 'and')})`)
    const more = late.length > mostShown ? ` and ${counted(late.length - mostShown, 'more topic')}` : ''
    super(
      `created, but not every broker knows all leaders yet within the time limit: ${shown.join(', ')}${more}; ` +
        'a command that follows may not find them for a while',
    )
  }
}
const mostShown = 5

/** The most topics in one request; a response with thousands takes a broker long. */
const mostNames = 500
/** The most requests to one broker at the same time. */
const mostPieces = 4
/**
 * The pause between two tries, as a fraction of the elapsed time, so that the wait is at most that much longer than
 * necessary.
 */
const part = 0.015
const leastPauseMs = 10
/**
 * While a broker knows none of the new topics, it is asked for a single one, and for all of them at this interval, ms.
 */
const wholeEveryMs = 1000
/** The time for connecting to a broker, ms: the topics do not wait for a broker that cannot be reached. */
const reachMs = 5000

/** What a broker must report about a topic. */
export interface AwaitedTopic {
  readonly name: string
  /** The least number of partitions; default 1. */
  readonly partitions?: number | null | undefined
  /**
   * The id of a topic that was just created, because brokers that have not heard of the deletion of its namesake still
   * know that one, with all its leaders. Null: not known.
   */
  readonly topicId?: string | null | undefined
}

/**
 * Connects to brokers while something else is done, such as a slow request before `awaitTopics`. Failures show there.
 */
export function reachBrokers(cluster: Cluster, which: 'all' | 'controller' = 'all'): void {
  const reaching = async () => {
    const ids = which === 'all' ? (await cluster.brokers()).map(({id}) => id) : [await cluster.controller()]
    await Promise.all(ids.map((id) => cluster.connection(id)))
  }
  reaching().catch(() => undefined)
}

/**
 * Waits until every broker that can be reached names these topics with all their leaders. Resolves to those that some
 * broker does not know when the time is over. A topic that may not be described is not waited for.
 */
export async function awaitTopics(
  cluster: Cluster,
  topics: readonly AwaitedTopic[],
  options: AwaitTopicsOptions = {},
): Promise<Unpublished[]> {
  const {signal, onProgress = () => {}} = options
  const deadline = new Deadline(options.timeoutMs ?? cluster.settings.totalTimeoutMs ?? 60_000)
  const begun = monotonicMs()
  const {retryBackoffMs: leastMs = leastPauseMs, retryBackoffMaxMs: mostMs = 1000} = cluster.settings
  const missing = new Map<number, Set<string>>()
  const nodes = (await cluster.brokers()).map(({id}) => id)
  await Promise.all(
    nodes.map(async (node) => {
      const open = new Map(topics.map((topic) => [topic.name, topic]))
      missing.set(node, new Set(open.keys()))
      let wholeAt = -Infinity
      let grew = true
      for (;;) {
        const whole = grew || monotonicMs() - wholeAt >= wholeEveryMs || deadline.left < wholeEveryMs
        // Brokers publish topics that were created together at once, so those that know some usually know all.
        const most = grew ? mostPieces * mostNames : mostNames
        const names = whole ? [...open.keys()].slice(0, most) : [...open.keys()].slice(-1)
        if (whole) wholeAt = monotonicMs()
        const known = await allKnownTo(cluster, node, names, open, deadline)
        for (const name of known ?? names) {
          open.delete(name)
          missing.get(node)?.delete(name)
        }
        if (known === undefined) missing.delete(node)
        onProgress(new Set([...missing.values()].flatMap((each) => [...each])).size)
        if (open.size === 0 || known === undefined || deadline.over) return
        grew = known.length > 0
        if (known.length < names.length) {
          const ms = Math.min(mostMs, Math.max(leastMs, (monotonicMs() - begun) * part))
          await sleep(Math.min(ms, deadline.left), undefined, signal ? {signal} : {}).catch((error: unknown) => {
            throw signal?.reason ?? error
          })
        }
      }
    }),
  )
  return topics.flatMap(({name}) => {
    const without = [...missing].filter(([, names]) => names.has(name)).map(([node]) => node)
    return without.length > 0 ? [{name, nodes: without.toSorted((a, b) => a - b)}] : []
  })
}

type Answered = Got<typeof Metadata.response>['topics'][number]

function isAsWanted(
  {partitions, topicId}: Pick<Answered, 'partitions' | 'topicId'>,
  wanted: AwaitedTopic | undefined,
): boolean {
  const id = topicIdOrNull(topicId)
  return (
    (id === null || wanted?.topicId == null || id === wanted.topicId) &&
    partitions.length >= (wanted?.partitions ?? 1) &&
    partitions.every(({leaderId}) => leaderId >= 0)
  )
}

/** As `knownTo`, in pieces. */
async function allKnownTo(...[cluster, node, names, wanted, deadline]: Parameters<typeof knownTo>) {
  const found = await Promise.all(
    chunks(names, mostNames).map((piece) => knownTo(cluster, node, piece, wanted, deadline)),
  )
  return found.includes(undefined) ? undefined : found.flatMap((each) => each ?? [])
}

/** The names that a broker knows with all leaders, or that it may not describe; undefined if it is down. */
async function knownTo(
  cluster: Cluster,
  node: number,
  names: readonly string[],
  wanted: ReadonlyMap<string, AwaitedTopic>,
  deadline: Deadline,
): Promise<string[] | undefined> {
  try {
    const {topics} = await cluster.call(
      Metadata,
      (version) => ({
        topics: names.map((name) => ({name})),
        ...(version >= 4 ? {allowAutoTopicCreation: false} : {}),
      }),
      {
        to: {node},
        what: `ask broker ${node} for new topics`,
        timeoutMs: Math.max(1, Math.min(deadline.left, reachMs)),
      },
    )
    return topics.flatMap(({name, errorCode: code, ...topic}) => {
      const hidden = code === errorCode.topicAuthorizationFailed
      const there = code === errorCode.none && isAsWanted(topic, wanted.get(name ?? ''))
      return name !== null && (hidden || there) ? [name] : []
    })
  } catch (error) {
    if (!isTransient(error)) throw error
    // A broker that does not answer may be busy publishing; one that cannot be reached is down.
    return error.kind === 'timeout' ? [] : undefined
  }
}
