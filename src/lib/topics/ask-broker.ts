// What one broker says of topics; brokers learn of new ones at different times.
import {Metadata} from '../apis/metadata.ts'
import {chunks} from '../cluster/pooled.ts'
import type {Cluster} from '../cluster/cluster.ts'
import {errorCode} from '../cluster/error-codes.ts'
import {isTransient} from '../cluster/errors.ts'
import {monotonicMs} from '../cluster/monotonic.ts'
import type {Got} from '../wire/schema.ts'
import {topicIdOrNull} from './list.ts'

/** What a broker must say of a topic. */
export interface AwaitedTopic {
  readonly name: string
  /** The least that it must have; 1 unless given. */
  readonly partitions?: number | null | undefined
  /**
   * Of a topic that was just made: brokers that have not heard of the deletion of its namesake still know that one, with all
   * its leaders. Null: not known.
   */
  readonly topicId?: string | null | undefined
}

export type Answered = Got<typeof Metadata.response>['topics'][number]

/** In one question about topics; an answer of thousands takes brokers long. */
const mostNames = 500
/** Questions to one broker at the same time. */
const mostPieces = 4
/** Names in one look at one broker. */
export const mostAtOnce = mostPieces * mostNames
/** A broker that cannot be reached has this long, ms: it is not what the topics wait for. */
const reachMs = 5000

/** The pause between two looks is this share of the time that has passed, so that the wait is at most so much longer than necessary. */
const part = 0.015

/** Until the next look, ms, when the first was at `sinceMs` of the monotonic clock. */
export function pauseMs({retryBackoffMs = 10, retryBackoffMaxMs = 1000}: Cluster['settings'], sinceMs: number): number {
  return Math.min(retryBackoffMaxMs, Math.max(retryBackoffMs, (monotonicMs() - sinceMs) * part))
}

interface AskOptions {
  readonly timeoutMs: number
  /** Names a connection of its own. */
  readonly purpose?: string | undefined
}

/** The answers of one broker, in pieces side by side; none of those it did not answer in time; undefined if it is away. */
export async function askBroker(
  cluster: Cluster,
  node: number,
  names: readonly string[],
  options: AskOptions,
): Promise<Answered[] | undefined> {
  const found = await Promise.all(chunks(names, mostNames).map((piece) => askForPiece(cluster, node, piece, options)))
  return found.includes(undefined) ? undefined : found.flatMap((each) => each ?? [])
}

async function askForPiece(
  cluster: Cluster,
  node: number,
  names: readonly string[],
  {timeoutMs, purpose}: AskOptions,
): Promise<readonly Answered[] | undefined> {
  try {
    const {topics} = await cluster.call(
      Metadata,
      (version) => ({
        topics: names.map((name) => ({name})),
        ...(version >= 4 ? {allowAutoTopicCreation: false} : {}),
      }),
      {
        to: {node},
        purpose,
        what: `ask broker ${node} for topics`,
        timeoutMs: Math.max(1, Math.min(timeoutMs, reachMs)),
      },
    )
    return topics
  } catch (error) {
    if (!isTransient(error)) throw error
    // One that is silent may be busy publishing; one that cannot be reached is away.
    return error.kind === 'timeout' ? [] : undefined
  }
}

/** It knows the topic with all its leaders, or this user may not describe it, so that there is nothing to wait for. */
export function isThere({errorCode: code, ...topic}: Answered, wanted: AwaitedTopic | undefined): boolean {
  return code === errorCode.topicAuthorizationFailed || (code === errorCode.none && isAsWanted(topic, wanted))
}

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
