// Reads the partitions that a group assigns, and commits the offsets of what was written.
import type {Cluster} from '../../cluster/cluster.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import {monotonicMs} from '../../cluster/monotonic.ts'
import {settledWithin} from '../../cluster/waiting.ts'
import type {Reading} from '../../groups/membership/reading.ts'
import {committedOffsetsOf} from '../../offsets/committed-offsets.ts'
import type {MemberIdentity} from '../../offsets/member-identity.ts'
import {OutputClosed} from '../output.ts'
import {connectAhead} from './connect-ahead.ts'
import {Consumption, type Consumed, type ReadSettings} from './consumption.ts'
import {GroupCommits} from './group-commits.ts'
import {GroupDrain} from './group-drain.ts'
import {Position} from './position.ts'
import type {Reached} from './record-writer.ts'
import {endOffsets, resetOffsets, type OffsetReset} from './start.ts'
import {chosenTopics, noTopicMatches, type TopicChoice} from './topic-choice.ts'

export interface GroupConsumeInput extends ReadSettings {
  groupId: string
  /**
   * Stays a member until the signal aborts: `(reading, signal, blockedMs) => runMember(cluster, {…, blockedMs},
   * reading, signal)`. `blockedMs`: how long the output has been blocked, ms.
   */
  member: (reading: Reading, signal: AbortSignal, blockedMs: () => number) => Promise<void>
  /** The reset policy for partitions without a committed offset. */
  reset: OffsetReset
  /** What the member subscribes to, so that ending without partitions is an error if no such topic exists. */
  choice?: TopicChoice | undefined
  /**
   * Stop once all partitions of this member were read to the ends that they had when they were assigned. Needs
   * `choice`.
   */
  untilEnd?: boolean | undefined
  /** Default 5,000; 0: commit only when partitions are revoked and at the end; null: never commit. */
  autoCommitMs?: number | null | undefined
  /**
   * At most once instead of at least once: commits offsets before their records are written, and does not write records
   * whose commit failed. Records that a crash or a failing output leaves unwritten are not read again.
   */
  commitFirst?: boolean | undefined
  /** How long a blocked output may delay the revocation of partitions, ms; default 10,000. */
  revokeTimeoutMs?: number | undefined
}

/**
 * Consumes at least once: offsets are committed only after their records were written, and before their partitions are
 * revoked. The member has left the group when this resolves. Throws the error that ended reading or membership.
 */
export async function consumeInGroup(cluster: Cluster, input: GroupConsumeInput): Promise<Consumed> {
  const mayDrop = ({name}: Position) => {
    input.onNotice?.(`${name}: the topic was deleted`)
    return true
  }
  const settings: ReadSettings = input.commitFirst
    ? {...input, beforeWrite: (reached: Reached) => reading.commitFirst(reached)}
    : input
  const {autoCommitMs = 5000, untilEnd = false, choice} = input
  if (untilEnd && choice) await checkExist(cluster, choice)
  const mayEnd = () => untilEnd && reading.drained
  const consumption = new Consumption(cluster, settings, {mayDrop, endless: true, mayEnd})
  const reading = new GroupReading(cluster, input, consumption)
  const timer = autoCommitMs ? setInterval(() => reading.autoCommit(), autoCommitMs) : undefined
  if (untilEnd && choice) reading.drainWithout(choice)
  try {
    await input.member(reading, consumption.stopping, () => consumption.writer.blockedMs)
    consumption.stop('signal') // if the member ended by itself; otherwise it was stopped before
  } catch (error) {
    consumption.fail(error)
  } finally {
    clearInterval(timer)
  }
  const consumed = {...(await consumption.finish()), positions: reading.written}
  if (consumed.stoppedBy === 'idle' && consumed.positions.length === 0 && choice) await checkExist(cluster, choice)
  return consumed
}

/** Throws KafkaError if no topic of the subscription exists, so that nothing can ever be assigned. */
async function checkExist(cluster: Cluster, choice: TopicChoice) {
  const found = await chosenTopics(cluster, choice)
  if (choice.topics instanceof RegExp && found.length === 0) throw noTopicMatches(choice.topics)
}

class GroupReading implements Reading {
  readonly #cluster: Cluster
  readonly #input: GroupConsumeInput
  readonly #consumption: Consumption
  readonly #commits: GroupCommits
  readonly #now: () => number
  /** Every partition that was ever assigned, by name. */
  readonly #assigned = new Map<string, Position>()
  /** The records taken from partitions that were revoked and assigned again, by name. */
  readonly #takenBefore = new Map<string, number>()
  #autoCommitting = false
  #removing = false
  #joined = false

  constructor(cluster: Cluster, input: GroupConsumeInput, consumption: Consumption) {
    const {groupId, now = monotonicMs} = input
    this.#cluster = cluster
    this.#input = input
    this.#consumption = consumption
    this.#now = now
    this.#commits = new GroupCommits(cluster, {groupId, now, onNotice: (text) => input.onNotice?.(text)})
  }

  /** How far each partition that was ever assigned was written. */
  get written(): Consumed['positions'] {
    return [...this.#assigned.values()].map((position) => {
      const written = this.#consumption.written(position)
      return {...written, records: written.records + (this.#takenBefore.get(position.name) ?? 0)}
    })
  }

  /** Whether all assigned partitions were read to their ends; false if none is assigned. */
  get drained(): boolean {
    const {positions} = this.#consumption.fetcher
    return !this.#removing && positions.length > 0 && positions.every(({finished}) => finished)
  }

  /** If other members own all partitions, ends once the group has committed the present ends. */
  drainWithout(choice: TopicChoice): void {
    const {fetcher, stopping} = this.#consumption
    const {groupId, isolation = 'read_uncommitted', onNotice} = this.#input
    const drain = new GroupDrain(this.#cluster, {
      groupId,
      choice,
      isolation,
      empty: () => this.#joined && !this.#removing && fetcher.positions.length === 0,
      drained: () => this.#consumption.stop('end'),
      failed: (error) => this.#consumption.fail(error),
      onNotice,
    })
    drain.start(stopping)
  }

  joined(): void {
    this.#joined = true
    this.#consumption.awaitRecords()
  }

  async add(partitions: readonly TopicPartition[], member: MemberIdentity): Promise<void> {
    this.#commits.member = member
    const {stopping} = this.#consumption
    if (partitions.length === 0 || stopping.aborted) return
    await this.#start(partitions, member, stopping).catch((error: unknown) => {
      if (!stopping.aborted) throw error
    })
  }

  async #start(partitions: readonly TopicPartition[], member: MemberIdentity, signal: AbortSignal) {
    const {groupId, reset, isolation = 'read_uncommitted'} = this.#input
    const names = [...new Set(partitions.map(({topic}) => topic))]
    const topics = new Map((await this.#cluster.topics(names)).map((topic) => [topic.name, topic]))
    connectAhead(this.#cluster, partitions, topics)
    const options = {isolation, signal}
    const [committed, ends] = await Promise.all([
      committedOffsetsOf(this.#cluster, groupId, partitions, {member, signal}),
      this.#input.untilEnd ? endOffsets(this.#cluster, partitions, 'end', options) : undefined,
    ])
    const rest = partitions.filter((_, at) => committed[at] === null)
    const defaults = rest.length > 0 ? await resetOffsets(this.#cluster, rest, reset, groupId, options) : []
    const positions = partitions.flatMap(({topic, partition}, at) => {
      const metadata = topics.get(topic)
      const offset = committed[at]?.offset
      const position = metadata && new Position(metadata, partition, offset ?? defaults.shift() ?? 0, ends?.[at])
      if (position) {
        // No record since `reset.since`: start at the end, but do not commit that position until something was read.
        const uncommitted = typeof reset === 'object' ? position.start : -1
        this.#commits.track(position, offset ?? uncommitted)
        const {name} = position
        const before = this.#assigned.get(name)
        if (before) this.#takenBefore.set(name, (this.#takenBefore.get(name) ?? 0) + before.read.taken)
        this.#assigned.set(name, position)
      }
      return position ? [position] : []
    })
    this.#consumption.fetcher.add(positions)
    this.#consumption.awaitRecords()
  }

  async remove(partitions: readonly TopicPartition[], member: MemberIdentity): Promise<void> {
    this.#commits.member = member
    const {fetcher, writer} = this.#consumption
    this.#removing = true // otherwise the remaining position could count as the last one for a moment
    const removed = partitions.flatMap((partition) => fetcher.remove(partition) ?? [])
    this.#removing = false
    if (this.#input.untilEnd && this.drained) this.#consumption.stop('end')
    const {revokeTimeoutMs = 10_000} = this.#input
    const until = this.#now() + revokeTimeoutMs
    try {
      const flushed = await settledWithin(writer.flush(), revokeTimeoutMs)
      if (!flushed) this.#input.onNotice?.('the output is blocked: records that it has not accepted will be read again')
    } catch (error) {
      // A closed or full output already ends reading. What was written before is still committed.
      if (!(error instanceof OutputClosed)) this.#consumption.fail(error)
    }
    if (this.#input.autoCommitMs !== null) await this.#commit(removed, Math.max(1000, until - this.#now()))
    // No commit follows this one, so the exit code has to say that these records will be read again.
    if (this.#consumption.stopping.aborted && this.#commits.failure) this.#consumption.fail(this.#commits.failure)
    for (const position of removed) this.#commits.forget(position)
  }

  lose(partitions: readonly TopicPartition[]): void {
    this.#removing = true
    for (const partition of partitions) {
      const position = this.#consumption.fetcher.remove(partition)
      if (position) this.#commits.forget(position)
    }
    this.#removing = false
  }

  autoCommit(): void {
    if (this.#autoCommitting) return
    this.#autoCommitting = true
    this.#commit(this.#consumption.fetcher.positions, 0)
      .catch((error: unknown) => this.#consumption.fail(error))
      .finally(() => {
        this.#autoCommitting = false
      })
  }

  /** False, after a notice: the offsets could not be committed, so the records must not be written. */
  async commitFirst(reached: Reached): Promise<boolean> {
    const {revokeTimeoutMs = 10_000, onNotice} = this.#input
    if (await this.#commits.commitFirst(reached, revokeTimeoutMs)) return true
    onNotice?.('some records are not printed, because their offsets could not be committed')
    return false
  }

  #commit(positions: readonly Position[], retryMs: number): Promise<void> {
    const {writer} = this.#consumption
    const written = () => positions.map((position) => ({position, offset: writer.writtenOffset(position)}))
    return this.#commits.commit(written, retryMs)
  }
}
