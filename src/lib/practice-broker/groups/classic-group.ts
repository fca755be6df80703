// A group of the classic protocol, as Kafka's group coordinator runs it: members join, the leader assigns partitions,
// and all send heartbeats. A member that joins, leaves or stops sending heartbeats starts the next rebalance.
import {randomUUID} from 'node:crypto'
import {errorCode as codes} from '../../cluster/error-codes.ts'
import {CommittedOffsets} from './committed-offsets.ts'
import type {Coordinator} from './coordinator.ts'
import {JoinDeadline} from './join-deadline.ts'
import {
  Member,
  refusedJoin,
  refusedSync,
  type Client,
  type JoinAnswer,
  type JoinRequest,
  type SyncAnswer,
  type SyncRequest,
} from './member.ts'
import {Roster} from './roster.ts'
import {subscribedTopics} from './subscription.ts'

export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable'

/** A new member that never completes its first rebalance is removed after this, ms. */
const newMemberTimeout = 300_000

export class ClassicGroup {
  readonly id: string
  readonly offsets = new CommittedOffsets()
  state: GroupState = 'Empty'
  generation = 0
  protocolType: string | null = null
  protocol: string | null = null
  readonly #coordinator: Coordinator
  readonly #roster = new Roster()
  /** Members that joined this generation but have not sent SyncGroup yet. */
  readonly #unsynced = new Set<Member>()
  readonly #deadline: JoinDeadline

  constructor(id: string, coordinator: Coordinator) {
    this.id = id
    this.#coordinator = coordinator
    this.#deadline = new JoinDeadline(coordinator)
  }

  get members(): readonly Member[] {
    return this.#roster.members
  }

  join(request: JoinRequest, client: Client): JoinAnswer | Promise<JoinAnswer> {
    const {memberId, protocolType, protocols} = request
    if (!this.#accepts(memberId)) {
      this.#remove(memberId)
      return refusedJoin(codes.groupMaxSizeReached)
    }
    const fits = this.#roster.size === 0 || protocolType === this.protocolType
    if (!fits || !this.#roster.couldSpeakWith(protocols)) return refusedJoin(codes.inconsistentGroupProtocol, memberId)
    return memberId === '' ? this.#joinNew(request, client) : this.#joinAgain(request, client)
  }

  #joinNew(request: JoinRequest, client: Client) {
    const {groupInstanceId: instance} = request
    const newId = `${instance ?? client.clientId}-${randomUUID()}`
    if (instance === null && client.version >= 4) {
      const expire = () => this.#expire(newId)
      this.#roster.expect(newId, this.#coordinator.timers.after(request.sessionTimeoutMs, expire))
      return refusedJoin(codes.memberIdRequired, newId)
    }
    const known = instance === null ? undefined : this.#roster.static(instance)
    return known ? this.#replace(known, newId, request, client) : this.#add(newId, request, client)
  }

  #joinAgain(request: JoinRequest, client: Client) {
    const {memberId, groupInstanceId} = request
    if (this.#roster.isExpected(memberId)) return this.#add(memberId, request, client)
    const member = this.#roster.identify(memberId, groupInstanceId)
    if (typeof member === 'number') return refusedJoin(member, memberId)
    const same = member.matches(request.protocols)
    const leads = this.#roster.isLeader(member)
    // A lost response is repeated; a leader that joins again wants a rebalance, for instance because topics changed.
    if (this.state === 'CompletingRebalance' && same) return this.#joined(member, leads)
    if (this.state === 'Stable' && same && !leads) return this.#joined(member, false)
    member.update(request)
    return this.#awaitJoin(member)
  }

  #add(id: string, request: JoinRequest, client: Client) {
    const member = new Member(id, request, client)
    if (this.#roster.size === 0) this.protocolType = request.protocolType
    this.#deadline.arrived()
    this.#roster.add(member)
    this.#restartSession(member, newMemberTimeout)
    return this.#awaitJoin(member)
  }

  /** A static member that restarted (KIP-345) replaces its former instance. */
  #replace(member: Member, newId: string, request: JoinRequest, client: Client) {
    const {leader} = this.#roster
    this.#roster.rename(member, newId)
    member.update(request)
    this.#restartSession(member)
    if (this.state === 'Stable' && this.#roster.chosenProtocol() === this.protocol) {
      // Versions before 9 cannot be told to skip the assignment, so they are not told that they are the leader, either.
      if (client.version < 9) return {...this.#joined(member, false), leader: leader ?? ''}
      const leads = this.#roster.isLeader(member)
      return {...this.#joined(member, leads), skipAssignment: leads}
    }
    return this.#awaitJoin(member)
  }

  #awaitJoin(member: Member): Promise<JoinAnswer> {
    const answer = member.awaitJoin()
    this.#rebalanceOrComplete()
    return answer
  }

  sync(request: SyncRequest): SyncAnswer | Promise<SyncAnswer> {
    const member = this.#roster.identify(request.memberId, request.groupInstanceId)
    if (typeof member === 'number') return refusedSync(member)
    if (request.generationId !== this.generation) return refusedSync(codes.illegalGeneration)
    const differs = (said: string | null, is: string | null) => said !== null && is !== null && said !== is
    if (differs(request.protocolType, this.protocolType) || differs(request.protocolName, this.protocol)) {
      return refusedSync(codes.inconsistentGroupProtocol)
    }
    if (this.state === 'PreparingRebalance') return refusedSync(codes.rebalanceInProgress)
    this.#unsynced.delete(member)
    if (this.state === 'Stable') return this.#synced(member)
    const answer = member.awaitSync()
    if (this.#roster.isLeader(member)) this.#assign(request.assignments)
    return answer
  }

  #assign(assignments: SyncRequest['assignments']) {
    const assigned = new Map(assignments.map((each) => [each.memberId, each.assignment]))
    this.state = 'Stable'
    for (const member of this.members) {
      member.assignment = assigned.get(member.id) ?? Buffer.alloc(0)
      if (!member.awaitsSync) continue
      member.answerSync(this.#synced(member))
      this.#restartSession(member)
    }
  }

  /** Returns an error code. */
  heartbeat(memberId: string, instanceId: string | null, generationId: number): number {
    const member = this.#roster.identify(memberId, instanceId)
    if (typeof member === 'number') return member
    if (generationId !== this.generation) return codes.illegalGeneration
    this.#restartSession(member)
    return this.state === 'PreparingRebalance' ? codes.rebalanceInProgress : codes.none
  }

  /** Returns an error code for each. A static member may be named by its instance id alone. */
  leave(leaving: readonly {memberId: string; groupInstanceId: string | null}[]): number[] {
    const outcomes = leaving.map(({memberId, groupInstanceId: instance}) => {
      const id = memberId === '' && instance !== null ? (this.#roster.static(instance)?.id ?? '') : memberId
      const known = this.#roster.isExpected(id) ? codes.none : this.#roster.identify(id, instance)
      if (known === codes.none || known instanceof Member) this.#remove(id)
      return known instanceof Member ? codes.none : known
    })
    if (outcomes.includes(codes.none) && this.state !== 'Empty') this.#rebalanceOrComplete()
    return outcomes
  }

  /**
   * Whether this member may commit offsets, as an error code. While the group has no members, generation -1 stands for
   * clients outside the group (`assign` in Kafka's clients, admin tools).
   */
  commitProblem(memberId: string, instanceId: string | null, generationId: number): number {
    if (generationId < 0 && this.state === 'Empty') return codes.none
    const member = this.#roster.identify(memberId, instanceId)
    if (typeof member === 'number') return member
    if (generationId !== this.generation) return codes.illegalGeneration
    if (this.state === 'CompletingRebalance') return codes.rebalanceInProgress
    this.#restartSession(member)
    return codes.none
  }

  /** Whether a member subscribes to the topic; a subscription that cannot be read counts as yes. */
  subscribes(topic: string): boolean {
    return this.members.some((member) => subscribedTopics(member.metadata(this.protocol))?.includes(topic) ?? true)
  }

  /** Clears all timers of a deleted group. */
  close(): void {
    this.#deadline.end()
    this.#roster.close()
  }

  #accepts(memberId: string): boolean {
    const most = this.#coordinator.setting('group.max.size')
    const member = this.#roster.find(memberId)
    if (this.state === 'Empty') return true
    if (this.state !== 'PreparingRebalance') return member !== undefined || this.#roster.size < most
    return member?.awaitsJoin === true || this.#roster.awaitingJoin < most
  }

  #rebalanceOrComplete() {
    if (this.state !== 'PreparingRebalance') this.#prepare()
    else if (!this.#deadline.isInitial && this.#roster.allJoined) this.#completeJoin()
  }

  /** Starts a rebalance: all members have to join again within the longest rebalance timeout. */
  #prepare() {
    if (this.state === 'CompletingRebalance') {
      for (const member of this.members) {
        member.assignment = Buffer.alloc(0)
        member.answerSync(refusedSync(codes.rebalanceInProgress))
      }
    }
    this.#unsynced.clear()
    const isFirst = this.state === 'Empty'
    this.state = 'PreparingRebalance'
    if (isFirst) this.#deadline.startInitial(this.#rebalanceTimeout(), () => this.#completeJoin())
    else if (this.#roster.allJoined) this.#completeJoin()
    else this.#completeJoinLater()
  }

  #completeJoinLater() {
    this.#deadline.start(this.#rebalanceTimeout(), () => this.#completeJoin())
  }

  #completeJoin() {
    this.#deadline.end()
    const missing = this.members.filter((member) => !member.awaitsJoin)
    for (const member of missing) if (member.instanceId === null) this.#remove(member.id)
    const leader = this.members.find((member) => this.#roster.isLeader(member))
    if (this.#roster.size > 0 && !leader?.awaitsJoin) {
      const joined = this.members.find((member) => member.awaitsJoin)
      // All members are static and none has joined again: wait until they do or their sessions expire.
      if (!joined) return this.#completeJoinLater()
      this.#roster.leader = joined.id
    }
    this.generation++
    this.protocol = this.#roster.chosenProtocol()
    this.state = this.#roster.size === 0 ? 'Empty' : 'CompletingRebalance'
    for (const member of this.members) {
      member.answerJoin(this.#joined(member, this.#roster.isLeader(member)))
      this.#restartSession(member)
      member.isNew = false
      this.#unsynced.add(member)
    }
    if (this.state !== 'Empty') this.#deadline.start(this.#rebalanceTimeout(), () => this.#giveUpUnsynced())
  }

  #giveUpUnsynced() {
    if (this.#unsynced.size === 0) return
    for (const {id} of this.#unsynced) this.#remove(id)
    this.#prepare()
  }

  #joined(member: Member, asLeader: boolean): JoinAnswer {
    return {
      errorCode: codes.none,
      memberId: member.id,
      generationId: this.generation,
      protocolType: this.protocolType,
      protocolName: this.protocol,
      leader: this.#roster.leader ?? '',
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
    member.restartSession(this.#coordinator.timers, ms, () => this.#expire(member.id))
  }

  #expire(id: string) {
    const member = this.#roster.find(id)
    // A known member needs no heartbeat while it waits for a response of the coordinator.
    if (member && !member.isNew && (member.awaitsJoin || member.awaitsSync)) return
    this.#remove(id)
    if (member || (this.state === 'PreparingRebalance' && this.#roster.allJoined)) this.#rebalanceOrComplete()
  }

  #remove(id: string) {
    const member = this.#roster.find(id)
    if (member) this.#unsynced.delete(member)
    this.#roster.remove(id)
  }

  #rebalanceTimeout(): number {
    return Math.max(0, ...this.members.map((member) => member.rebalanceTimeoutMs))
  }
}
