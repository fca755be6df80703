// Reads what a group assigns and commits what was written.
import {setTimeout as sleep} from 'node:timers/promises'
import type {Cluster, TopicMetadata} from '../../cluster/cluster.ts'
import {errorCode, kafkaErrors} from '../../cluster/error-codes.ts'
import {ConnectionError, KafkaError} from '../../cluster/errors.ts'
import type {TopicPartition} from '../../cluster/fan-out.ts'
import type {Reading} from '../../groups/membership/reading.ts'
import {commitAsMember} from '../../offsets/commit-as-member.ts'
import {committedOffsetsOf} from '../../offsets/committed-offsets.ts'
import type {MemberIdentity} from '../../offsets/member-identity.ts'
import {Consumption, type Consumed, type ReadSettings} from './consumption.ts'
import {OutputClosed} from '../output.ts'
import {Position} from './position.ts'
import type {Reached} from './record-writer.ts'
import {resetOffsets, type OffsetReset} from './start.ts'
import {settledWithin} from '../../cluster/waiting.ts'

export interface GroupConsumeInput extends ReadSettings {
  groupId: string
  /**
   * Is a member until the signal aborts: `(reading, signal, blockedMs) => runMember(cluster, {…, blockedMs}, reading,
   * signal)`. `blockedMs`: how long the output has taken nothing although there is something for it.
   */
  member: (reading: Reading, signal: AbortSignal, blockedMs: () => number) => Promise<void>
  /** For partitions without a committed offset. */
  reset: OffsetReset
  /** 0: only when partitions are given up and at the end; null: never. Default 5,000. */
  autoCommitMs?: number | null | undefined
  /**
   * At most once instead of at least once: offsets are committed before their records are written, and what cannot be
   * committed is not written. What a crash or a failing output leaves unwritten is not read again.
   */
  commitFirst?: boolean | undefined
  /** How long giving up partitions may wait for a blocked output; default 10,000. */
  revokeTimeoutMs?: number | undefined
}

/** The member speaks with a generation that is over: somebody else decides about its partitions by now. */
const fenced: ReadonlySet<number> = new Set([
  errorCode.illegalGeneration,
  errorCode.unknownMemberId,
  errorCode.fencedInstanceId,
  errorCode.fencedMemberEpoch,
  errorCode.staleMemberEpoch,
])
const again: ReadonlySet<number> = new Set([errorCode.rebalanceInProgress, errorCode.staleMemberEpoch])
const againAfterMs = 100

/**
 * At least once: only what was written out is committed, when partitions are given up before they are. Has left the
 * group when it resolves. Raises what made reading or membership impossible.
 */
export async function consumeInGroup(cluster: Cluster, input: GroupConsumeInput): Promise<Consumed> {
  const gone = ({name}: Position) => {
    input.onNotice?.(`${name}: the topic was deleted`)
    return true
  }
  const settings: ReadSettings = input.commitFirst
    ? {...input, beforeWrite: (reached: Reached) => reading.commitFirst(reached)}
    : input
  const consumption = new Consumption(cluster, settings, gone, {endless: true})
  const reading = new GroupReading(cluster, input, consumption)
  const {autoCommitMs = 5000} = input
  const timer = autoCommitMs ? setInterval(() => reading.autoCommit(), autoCommitMs) : undefined
  try {
    await input.member(reading, consumption.stopping, () => consumption.writer.blockedMs)
    consumption.stop('signal') // a member that ended by itself; else it was stopped already
  } catch (error) {
    consumption.fail(error)
  } finally {
    clearInterval(timer)
  }
  const {positions: _, ...consumed} = await consumption.finish()
  return {...consumed, positions: reading.reached}
}

class GroupReading implements Reading {
  readonly #cluster: Cluster
  readonly #input: GroupConsumeInput
  readonly #consumption: Consumption
  readonly #committed = new Map<Position, number>()
  readonly #reached = new Map<string, Position>()
  #member: MemberIdentity | undefined
  #committing: Promise<void> = Promise.resolve()
  #busy = false

  constructor(cluster: Cluster, input: GroupConsumeInput, consumption: Consumption) {
    this.#cluster = cluster
    this.#input = input
    this.#consumption = consumption
  }

  /** How far each partition that was ever ours was written. */
  get reached(): Consumed['positions'] {
    return [...this.#reached.values()].map(({topic, partition, written}) => ({topic, partition, offset: written}))
  }

  joined(): void {
    this.#consumption.awaitRecords()
  }

  async add(partitions: readonly TopicPartition[], member: MemberIdentity): Promise<void> {
    this.#member = member
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
    this.#connectAhead(partitions, topics)
    const committed = await committedOffsetsOf(this.#cluster, groupId, partitions, {member, signal})
    const rest = partitions.filter((_, at) => committed[at] === null)
    const options = {isolation, signal}
    const defaults = rest.length > 0 ? await resetOffsets(this.#cluster, rest, reset, groupId, options) : []
    const positions = partitions.flatMap(({topic, partition}, at) => {
      const metadata = topics.get(topic)
      const position = metadata && new Position(metadata, partition, committed[at]?.offset ?? defaults.shift() ?? 0)
      if (position) {
        // Nothing since that time is no place: without a record there is nothing to commit.
        const nowhere = typeof reset === 'object' ? position.offset : -1
        this.#committed.set(position, committed[at]?.offset ?? nowhere)
        this.#reached.set(position.name, position)
      }
      return position ? [position] : []
    })
    this.#consumption.fetcher.add(positions)
    this.#consumption.awaitRecords()
  }

  /** While offsets are asked for: to the leaders that are to be read from. Reading says what is wrong, should it be. */
  #connectAhead(partitions: readonly TopicPartition[], topics: ReadonlyMap<string, TopicMetadata>) {
    const nodes = partitions.map(({topic, partition}) => topics.get(topic)?.partitions[partition]?.leader ?? -1)
    for (const node of new Set(nodes)) if (node >= 0) this.#cluster.connection(node, 'fetch').catch(() => undefined)
  }

  async remove(partitions: readonly TopicPartition[], member: MemberIdentity): Promise<void> {
    this.#member = member
    const {fetcher, writer} = this.#consumption
    const removed = partitions.flatMap((partition) => fetcher.remove(partition) ?? [])
    const {revokeTimeoutMs = 10_000} = this.#input
    const until = performance.now() + revokeTimeoutMs
    try {
      const flushed = await settledWithin(writer.flush(), revokeTimeoutMs)
      if (!flushed) this.#input.onNotice?.('the output is blocked: what it has not taken will be read again')
    } catch (error) {
      // A closed or full output ends the reading elsewhere; what was written before is still committed.
      if (!(error instanceof OutputClosed)) this.#consumption.fail(error)
    }
    if (this.#input.autoCommitMs !== null) await this.#commit(removed, Math.max(1000, until - performance.now()))
    for (const position of removed) this.#committed.delete(position)
  }

  lose(partitions: readonly TopicPartition[]): void {
    for (const partition of partitions) {
      const position = this.#consumption.fetcher.remove(partition)
      if (position) this.#committed.delete(position)
    }
  }

  autoCommit(): void {
    if (this.#busy) return
    this.#busy = true
    this.#commit(this.#consumption.fetcher.positions, 0)
      .catch((error: unknown) => this.#consumption.fail(error))
      .finally(() => {
        this.#busy = false
      })
  }

  /** One after the other: an older commit that arrives late would take the group back. */
  #commit(positions: readonly Position[], patienceMs: number): Promise<void> {
    const commit = this.#committing.then(() => this.#commitWritten(positions, patienceMs))
    this.#committing = commit.catch(() => undefined)
    return commit
  }

  /** False, and a notice: these records are not to be written, others read them or will. */
  async commitFirst(reached: Reached): Promise<boolean> {
    const {revokeTimeoutMs = 10_000} = this.#input
    // Looked at before and after: what is lost while the commit waits has nothing to be committed, which is no success.
    const mine = () => reached.every(({position}) => this.#committed.has(position))
    const commit = this.#committing.then(
      async () => mine() && (await this.#commitReached(() => reached, revokeTimeoutMs)) && mine(),
    )
    this.#committing = commit.then(
      () => undefined,
      () => undefined,
    )
    if (await commit) return true
    this.#input.onNotice?.('some records are not printed: that they were read could not be committed')
    return false
  }

  async #commitWritten(positions: readonly Position[], patienceMs: number) {
    await this.#commitReached(() => positions.map((position) => ({position, offset: position.written})), patienceMs)
  }

  /** True: they are committed, as far as they were not. */
  async #commitReached(reached: () => Reached, patienceMs: number): Promise<boolean> {
    const until = performance.now() + patienceMs
    for (;;) {
      const member = this.#member
      const due = reached().filter(({position, offset}) => offset > (this.#committed.get(position) ?? Infinity))
      if (due.length === 0) return true
      if (!member || member.generation < 0) return false
      const commits = due.map(({position: {topic, partition}, offset}) => ({topic, partition, offset, leaderEpoch: -1}))
      const {generation} = member
      const codes = await commitAsMember(this.#cluster, member, commits).catch((error: unknown) => {
        // The next commit will do; only the last one has nobody after it, and is told.
        if (error instanceof ConnectionError || (error instanceof KafkaError && error.retriable)) {
          this.#input.onNotice?.(`offsets were not committed: ${error.message}`)
          return undefined
        }
        throw error
      })
      if (!codes) return false
      const code = codes.find((each) => each !== 0) ?? 0
      due.forEach(({position, offset}, at) => {
        if (codes[at] === 0 && this.#committed.has(position)) this.#committed.set(position, offset)
      })
      if (code === 0) return true
      // A KIP-848 member whose epoch has moved meanwhile may speak again; the others have been decided about.
      const moved = code !== errorCode.staleMemberEpoch || generation !== member.generation
      if (again.has(code) && moved && performance.now() < until) await sleep(againAfterMs)
      else {
        this.#refused(code)
        return false
      }
    }
  }

  #refused(code: number) {
    const {name, retriable} = kafkaErrors(code)
    if (!fenced.has(code) && !again.has(code) && !retriable)
      throw new KafkaError(code, `commit offsets of group ${this.#input.groupId}`)
    this.#input.onNotice?.(`offsets were not committed (${name}): those records may be read again`)
  }
}
