// The offset commits of a group member: one at a time, and only for partitions that the member still owns.
import {setTimeout as sleep} from 'node:timers/promises'
import type {Cluster} from '../../cluster/cluster.ts'
import {errorCode, kafkaErrors} from '../../cluster/error-codes.ts'
import {ConnectionError, KafkaError} from '../../cluster/errors.ts'
import {commitAsMember} from '../../offsets/commit-as-member.ts'
import type {MemberIdentity} from '../../offsets/member-identity.ts'
import type {Position} from './position.ts'
import type {Reached} from './record-writer.ts'

/** Errors of a commit with an old generation or member epoch: other members may own the partitions by now. */
const fenced: ReadonlySet<number> = new Set([
  errorCode.illegalGeneration,
  errorCode.unknownMemberId,
  errorCode.fencedInstanceId,
  errorCode.fencedMemberEpoch,
  errorCode.staleMemberEpoch,
])
const retried: ReadonlySet<number> = new Set([errorCode.rebalanceInProgress, errorCode.staleMemberEpoch])
const retryAfterMs = 100

export interface GroupCommitsSettings {
  readonly groupId: string
  readonly onNotice: (text: string) => void
  /** Monotonic clock, ms. */
  readonly now: () => number
}

export class GroupCommits {
  readonly #cluster: Cluster
  readonly #settings: GroupCommitsSettings
  /** The last committed offset of each position that may be committed. */
  readonly #committed = new Map<Position, number>()
  #member: MemberIdentity | undefined
  #failure: Error | undefined
  #last: Promise<void> = Promise.resolve()

  constructor(cluster: Cluster, settings: GroupCommitsSettings) {
    this.#cluster = cluster
    this.#settings = settings
  }

  /** The identity with which later commits are sent. */
  set member(member: MemberIdentity) {
    this.#member = member
  }

  /** Why the last commit did not reach the coordinator; undefined: it did. */
  get failure(): Error | undefined {
    return this.#failure
  }

  /** Allows commits of the position beyond the offset that is already committed. */
  track(position: Position, committed: number): void {
    this.#committed.set(position, committed)
  }

  /** Stops committing the position. */
  forget(position: Position): void {
    this.#committed.delete(position)
  }

  /**
   * Commits these offsets once earlier commits are finished, because a late one would set the group back. While the
   * group is rebalancing it retries for `retryMs`. Throws KafkaError for a failure that no later commit can repair.
   */
  commit(reached: () => Reached, retryMs: number): Promise<void> {
    const commit = this.#last.then(async () => void (await this.#commit(reached, retryMs)))
    this.#last = commit.catch(() => undefined)
    return commit
  }

  /**
   * Like `commit`, for offsets whose records are not written yet. False: do not write them, because other members will
   * read them.
   */
  commitFirst(reached: Reached, retryMs: number): Promise<boolean> {
    // Checked before and after: if a position is lost while the commit waits, the commit counts as failed.
    const mine = () => reached.every(({position}) => this.#committed.has(position))
    const commit = this.#last.then(async () => mine() && (await this.#commit(() => reached, retryMs)) && mine())
    this.#last = commit.then(
      () => undefined,
      () => undefined,
    )
    return commit
  }

  /** Whether everything due was committed. */
  async #commit(reached: () => Reached, retryMs: number): Promise<boolean> {
    const {groupId, onNotice, now} = this.#settings
    const until = now() + retryMs
    for (;;) {
      const member = this.#member
      const due = reached().filter(({position, offset}) => offset > (this.#committed.get(position) ?? Infinity))
      if (due.length === 0) return true
      if (!member || member.generation < 0) return false
      const offsets = due.map(({position: {topic, partition}, offset}) => ({topic, partition, offset, leaderEpoch: -1}))
      const {generation} = member
      const codes = await commitAsMember(this.#cluster, member, offsets).catch((error: unknown) => {
        // The next commit will cover these offsets too. After the last commit none follows, so its failure is reported.
        if (error instanceof ConnectionError || (error instanceof KafkaError && error.retriable)) {
          onNotice(`offsets were not committed: ${error.message}`)
          this.#failure = error
          return undefined
        }
        throw error
      })
      if (!codes) return false
      this.#failure = undefined
      const code = codes.find((each) => each !== 0) ?? 0
      due.forEach(({position, offset}, at) => {
        if (codes[at] === 0 && this.#committed.has(position)) this.#committed.set(position, offset)
      })
      if (code === 0) return true
      // With a stale member epoch a retry helps only if a heartbeat has brought a newer epoch in the meantime.
      const mayRetry = code !== errorCode.staleMemberEpoch || generation !== member.generation
      if (retried.has(code) && mayRetry && now() < until) await sleep(retryAfterMs)
      else {
        const {name, retriable} = kafkaErrors(code)
        if (!fenced.has(code) && !retried.has(code) && !retriable)
          throw new KafkaError(code, `commit offsets of group ${groupId}`)
        if (!fenced.has(code) && !retried.has(code))
          this.#failure = new KafkaError(code, `commit offsets of group ${groupId}`)
        onNotice(`offsets were not committed (${name}): those records may be read again`)
        return false
      }
    }
  }
}
