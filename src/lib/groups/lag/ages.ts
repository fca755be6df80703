// The age of the oldest unread record of each partition, from one Fetch per leader at the committed offsets, for all
// groups together.
import type {Cluster} from '../../cluster/cluster.ts'
import {KafkaError, UnsupportedApi} from '../../cluster/errors.ts'
import {askLeaders, type Failure, type TopicPartition} from '../../cluster/fan-out.ts'
import {chunks, pooled} from '../../cluster/pooled.ts'
import {listOffsets, type Isolation} from '../../offsets/list-offsets.ts'
import {placeKey} from '../log-ends.ts'
import {fetchUnread, type UnreadAnswer} from './fetch-unread.ts'
import type {Unread} from './first-unread.ts'

/**
 * Where an age comes from. `record`: the timestamp of the first record at or after the committed offset. `batch`:
 * that of the first record of its batch, because the batch cannot be read; the age is too great by at most the time
 * that the batch spans. In share groups, which move their start offset only after records are acknowledged, also that
 * of the record at the start offset. `estimate`: the record is gone or was not returned (before the log start,
 * compacted away, too large), and is at least this old: the timestamp is that of the oldest record that remains, or
 * of the newest record of the partition. `caughtUp`: nothing is unread except perhaps transaction markers and, with
 * read_committed, aborted records, which consumers skip. `future`: the record's timestamp is ahead of this machine's
 * clock, so its age is unknown. `unknown`: the age cannot be determined; `error` says why if a broker refused.
 */
export type AgeBasis = 'record' | 'batch' | 'estimate' | 'caughtUp' | 'future' | 'unknown'

export interface UnreadAge {
  /** At least 0; null if unknown. */
  readonly ms: number | null
  /** When the oldest unread record was written, ms since the epoch: by the producer's clock, or the broker's with LogAppendTime. */
  readonly timestamp: number | null
  readonly basis: AgeBasis
  readonly error: KafkaError | null
}

interface Standing extends TopicPartition {
  readonly committedOffset: number | null
  readonly logStartOffset: number | null
  readonly logEndOffset: number | null
  /** For share groups, the broker's own count, which takes precedence; otherwise the difference of the offsets. */
  readonly lag?: number | null
}
interface Question extends TopicPartition {
  /** The offset to read next; it moves past transaction markers and aborted records. */
  offset: number
  readonly end: number
  /** True if the last answer was something to skip. */
  skipping: boolean
  answer: Unread | KafkaError | undefined
}

/**
 * How much to request, round after round while questions are open: first batches of the Java producer's default
 * `batch.size`, then of the brokers' default `message.max.bytes`.
 */
const rounds = [
  {partitionBytes: 16_384, partitions: 256},
  {partitionBytes: 1_048_588, partitions: 4},
  // The first batch of a response is returned whatever its size.
  {partitionBytes: 1_048_588, partitions: 1},
]
/**
 * How far a timestamp may be ahead, ms: records may be written during a look, and clocks of healthy machines differ
 * by less.
 */
const toleratedLeadMs = 5000
/** How many times in a row to move past markers and aborted records; runs of them are short. */
const mostSteps = 8
const requestsAtOnce = 4

/**
 * The age for each of `standings`, which are also the keys of the result. Groups at the same offset share one
 * question. `now` in ms since the epoch. Needs READ on the topics; without it, the age is `unknown`.
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
    const {topic, partition, committedOffset, logStartOffset, logEndOffset: end, lag} = each
    if (committedOffset === null || end === null || committedOffset > end) ages.set(each, unknown)
    else if (committedOffset === end || lag === 0) ages.set(each, caughtUp)
    else {
      const offset = Math.max(committedOffset, logStartOffset ?? 0)
      const key = `${partition} ${offset} ${topic}`
      const question = questions.get(key) ?? {topic, partition, offset, end, skipping: false, answer: undefined}
      questions.set(key, question)
      asked.set(each, question)
    }
  }
  await answer(cluster, [...questions.values()], isolation)
  const newest = await newestOf(cluster, [...questions.values()].filter(isOpen), isolation)
  for (const [each, question] of asked) {
    const lost = (each.committedOffset ?? 0) < (each.logStartOffset ?? 0)
    const age = ageOf(question, lost, newest.get(placeKey(question)), now)
    ages.set(each, isBehindItsStart(each) && age.basis === 'record' ? {...age, basis: 'batch'} : age)
  }
  return ages
}

const unknown: UnreadAge = {ms: null, timestamp: null, basis: 'unknown', error: null}
const caughtUp: UnreadAge = {ms: 0, timestamp: null, basis: 'caughtUp', error: null}

/** Whether a share group has finished some records after the start offset. */
const isBehindItsStart = ({committedOffset, logEndOffset, lag}: Standing) =>
  lag != null && committedOffset !== null && logEndOffset !== null && lag < logEndOffset - committedOffset

const isOpen = ({answer: got}: Question) => got === undefined || ('kind' in got && got.kind === 'nothing')

function ageOf({answer: got, skipping}: Question, lost: boolean, newest: number | undefined, now: number): UnreadAge {
  if (got instanceof KafkaError) return {...unknown, error: got}
  if (got?.kind === 'markersOnly') return caughtUp
  // The newest record may be one of those that are skipped, so its timestamp says nothing.
  if (got === undefined && skipping) return unknown
  const timestamp = got?.kind === 'record' || got?.kind === 'batch' ? got.timestamp : newest
  if (timestamp === undefined || timestamp < 0) return unknown
  if (timestamp > now + toleratedLeadMs) return {ms: null, timestamp, basis: 'future', error: null}
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

/** True if a question has moved past something to skip and must be asked again. */
async function askOnce(
  cluster: Cluster,
  questions: readonly Question[],
  {partitionBytes, partitions: atOnce}: (typeof rounds)[number],
  isolation: Isolation | undefined,
): Promise<boolean> {
  let moved = false
  await pooled(layers(questions), requestsAtOnce, async (layer) => {
    const answers = await askLeaders<Question, UnreadAnswer>(cluster, layer, async (node, asked, within) => {
      const got: (UnreadAnswer & TopicPartition)[] = []
      for (const some of chunks(asked, atOnce))
        got.push(...(await fetchUnread(cluster, node, some, {partitionBytes, isolation, within})))
      return got
    })
    const refused = (failure: Failure, question: Question) => {
      question.answer = failure.error(`read the record at offset ${question.offset} of ${placeText(question)}`)
      return question.answer
    }
    answers.each((got, question) => {
      const found = got.found ?? {kind: 'tooLarge' as const}
      question.skipping = found.kind === 'marker'
      if (found.kind === 'marker') {
        question.offset = found.next
        moved = true
        if (found.next >= question.end) question.answer = {kind: 'markersOnly'}
      } else if (found.kind !== 'tooLarge') question.answer = found
    }, refused)
  })
  return moved
}

/** A request may name a partition only once, so groups at different offsets of a partition are asked about in several requests. */
function layers(questions: readonly Question[]): Question[][] {
  const result: Question[][] = []
  const counts = new Map<string, number>()
  for (const question of questions) {
    const before = counts.get(placeKey(question)) ?? 0
    counts.set(placeKey(question), before + 1)
    const layer = (result[before] ??= [])
    layer.push(question)
  }
  return result
}

const placeText = ({topic, partition}: TopicPartition) => `${topic}-${partition}`

/**
 * When the newest record of each partition was written, by placeKey; unread records are at least that old. Empty
 * before Kafka 3.0, whose brokers cannot look up the maximum timestamp (KIP-734).
 */
async function newestOf(
  cluster: Cluster,
  questions: readonly Question[],
  isolation: Isolation | undefined,
): Promise<ReadonlyMap<string, number>> {
  const places = [...new Map(questions.map((each) => [placeKey(each), each])).values()]
  if (places.length === 0) return new Map()
  const queries = places.map(({topic, partition}) => ({topic, partition, spec: 'maxTimestamp' as const}))
  const found = await listOffsets(cluster, queries, {isolation}).catch((error: unknown) => {
    if (!(error instanceof UnsupportedApi)) throw error
    return []
  })
  return new Map(
    found.flatMap((each) => (each.error || each.timestamp === null ? [] : [[placeKey(each), each.timestamp]])),
  )
}
