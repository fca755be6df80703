// Records in the portions that Java's poll would return, with events and a commit for each portion.
import type {Io} from '../../cli/io.ts'
import {BackOff, Deadline} from '../../cluster/back-off.ts'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode, kafkaErrors} from '../../cluster/error-codes.ts'
import {isTransient, KafkaError} from '../../cluster/errors.ts'
import {commitAsMember} from '../../offsets/commit-as-member.ts'
import type {MemberIdentity} from '../../offsets/member-identity.ts'
import {fullBytes} from '../../records/consume/record-writer.ts'
import type {Format} from '../../records/formats/format.ts'
import {asJavaError} from '../java/errors.ts'
import {hashOrder, topicPartitionHash} from '../java/hash-order.ts'
import {printEvent} from '../shared/events.ts'

/** Java's default of max.poll.records. */
export const mostPolled = 500
/** Java's default.api.timeout.ms, ms. */
const commitMs = 60_000

interface Taken {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  /** Null without --verbose. */
  readonly key: string | null
  readonly value: string | null
}

export interface PollsInput {
  readonly verbose: boolean
  /** Negative: no limit. */
  readonly maxMessages: number
  /** The most records in one portion. */
  readonly maxPolled: number
  readonly commits: boolean
  /** Called once, when all wanted records were read. */
  readonly finished: () => void
}

export class Polls {
  /** The member that commits. */
  member: MemberIdentity | undefined
  readonly #cluster: Cluster
  readonly #input: PollsInput
  readonly #io: Io
  readonly #room: number
  #pending: Taken[] = []
  #consumed = 0

  constructor(cluster: Cluster, input: PollsInput, io: Io) {
    this.#cluster = cluster
    this.#input = input
    this.#io = io
    this.#room = Math.ceil(fullBytes / input.maxPolled)
  }

  /**
   * Keeps the record until `handOn`. The bytes that it adds to the writer's buffer make the buffer full after
   * `maxPolled` records.
   */
  readonly format: Format = (record, {topic, partition}, to) => {
    const {verbose} = this.#input
    const text = (bytes: Buffer | null) => (verbose && bytes ? bytes.toString() : null)
    const {offset} = record
    this.#pending.push({topic, partition, offset, key: text(record.key), value: text(record.value)})
    to.reserve(this.#room)
    to.length += this.#room
  }

  /** Whether all wanted records were read. */
  get isFinished(): boolean {
    const {maxMessages} = this.#input
    return maxMessages >= 0 && this.#consumed >= maxMessages
  }

  /**
   * Prints the records that were read since the last call, and commits them. Throws KafkaError for a member that was
   * fenced.
   */
  async handOn(): Promise<void> {
    const pending = this.#pending
    this.#pending = []
    if (pending.length > 0 && !this.isFinished) await this.#poll(pending)
  }

  async #poll(records: readonly Taken[]) {
    const {verbose, maxMessages, commits, finished} = this.#input
    const summaries: {topic: string; partition: number; count: number; minOffset: number; maxOffset: number}[] = []
    for (const [first, ...more] of Map.groupBy(records, ({topic, partition}) => `${topic}-${partition}`).values()) {
      if (!first || this.isFinished) break
      const left = maxMessages < 0 ? Infinity : maxMessages - this.#consumed
      const taken = [first, ...more].slice(0, left)
      const {topic, partition} = first
      const maxOffset = taken.at(-1)?.offset ?? first.offset
      summaries.push({topic, partition, count: taken.length, minOffset: first.offset, maxOffset})
      if (verbose)
        for (const {offset, key, value} of taken)
          printEvent(this.#io, 'record_data', {key, value, topic, partition, offset})
      this.#consumed += taken.length
    }
    printEvent(this.#io, 'records_consumed', {count: records.length, partitions: summaries})
    if (this.isFinished) finished()
    const offsets = summaries.map(({topic, partition, maxOffset}) => ({topic, partition, offset: maxOffset + 1}))
    if (commits) await this.#commit(hashOrder(offsets, topicPartitionHash))
  }

  async #commit(offsets: readonly {readonly topic: string; readonly partition: number; readonly offset: number}[]) {
    const error = await this.#failure(offsets.map((each) => ({...each, leaderEpoch: -1})))
    if (error instanceof KafkaError && error.code === errorCode.fencedInstanceId) throw error
    const why = error && asJavaError(error, 'commitSync').message
    printEvent(this.#io, 'offsets_committed', {
      offsets,
      ...(why === undefined ? {} : {error: why}),
      success: why === undefined,
    })
  }

  /** Why the offsets could not be committed; undefined if they were. */
  async #failure(offsets: Parameters<typeof commitAsMember>[2]): Promise<Error | undefined> {
    const deadline = new Deadline(commitMs)
    const backOff = new BackOff(100, 1000)
    for (;;) {
      const {member} = this
      if (!member || member.generation < 0) return new KafkaError(errorCode.unknownMemberId, 'commit offsets')
      let failure: unknown
      try {
        const code = (await commitAsMember(this.#cluster, member, offsets)).find((each) => each !== 0)
        if (code === undefined) return undefined
        failure = new KafkaError(code, `commit offsets of group ${member.groupId}`)
        if (!kafkaErrors(code).retriable) return failure as KafkaError
      } catch (error) {
        if (!isTransient(error)) throw error
        failure = error
      }
      if (deadline.over) return failure as Error
      await backOff.wait(deadline, this.#io.interrupted).catch(() => undefined)
    }
  }
}
