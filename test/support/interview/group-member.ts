import {DescribeGroups} from '../../../src/lib/apis/describe-groups.ts'
import {Heartbeat} from '../../../src/lib/apis/heartbeat.ts'
import {JoinGroup} from '../../../src/lib/apis/join-group.ts'
import {LeaveGroup} from '../../../src/lib/apis/leave-group.ts'
import {SyncGroup} from '../../../src/lib/apis/sync-group.ts'
import {eventually} from './asked.ts'
import type {RawClient} from '../raw-client.ts'
import {withPatience, type Interview} from './interview.ts'

interface Joining {
  sessionTimeoutMs?: number
  rebalanceTimeoutMs?: number
  protocols?: readonly string[]
  /** A change of its subscription. */
  news?: string
}

/** A member of a group on its own connection, which does what the scene says. */
export class Member {
  readonly name: string
  readonly group: string
  id = ''
  generation = -1
  readonly #to: Interview
  readonly #client: RawClient
  readonly #instance: string | null
  readonly #version: number

  constructor(to: Interview, client: RawClient, name: string, group: string, instance: string | null, version: number) {
    this.#to = to
    this.#client = client
    this.name = name
    this.group = group
    this.#instance = instance
    this.#version = version
  }

  /** Joins, and joins again if it is told to come back with its id. The result is recorded if `what` is given. */
  async join(what: string | undefined, joining: Joining = {}): Promise<void> {
    const {sessionTimeoutMs = 60_000, rebalanceTimeoutMs = 60_000, protocols = ['range'], news = ''} = joining
    const ask = () =>
      withPatience(
        this.#client.call(JoinGroup, this.#version, {
          groupId: this.group,
          sessionTimeoutMs,
          rebalanceTimeoutMs,
          memberId: this.id,
          protocolType: 'consumer',
          protocols: protocols.map((name) => ({name, metadata: subscription(`of ${this.name}${news}`)})),
          ...(this.#instance !== null && {groupInstanceId: this.#instance}),
        }),
        `${this.name} joins ${this.group}`,
      )
    const idRequired = 79
    const first = await ask()
    if (first.memberId !== '') this.known(first.memberId)
    const answer = first.errorCode === idRequired ? await ask() : first
    if (answer.errorCode === 0) {
      this.known(answer.memberId)
      this.generation = answer.generationId
    }
    if (what !== undefined) this.#to.write(`${this.group} ${this.name} ${what}`, JoinGroup, answer)
  }

  known(id: string): void {
    this.id = id
    this.#to.call(id, this.name)
  }

  /** Syncs; as the leader, if it assigns: every named member gets 'for NAME'. */
  async sync(what: string | undefined, assigned: readonly Member[] = []): Promise<void> {
    const answer = await withPatience(
      this.#client.call(SyncGroup, 3, {
        groupId: this.group,
        generationId: this.generation,
        memberId: this.id,
        groupInstanceId: this.#instance,
        assignments: assigned.map(({id, name}) => ({memberId: id, assignment: Buffer.from(`for ${name}`)})),
      }),
      `${this.name} syncs in ${this.group}`,
    )
    if (what !== undefined) this.#to.write(`${this.group} ${this.name} ${what}`, SyncGroup, answer)
  }

  async beat(what: string): Promise<void> {
    const {group: groupId, generation: generationId, id: memberId} = this
    const request = {groupId, generationId, memberId, groupInstanceId: this.#instance}
    const {errorCode} = await this.#to.quietly(Heartbeat, 4, request)
    this.#to.note(`${this.group} ${this.name} beats ${what}`, errorCode)
  }

  async leave(what: string): Promise<void> {
    const {group: groupId, id: memberId} = this
    await this.#to.ask(`${groupId} ${this.name} ${what}`, LeaveGroup, 5, {
      groupId,
      members: [{memberId, groupInstanceId: this.#instance}],
    })
  }
}

/**
 * The subscription of a consumer without topics, with this user data. Random bytes would not do, because Kafka reads
 * it (and forgets to answer).
 */
export function subscription(userData: string): Buffer {
  const bytes = Buffer.alloc(10 + userData.length)
  bytes.writeInt32BE(userData.length, 6)
  bytes.write(userData, 10)
  return bytes
}

/** The state of a group in one word, and its number of members. */
export async function stateOf(to: Interview, groupId: string): Promise<[state: string, members: number]> {
  const {groups} = await to.quietly(DescribeGroups, 5, {groups: [groupId]})
  const [group] = groups
  return [group?.groupState ?? '', group?.members.length ?? 0]
}

/** Waits until a group has this state, which shows that a request from another connection has arrived. */
export async function becomes(to: Interview, groupId: string, state: string, members: number): Promise<void> {
  await eventually(async () => {
    const [is, has] = await stateOf(to, groupId)
    return is === state && has === members
  })
}
