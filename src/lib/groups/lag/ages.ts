// How old the oldest record is that a group has not read: one Fetch a leader at the committed offsets, for all groups.
import {Fetch} from '../../apis/fetch.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode} from '../../cluster/error-codes.ts'
import {KafkaError} from '../../cluster/errors.ts'
import {askLeaders, type Located, type TopicPartition} from '../../cluster/fan-out.ts'
import {chunks, pooled} from '../../cluster/pooled.ts'
import {listOffsets, type Isolation} from '../../offsets/list-offsets.ts'
import {firstUnread, type Unread} from './first-unread.ts'

/**
 * Where an age comes from. `record`: the timestamp of the first record at or behind the committed offset. `batch`: that of
 * the first record of its batch, because the batch cannot be read (at most the batch's own span too old). `estimate`: at
 * least this old, because the record itself is gone or did not come (before the log start, compacted away, too large):
 * the timestamp of the oldest record that is still there, or of the newest one of all. `caughtUp`: nothing is unread, or
 * only transaction markers, which nobody reads. `unknown`: nobody can say, `error` tells why if a broker refused.
 */
export type AgeBasis = 'record' | 'batch' | 'estimate' | 'caughtUp' | 'unknown'

export interface UnreadAge {
  /** Ms, at least 0; null if unknown. */
  readonly ms: number | null
  /** Of the oldest unread record, ms since the epoch: as its producer said, or the broker with LogAppendTime. */
  readonly timestamp: number | null
  readonly basis: AgeBasis
  readonly error: KafkaError | null
}

interface Standing extends TopicPartition {
  readonly committedOffset: number | null
  readonly logStartOffset: number | null
  readonly logEndOffset: number | null
}
interface Question extends TopicPartition {
  /** Where to read; moves on over markers. */
  offset: number
  readonly end: number
  answer: Unread | KafkaError | undefined
}

/** Batches are this large as producers make them (`batch.size` of Java's), then as brokers take them by default. */
const rounds = [
  {partitionBytes: 16_384, partitions: 256},
  {partitionBytes: 1_048_588, partitions: 4},
  // A batch of any size comes if it is the first of the answer.
  {partitionBytes: 1_048_588, partitions: 1},
]
/** Runs of markers are short: more rounds than this would be a strange log. */
const mostSteps = 8
const requestsAtOnce = 4

/**
 * The age for each partition with a lag, by the object given; groups that stand at the same offset share the question.
 * Needs Read on the topics; where that is refused the age is `unknown`, the lag is not.
 */
export async function unreadAges<S extends Standing>(
  cluster: Cluster,
  standings: readonly S[],
  {now, isolation}: {readonly now: number; readonly isolation?: Isolation | undefined},
): Promise<ReadonlyMap<S, UnreadAge>> {
  const questions = new Map<string, Question>()
  const asked = new Map<S, Question>()
  const ages = new Map<S, UnreadAge>()
  for (const each of standings) {
    const {topic, partition, committedOffset, logStartOffset, logEndOffset: end} = each
    if (committedOffset === null || end === null || committedOffset > end) ages.set(each, unknown)
    else if (committedOffset === end) ages.set(each, caughtUp)
    else {
      const offset = Math.max(committedOffset, logStartOffset ?? 0)
      const key = `${partition} ${offset} ${topic}`
      const question = questions.get(key) ?? {topic, partition, offset, end, answer: undefined}
      questions.set(key, question)
      asked.set(each, question)
    }
  }
  await answer(cluster, [...questions.values()], isolation)
  const newest = await newestOf(cluster, [...questions.values()].filter(isOpen), isolation)
  for (const [each, question] of asked) {
    const lost = (each.committedOffset ?? 0) < (each.logStartOffset ?? 0)
    ages.set(each, ageOf(question, lost, newest.get(placeOf(question)), now))
  }
  return ages
}

const unknown: UnreadAge = {ms: null, timestamp: null, basis: 'unknown', error: null}
const caughtUp: UnreadAge = {ms: 0, timestamp: null, basis: 'caughtUp', error: null}

const placeOf = ({topic, partition}: TopicPartition) => `${partition} ${topic}`
const isOpen = ({answer: got}: Question) => got === undefined || ('kind' in got && got.kind === 'nothing')

function ageOf({answer: got}: Question, lost: boolean, newest: number | undefined, now: number): UnreadAge {
  if (got instanceof KafkaError) return {...unknown, error: got}
  if (got?.kind === 'markersOnly') return caughtUp
  const timestamp = got?.kind === 'record' || got?.kind === 'batch' ? got.timestamp : newest
  if (timestamp === undefined || timestamp < 0) return unknown
  const basis = lost || !got || got.kind === 'nothing' ? 'estimate' : got.kind === 'batch' ? 'batch' : 'record'
  return {ms: Math.max(0, now - timestamp), timestamp, basis, error: null}
}

async function answer(cluster: Cluster, all: readonly Question[], isolation: Isolation | undefined) {
  for (const round of rounds) {
    for (let step = 0; step < mostSteps; step++) {
      const open = all.filter((each) => each.answer === undefined)
      if (open.length === 0) return
      const moved = await askOnce(cluster, open, round, isolation)
      if (!moved) break
    }
  }
}

/** True if some question stands at another offset now, behind markers. */
async function askOnce(
  cluster: Cluster,
  questions: readonly Question[],
  {partitionBytes, partitions: atOnce}: (typeof rounds)[number],
  isolation: Isolation | undefined,
): Promise<boolean> {
  let moved = false
  await pooled(layers(questions), requestsAtOnce, async (layer) => {
    const answers = await askLeaders<Question, Answer>(cluster, layer, async (node, asked) => {
      const got: (Answer & TopicPartition)[] = []
      for (const some of chunks(asked, atOnce)) got.push(...(await ask(cluster, node, some, partitionBytes, isolation)))
      return got
    })
    layer.forEach((question, at) => {
      const got: Partial<Answer> & {errorCode: number} = answers[at] ?? {errorCode: errorCode.unknownServerError}
      if (got.errorCode !== errorCode.none) {
        const what = `read the record at offset ${question.offset} of ${placeText(question)}`
        question.answer = new KafkaError(got.errorCode, what)
        return
      }
      const found = got.found ?? {kind: 'tooLarge' as const}
      if (found.kind === 'marker') {
        question.offset = found.next
        moved = true
        if (found.next >= question.end) question.answer = {kind: 'markersOnly'}
      } else if (found.kind !== 'tooLarge') question.answer = found
    })
  })
  return moved
}

/** A request may name a partition once: groups that stand at different offsets of it need one each. */
function layers(questions: readonly Question[]): Question[][] {
  const result: Question[][] = []
  const counts = new Map<string, number>()
  for (const question of questions) {
    const before = counts.get(placeOf(question)) ?? 0
    counts.set(placeOf(question), before + 1)
    const layer = (result[before] ??= [])
    layer.push(question)
  }
  return result
}

const placeText = ({topic, partition}: TopicPartition) => `${topic}-${partition}`

interface Answer {
  readonly errorCode: number
  readonly found?: Unread
}

async function ask(
  cluster: Cluster,
  node: number,
  questions: readonly (Question & Located)[],
  partitionBytes: number,
  isolation: Isolation | undefined,
): Promise<(Answer & TopicPartition)[]> {
  const byTopic = [...Map.groupBy(questions, ({topic}) => topic)]
  const names = new Map(questions.map(({topicId, topic}) => [topicId, topic]))
  const offsets = new Map(questions.map((each) => [placeOf(each), each.offset]))
  const {responses} = await cluster.call(
    Fetch,
    {
      // Nothing is waited for: what is unread is there.
      maxWaitMs: 0,
      minBytes: 0,
      maxBytes: partitionBytes * questions.length,
      isolationLevel: isolation === 'read_committed' ? 1 : 0,
      sessionEpoch: -1,
      topics: byTopic.map(([topic, all]) => ({
        topic,
        topicId: all[0]?.topicId ?? '',
        partitions: all.map(({partition, offset, leaderEpoch}) => ({
          partition,
          currentLeaderEpoch: leaderEpoch,
          fetchOffset: offset,
          partitionMaxBytes: partitionBytes,
        })),
      })),
      forgottenTopicsData: [],
      rackId: '',
    },
    {to: {node}, what: 'read the oldest unread records'},
  )
  return responses.flatMap(({topic, topicId, partitions}) =>
    partitions.map((each) => {
      const place = {topic: topic || (names.get(topicId) ?? ''), partition: each.partitionIndex}
      const {errorCode: code, records} = each
      if (code !== errorCode.none) return {...place, errorCode: code}
      return {...place, errorCode: code, found: firstUnread(records, offsets.get(placeOf(place)) ?? 0)}
    }),
  )
}

/** When the newest record of each partition was written: what is unread is at least that old. Empty before Kafka 3.0. */
async function newestOf(
  cluster: Cluster,
  questions: readonly Question[],
  isolation: Isolation | undefined,
): Promise<ReadonlyMap<string, number>> {
  const places = [...new Map(questions.map((each) => [placeOf(each), each])).values()]
  if (places.length === 0) return new Map()
  const queries = places.map(({topic, partition}) => ({topic, partition, spec: 'maxTimestamp' as const}))
  const found = await listOffsets(cluster, queries, {isolation}).catch(() => [])
  return new Map(
    found.flatMap((each) => (each.error || each.timestamp === null ? [] : [[placeOf(each), each.timestamp]])),
  )
}
