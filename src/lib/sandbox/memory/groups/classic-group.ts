// A group of the classic protocol, as Kafka's group coordinator runs it: members join, the leader assigns, all heartbeat;
// whoever comes, goes or falls silent starts the next round.
import {randomUUID} from 'node:crypto'
import {errorCode as codes} from '../../../cluster/error-codes.ts'
import type {PracticeCluster} from '../practice-cluster.ts'
import {CommittedOffsets} from './committed-offsets.ts'
import {Member, type Client, type JoinAnswer, type JoinRequest, type SyncAnswer} from './member.ts'
import {subscribedTopics} from './subscription.ts'

export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable'

/** A new member that never hears of its first generation is given up after this, ms. */
const newMemberTimeout = 300_000

export class ClassicGroup {
  readonly id: string
  readonly offsets = new CommittedOffsets()
  state: GroupState = 'Empty'
  generation = 0
  protocolType: string | null = null
  protocol: string | null = null
  readonly #cluster: PracticeCluster
  readonly #members = new Map<string, Member>()
  /** Have an id and are to join with it; each with what calls off their time-out. */
  readonly #pending = new Map<string, () => void>()
  /** Know of the generation, but have not asked for their assignment. */
  readonly #unsynced = new Set<string>()
  #leader: string | null = null
  /** Calls off the end of the joining, or of waiting for SyncGroup. */
  #cancelTimer: () => void = () => undefined
  #initial = false
  #newcomers = false

  constructor(id: string, cluster: PracticeCluster) {
    this.id = id
    this.#cluster = cluster
  }

  get members(): readonly Member[] {
    return [...this.#members.values()]
  }

  join(request: JoinRequest, client: Client): JoinAnswer | Promise<JoinAnswer> {
    const {memberId} = request
    if (!this.#accepts(memberId)) {
      this.#remove(memberId)
      return refusedJoin(codes.groupMaxSizeReached)
    }
    if (!this.#supports(request)) return refusedJoin(codes.inconsistentGroupProtocol, memberId)
    return memberId === '' ? this.#joinNew(request, client) : this.#joinAgain(request, client)
  }

  #joinNew(request: JoinRequest, client: Client) {
    const {groupInstanceId: instance} = request
    const newId = `${instance ?? client.clientId}-${randomUUID()}`
    if (instance === null && client.version >= 4) {
      const expire = () => this.#expire(newId)
      this.#pending.set(newId, this.#cluster.timers.after(request.sessionTimeoutMs, expire))
      return refusedJoin(codes.memberIdRequired, newId)
    }
    const known = instance === null ? undefined : this.#static(instance)
    return known ? this.#replace(known, newId, request, client) : this.#add(newId, request, client)
  }

  #joinAgain(request: JoinRequest, client: Client) {
    const {memberId, groupInstanceId} = request
    if (this.#pending.has(memberId)) return this.#add(memberId, request, client)
    const problem = this.#memberProblem(memberId, groupInstanceId)
    const member = this.#members.get(memberId)
    if (problem !== codes.none || !member) return refusedJoin(problem || codes.unknownMemberId, memberId)
    if (this.state === 'Empty') return refusedJoin(codes.unknownMemberId, memberId)
    const same = member.matches(request.protocols)
    // A lost answer is given again; a leader that joins again wants a new round, for instance because topics changed.
    if (this.state === 'CompletingRebalance' && same) return this.#joined(member, this.#isLeader(member))
    if (this.state === 'Stable' && same && !this.#isLeader(member)) return this.#joined(member, false)
    const answer = member.awaitJoin(refusedJoin(codes.rebalanceInProgress, memberId))
    member.update(request)
    this.#rebalanceOrComplete()
    return answer
  }

  #add(id: string, request: JoinRequest, client: Client) {
    this.#forgetPending(id)
    const member = new Member(id, request, client)
    member.isNew = true
    if (this.#members.size === 0) this.protocolType = request.protocolType
    if (this.state === 'PreparingRebalance' && this.#initial) this.#newcomers = true
    this.#leader ??= id
    this.#members.set(id, member)
    const answer = member.awaitJoin(refusedJoin(codes.rebalanceInProgress, id))
    this.#restartSession(member, newMemberTimeout)
    this.#rebalanceOrComplete()
    return answer
  }

  /** A static member comes back as a new process (KIP-345): it takes the place of the old one. */
  #replace(member: Member, newId: string, request: JoinRequest, client: Client) {
    const oldId = member.id
    member.answerJoin(refusedJoin(codes.fencedInstanceId, oldId))
    member.answerSync(refusedSync(codes.fencedInstanceId))
    this.#members.delete(oldId)
    member.id = newId
    this.#members.set(newId, member)
    if (this.#unsynced.delete(oldId)) this.#unsynced.add(newId)
    const leader = this.#leader
    if (this.#leader === oldId) this.#leader = newId
    member.update(request)
    this.#restartSession(member)
    if (this.state === 'Stable' && this.#choose() === this.protocol) {
      // Old versions cannot be told to skip the assignment: they are not told that they lead, either.
      if (client.version < 9) return {...this.#joined(member, false), leader: leader ?? ''}
      const leads = this.#isLeader(member)
      return {...this.#joined(member, leads), skipAssignment: leads}
    }
    const answer = member.awaitJoin(refusedJoin(codes.rebalanceInProgress, newId))
    this.#rebalanceOrComplete()
    return answer
  }

  sync(request: {
    readonly memberId: string
    readonly groupInstanceId: string | null
    readonly generationId: number
    readonly protocolType: string | null
    readonly protocolName: string | null
    readonly assignments: readonly {memberId: string; assignment: Buffer}[]
  }): SyncAnswer | Promise<SyncAnswer> {
    const {memberId} = request
    if (this.state === 'Empty') return refusedSync(codes.unknownMemberId)
    const problem = this.#memberProblem(memberId, request.groupInstanceId)
    const member = this.#members.get(memberId)
    if (problem !== codes.none || !member) return refusedSync(problem || codes.unknownMemberId)
    if (request.generationId !== this.generation) return refusedSync(codes.illegalGeneration)
    const differs = (said: string | null, is: string | null) => said !== null && is !== null && said !== is
    if (differs(request.protocolType, this.protocolType) || differs(request.protocolName, this.protocol)) {
      return refusedSync(codes.inconsistentGroupProtocol)
    }
    if (this.state === 'PreparingRebalance') return refusedSync(codes.rebalanceInProgress)
    this.#unsynced.delete(memberId)
    if (this.state === 'Stable') return this.#synced(member)
    const answer = member.awaitSync(refusedSync(codes.rebalanceInProgress))
    if (this.#isLeader(member)) {
      const assigned = new Map(request.assignments.map((each) => [each.memberId, each.assignment]))
      for (const each of this.#members.values()) each.assignment = assigned.get(each.id) ?? Buffer.alloc(0)
      this.state = 'Stable'
      for (const each of this.#members.values()) {
        if (!each.awaitsSync) continue
        each.answerSync(this.#synced(each))
        this.#restartSession(each)
      }
    }
    return answer
  }

  /** An error code. */
  heartbeat(memberId: string, instanceId: string | null, generationId: number): number {
    const problem = this.#memberProblem(memberId, instanceId)
    const member = this.#members.get(memberId)
    if (problem !== codes.none || !member) return problem || codes.unknownMemberId
    if (generationId !== this.generation) return codes.illegalGeneration
    if (this.state === 'Empty') return codes.unknownMemberId
    this.#restartSession(member)
    return this.state === 'PreparingRebalance' ? codes.rebalanceInProgress : codes.none
  }

  /** An error code for each. A static member may be named by its instance id alone. */
  leave(leaving: readonly {memberId: string; groupInstanceId: string | null}[]): number[] {
    const outcomes = leaving.map(({memberId, groupInstanceId: instance}) => {
      if (memberId === '' && instance !== null) {
        const member = this.#static(instance)
        if (member) this.#remove(member.id)
        return member ? codes.none : codes.unknownMemberId
      }
      const problem = this.#pending.has(memberId) ? codes.none : this.#memberProblem(memberId, instance)
      if (problem === codes.none) this.#remove(memberId)
      return problem
    })
    if (outcomes.includes(codes.none)) this.#rebalanceOrComplete()
    return outcomes
  }

  /** Whether offsets may be committed in this name: an error code. Nobody's name (generation -1) will do while the group is empty. */
  commitProblem(memberId: string, instanceId: string | null, generationId: number): number {
    if (generationId < 0 && this.state === 'Empty') return codes.none
    if (generationId < 0 && memberId === '' && instanceId === null) return codes.unknownMemberId
    const problem = this.#memberProblem(memberId, instanceId)
    const member = this.#members.get(memberId)
    if (problem !== codes.none || !member) return problem || codes.unknownMemberId
    if (generationId !== this.generation) return codes.illegalGeneration
    if (this.state === 'CompletingRebalance') return codes.rebalanceInProgress
    this.#restartSession(member)
    return codes.none
  }

  /** Is somebody in it reading the topic? Unknown counts as yes. */
  subscribes(topic: string): boolean {
    if (this.state === 'Empty') return false
    return this.members.some((member) => subscribedTopics(member.metadata(this.protocol))?.includes(topic) ?? true)
  }

  /** Ends all waiting; of a group that is deleted. */
  close(): void {
    this.#cancelTimer()
    for (const id of this.#pending.keys()) this.#forgetPending(id)
  }

  #accepts(memberId: string): boolean {
    const most = this.#cluster.configs.brokerNumber(this.#cluster.controller.id, 'group.max.size')
    if (this.state === 'Empty') return true
    if (this.state !== 'PreparingRebalance') return this.#members.has(memberId) || this.#members.size < most
    return this.#members.get(memberId)?.awaitsJoin === true || this.#awaitingJoin() < most
  }

  /** All members must speak one protocol. */
  #supports({protocolType, protocols}: JoinRequest): boolean {
    if (protocolType === '' || protocols.length === 0) return false
    if (this.#members.size === 0) return true
    const common = this.#common()
    return protocolType === this.protocolType && protocols.some(({name}) => common.includes(name))
  }

  #memberProblem(memberId: string, instanceId: string | null): number {
    if (instanceId !== null) {
      const member = this.#static(instanceId)
      if (!member) return codes.unknownMemberId
      if (member.id !== memberId) return codes.fencedInstanceId
    }
    return this.#members.has(memberId) ? codes.none : codes.unknownMemberId
  }

  #rebalanceOrComplete() {
    if (this.state !== 'PreparingRebalance') return this.#prepare()
    if (!this.#initial && this.#allJoined()) this.#completeJoin()
  }

  /** A new round: everybody is to join again within the longest rebalance time-out. */
  #prepare() {
    if (this.state === 'CompletingRebalance') {
      for (const member of this.#members.values()) {
        member.assignment = Buffer.alloc(0)
        member.answerSync(refusedSync(codes.rebalanceInProgress))
      }
    }
    this.#unsynced.clear()
    this.#cancelTimer()
    this.#initial = this.state === 'Empty'
    this.state = 'PreparingRebalance'
    if (this.#initial) this.#waitForMore(this.#initialDelay(), this.#rebalanceTimeout() - this.#initialDelay())
    else if (this.#allJoined()) this.#completeJoin()
    else this.#completeJoinLater()
  }

  /** The first members of a group are given some time to come together. */
  #waitForMore(delayMs: number, remainingMs: number) {
    this.#setTimer(delayMs, () => {
      if (!this.#newcomers || remainingMs <= 0) return this.#completeJoin()
      this.#newcomers = false
      this.#waitForMore(Math.min(this.#initialDelay(), remainingMs), remainingMs - delayMs)
    })
  }

  #completeJoinLater() {
    this.#setTimer(this.#rebalanceTimeout(), () => this.#completeJoin())
  }

  #completeJoin() {
    this.#cancelTimer()
    this.#initial = this.#newcomers = false
    for (const member of this.members) {
      if (!member.awaitsJoin && member.instanceId === null) this.#remove(member.id)
    }
    const leader = this.#leader === null ? undefined : this.#members.get(this.#leader)
    if (this.#members.size > 0 && !leader?.awaitsJoin) {
      const joined = this.members.find((member) => member.awaitsJoin)
      // Only static members, all of them away: their sessions decide.
      if (!joined) return this.#completeJoinLater()
      this.#leader = joined.id
    }
    this.generation++
    if (this.#members.size === 0) {
      this.state = 'Empty'
      this.protocol = null
      return
    }
    this.protocol = this.#choose()
    this.state = 'CompletingRebalance'
    for (const member of this.#members.values()) {
      member.answerJoin(this.#joined(member, this.#isLeader(member)))
      this.#restartSession(member)
      member.isNew = false
      this.#unsynced.add(member.id)
    }
    this.#setTimer(this.#rebalanceTimeout(), () => {
      if (this.#unsynced.size === 0) return
      for (const id of this.#unsynced) this.#remove(id)
      this.#prepare()
    })
  }

  #joined(member: Member, asLeader: boolean): JoinAnswer {
    return {
      errorCode: codes.none,
      memberId: member.id,
      generationId: this.generation,
      protocolType: this.protocolType,
      protocolName: this.protocol,
      leader: this.#leader ?? '',
      skipAssignment: false,
      members: (asLeader ? this.members : []).map((each) => ({
        memberId: each.id,
        groupInstanceId: each.instanceId,
        metadata: each.metadata(this.protocol),
      })),
    }
  }

  #synced({assignment}: Member): SyncAnswer {
    return {errorCode: codes.none, protocolType: this.protocolType, protocolName: this.protocol, assignment}
  }

  #restartSession(member: Member, ms = member.sessionTimeoutMs) {
    member.restartSession(this.#cluster, ms, () => this.#expire(member.id))
  }

  #expire(id: string) {
    const member = this.#members.get(id)
    // While the coordinator owes it an answer, a member that has seen a generation needs no heartbeat.
    if (member && !member.isNew && (member.awaitsJoin || member.awaitsSync)) return
    this.#remove(id)
    if (member || (this.state === 'PreparingRebalance' && this.#allJoined())) this.#rebalanceOrComplete()
  }

  #remove(id: string) {
    this.#forgetPending(id)
    const member = this.#members.get(id)
    if (!member) return
    member.answerJoin(refusedJoin(codes.unknownMemberId))
    member.answerSync(refusedSync(codes.unknownMemberId))
    member.stopSession()
    this.#unsynced.delete(id)
    this.#members.delete(id)
    if (this.#leader === id) this.#leader = this.members[0]?.id ?? null
  }

  #forgetPending(id: string) {
    this.#pending.get(id)?.()
    this.#pending.delete(id)
  }

  #isLeader(member: Member): boolean {
    return member.id === this.#leader
  }
  #static(instanceId: string): Member | undefined {
    return this.members.find((member) => member.instanceId === instanceId)
  }
  #awaitingJoin(): number {
    return this.members.filter((member) => member.awaitsJoin).length
  }
  #allJoined(): boolean {
    return this.#awaitingJoin() === this.#members.size && this.#pending.size === 0
  }

  /** The protocols that all members have. */
  #common(): string[] {
    const [first, ...others] = this.members
    const names = first?.protocols.map(({name}) => name) ?? []
    return names.filter((name) => others.every(({protocols}) => protocols.some((each) => each.name === name)))
  }

  /** The one with most votes: each member has one, for the first of its list that all have. */
  #choose(): string | null {
    const votes = new Map(this.#common().map((name) => [name, 0]))
    for (const {protocols} of this.#members.values()) {
      const vote = protocols.find(({name}) => votes.has(name))
      if (vote) votes.set(vote.name, (votes.get(vote.name) ?? 0) + 1)
    }
    return [...votes].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null
  }

  #rebalanceTimeout(): number {
    return Math.max(0, ...this.members.map((member) => member.rebalanceTimeoutMs))
  }
  #initialDelay(): number {
    return this.#cluster.configs.brokerNumber(this.#cluster.controller.id, 'group.initial.rebalance.delay.ms')
  }

  #setTimer(ms: number, run: () => void) {
    this.#cancelTimer()
    this.#cancelTimer = this.#cluster.timers.after(ms, run)
  }
}

export function refusedJoin(errorCode: number, memberId = ''): JoinAnswer {
  return {
    errorCode,
    memberId,
    generationId: -1,
    protocolType: null,
    protocolName: null,
    leader: '',
    skipAssignment: false,
    members: [],
  }
}

export function refusedSync(errorCode: number): SyncAnswer {
  return {errorCode, protocolType: null, protocolName: null, assignment: Buffer.alloc(0)}
}
