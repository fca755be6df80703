import {errorCode as codes} from '../../cluster/error-codes.ts'
import {refusedJoin, refusedSync, type Member, type Protocol} from './member.ts'

/** The members of a group, its leader, and the members that have an id but have not joined yet. */
export class Roster {
  leader: string | null = null
  readonly #members = new Map<string, Member>()
  /** Assigned ids that have not joined yet, each with a function that cancels its timeout. */
  readonly #expected = new Map<string, () => void>()

  get members(): readonly Member[] {
    return [...this.#members.values()]
  }
  get size(): number {
    return this.#members.size
  }
  find(id: string): Member | undefined {
    return this.#members.get(id)
  }
  isLeader(member: Member): boolean {
    return member.id === this.leader
  }
  static(instanceId: string): Member | undefined {
    return this.members.find((member) => member.instanceId === instanceId)
  }

  expect(id: string, cancel: () => void): void {
    this.#expected.set(id, cancel)
  }
  isExpected(id: string): boolean {
    return this.#expected.has(id)
  }
  forgetExpected(id: string): void {
    this.#expected.get(id)?.()
    this.#expected.delete(id)
  }

  /** The first member of a group becomes its leader. */
  add(member: Member): void {
    this.forgetExpected(member.id)
    this.leader ??= member.id
    this.#members.set(member.id, member)
  }

  /** Gives a static member a new id; requests that wait under the old one are answered with FENCED_INSTANCE_ID. */
  rename(member: Member, id: string): void {
    member.answerJoin(refusedJoin(codes.fencedInstanceId, member.id))
    member.answerSync(refusedSync(codes.fencedInstanceId))
    this.#members.delete(member.id)
    if (this.isLeader(member)) this.leader = id
    member.id = id
    this.#members.set(id, member)
  }

  /** Forgets a member, or an id that has not joined yet. */
  remove(id: string): void {
    this.forgetExpected(id)
    const member = this.#members.get(id)
    if (!member) return
    member.answerJoin(refusedJoin(codes.unknownMemberId))
    member.answerSync(refusedSync(codes.unknownMemberId))
    member.stopSession()
    this.#members.delete(id)
    if (this.leader === id) this.leader = this.members[0]?.id ?? null
  }

  close(): void {
    for (const id of this.#expected.keys()) this.forgetExpected(id)
    for (const member of this.members) member.stopSession()
  }

  /** The member with this id and, for a static one, this instance id; otherwise an error code. */
  identify(memberId: string, instanceId: string | null): Member | number {
    if (instanceId !== null) {
      const member = this.static(instanceId)
      if (!member) return codes.unknownMemberId
      if (member.id !== memberId) return codes.fencedInstanceId
    }
    return this.#members.get(memberId) ?? codes.unknownMemberId
  }

  get awaitingJoin(): number {
    return this.members.filter((member) => member.awaitsJoin).length
  }
  get allJoined(): boolean {
    return this.awaitingJoin === this.size && this.#expected.size === 0
  }

  /** Whether a member with these protocols could join: all members must have one in common. */
  couldSpeakWith(protocols: readonly Protocol[]): boolean {
    const common = this.#common()
    return this.size === 0 || protocols.some(({name}) => common.includes(name))
  }

  /** The protocol with the most votes: each member votes for the first in its list that all have. */
  chosenProtocol(): string | null {
    const votes = new Map(this.#common().map((name) => [name, 0]))
    for (const {protocols} of this.#members.values()) {
      const vote = protocols.find(({name}) => votes.has(name))
      if (vote) votes.set(vote.name, (votes.get(vote.name) ?? 0) + 1)
    }
    return [...votes].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null
  }

  #common(): string[] {
    const [first, ...others] = this.members
    const names = first?.protocols.map(({name}) => name) ?? []
    return names.filter((name) => others.every(({protocols}) => protocols.some((each) => each.name === name)))
  }
}
