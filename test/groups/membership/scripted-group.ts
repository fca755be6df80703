// A classic group's coordinator, scripted: one round after the other, as a test lays them out.
import {consumerProtocolAssignment, consumerProtocolSubscription} from '../../../src/lib/apis/consumer-protocol.ts'
import {Heartbeat} from '../../../src/lib/apis/heartbeat.ts'
import {JoinGroup} from '../../../src/lib/apis/join-group.ts'
import {LeaveGroup} from '../../../src/lib/apis/leave-group.ts'
import {SyncGroup} from '../../../src/lib/apis/sync-group.ts'
import {on, type Answer, type RequestOrigin, type Service} from '../../support/fake-cluster.ts'
import type {Got} from '../../../src/lib/wire/schema.ts'

type Join = Got<typeof JoinGroup.request>
type JoinAnswer = Answer<typeof JoinGroup.response>
type SyncAnswer = Answer<typeof SyncGroup.response>
type MaybeLater<T> = T | Promise<T>

export interface Script {
  /** Answers JoinGroup one after the other; the last one goes on answering. */
  joins: ((request: Join, asker: RequestOrigin) => MaybeLater<JoinAnswer>)[]
  /** The same for SyncGroup. */
  syncs: (() => MaybeLater<SyncAnswer>)[]
  /** Codes for Heartbeat, one each; 0 when there is none left. */
  beats: number[]
}

export interface ScriptedGroup extends Script {
  readonly services: readonly Service[]
  /** Who asked for what, JoinGroup with its member id and what it owns, Heartbeat left out. */
  readonly log: string[]
  /** Heartbeats so far, by member id and generation. */
  readonly beaten: string[]
  /** The number of the connection of each request. */
  readonly connections: {join: Set<number>; heartbeat: Set<number>}
}

/** Joins as a follower: generation, member id. */
export const follow =
  (generationId: number, memberId = 'me', protocolName = 'range') =>
  (): JoinAnswer => ({
    generationId,
    memberId,
    leader: 'other',
    protocolName,
    protocolType: 'consumer',
  })
/** Joins as the only member, who then decides. */
export const lead =
  (generationId: number, memberId = 'me', more: {skipAssignment?: boolean} = {}) =>
  ({protocols}: Join): JoinAnswer => ({
    generationId,
    memberId,
    leader: memberId,
    protocolName: protocols[0]?.name ?? '',
    protocolType: 'consumer',
    members: [{memberId, metadata: protocols[0]?.metadata ?? Buffer.alloc(0)}],
    ...more,
  })
export const joinError =
  (errorCode: number, memberId = '') =>
  (): JoinAnswer => ({errorCode, memberId, protocolName: ''})
export const syncError = (errorCode: number) => (): SyncAnswer => ({errorCode})
/** 't:0,1;u:2' */
export const give = (partitions: string) => (): SyncAnswer => ({
  assignment: consumerProtocolAssignment.encode({userData: null, assignedPartitions: parse(partitions)}),
})

const parse = (partitions: string) =>
  partitions
    .split(';')
    .filter(Boolean)
    .map((part) => {
      const [topic = '', numbers = ''] = part.split(':')
      return {topic, partitions: numbers.split(',').map(Number)}
    })
const spell = (topics: {topic: string; partitions: number[]}[]) =>
  topics.map(({topic, partitions}) => `${topic}:${partitions.join(',')}`).join(';')

/** Newest versions by API name make it an older broker. */
export function scriptedGroup(script: Partial<Script>, newest: Record<string, number> = {}): ScriptedGroup {
  const log: string[] = []
  const beaten: string[] = []
  const connections = {join: new Set<number>(), heartbeat: new Set<number>()}
  const group: Script = {joins: [], syncs: [], beats: [], ...script}
  /** The last one stays. */
  const next = <T>(list: T[]): T => {
    const first = list.length > 1 ? list.shift() : list[0]
    if (first === undefined) throw new Error('the script has come to its end')
    return first
  }
  const services: Service[] = [
    on(
      JoinGroup,
      (request, asker) => {
        connections.join.add(asker.connection)
        const said = request.protocols.map(({name, metadata}) => {
          const {topics, ownedPartitions, generationId} = consumerProtocolSubscription.decode(metadata)
          return `${name} [${topics.join()}] owns [${spell(ownedPartitions)}] since ${generationId}`
        })
        const instance = request.groupInstanceId === null ? '' : ` (${request.groupInstanceId})`
        log.push(`join '${request.memberId}'${instance}: ${said.join(' | ')}`)
        return next(group.joins)(request, asker)
      },
      newest['JoinGroup'] ?? 9,
    ),
    on(
      SyncGroup,
      (request) => {
        const gave = request.assignments.map(({memberId, assignment}) => {
          const {assignedPartitions} = consumerProtocolAssignment.decode(assignment)
          return ` ${memberId}=${spell(assignedPartitions)}`
        })
        log.push(`sync ${request.memberId}@${request.generationId}${gave.join('')}`)
        // The leader gets what it gave itself, unless the script says otherwise.
        const mine = request.assignments.find(({memberId}) => memberId === request.memberId)
        return mine && group.syncs.length === 0 ? {assignment: mine.assignment} : next(group.syncs)()
      },
      newest['SyncGroup'] ?? 5,
    ),
    on(
      Heartbeat,
      ({memberId, generationId}, asker) => {
        connections.heartbeat.add(asker.connection)
        beaten.push(`${memberId}@${generationId}`)
        return {errorCode: group.beats.shift() ?? 0}
      },
      newest['Heartbeat'] ?? 4,
    ),
    on(
      LeaveGroup,
      ({memberId, members}, {version}) => {
        log.push(`leave ${version < 3 ? memberId : members.map((each) => `${each.memberId}: ${each.reason}`).join()}`)
        return {}
      },
      newest['LeaveGroup'] ?? 5,
    ),
  ]
  return Object.assign(group, {services, log, beaten, connections})
}
