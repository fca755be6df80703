// Plans how adding or removing a voter changes the majority that the quorum needs. The new voters count as soon as the
// leader writes them, even for the record that announces them (KIP-853).
import type {QuorumDescription, QuorumEndpoint} from './describe.ts'
import {quorumState, type QuorumNode} from './quorum-state.ts'
import {majorityOf} from './voters-in-reach.ts'

/** How many voters there are, how many must be reachable, and how many are. */
export interface Majority {
  readonly voters: number
  readonly needed: number
  readonly inReach: number
}

export interface VoterChangePlan {
  readonly controller: number
  /** Of its metadata log; null: not known. */
  readonly directoryId: string | null
  readonly endpoints: readonly QuorumEndpoint[]
  readonly before: Majority
  readonly after: Majority
  /** It is the leader now, so another one has to be elected. */
  readonly leads: boolean
  /** Why the change is impossible or forbidden, as sentences. */
  readonly problems: readonly string[]
}

export interface AskedVoter {
  readonly id: number
  /** Undefined: the directory that the leader knows. */
  readonly directoryId: string | undefined
}

/** `listener` is undefined if the leader has one of that name too. */
export type AskedEndpoint = Omit<QuorumEndpoint, 'listener'> & {readonly listener: string | undefined}

export function planAddition(
  quorum: QuorumDescription,
  {id, directoryId}: AskedVoter,
  asked: readonly AskedEndpoint[],
): VoterChangePlan {
  const {voters, observers, before} = rolesOf(quorum)
  const usual = quorum.endpoints.get(quorum.leaderId)?.[0]?.listener
  const endpoints = asked.map((each) => ({...each, listener: each.listener ?? usual ?? ''}))
  const nameless = endpoints.some(({listener}) => listener === '')
    ? ['the name of the listener is unknown: write it before the address, as in CONTROLLER://host:9093']
    : []
  const already = voters.find(({node}) => node === id)
  const followers = observers.filter(({node}) => node === id)
  const found = followers.filter((each) => each.inReach && (directoryId === undefined || each.directoryId === directoryId)) // prettier-ignore
  const after = majority(voters.length + 1, before.inReach + (found.length > 0 ? 1 : 0))
  const problems = () => {
    if (already)
      return [
        already.directoryId === (directoryId ?? already.directoryId)
          ? `controller ${id} is already a voter`
          : `controller ${id} is a voter with the directory ${already.directoryId}: remove that one first`,
      ]
    if (found.length > 1)
      return [`controller ${id} follows with several directories (${directoriesOf(found)}): say which with --directory-id`] // prettier-ignore
    if (found.length === 0) return [notFollowing(id, directoryId, followers)]
    return majorityLost(after)
  }
  return {
    controller: id,
    directoryId: found[0]?.directoryId ?? directoryId ?? null,
    endpoints,
    before,
    after,
    leads: false,
    problems: refusals(quorum, voters) ?? [...nameless, ...problems()],
  }
}

export function planRemoval(quorum: QuorumDescription, {id, directoryId}: AskedVoter): VoterChangePlan {
  const {voters, before} = rolesOf(quorum)
  const found = voters.find(({node}) => node === id)
  const rest = voters.filter(({node}) => node !== id)
  const after = majority(rest.length, rest.filter(({inReach}) => inReach).length)
  const problems = () => {
    if (!found) return [`controller ${id} is not a voter; voters are ${voters.map(({node}) => node).join(', ')}`]
    if (directoryId !== undefined && found.directoryId !== directoryId)
      return [`controller ${id} votes with the directory ${found.directoryId}, not ${directoryId}`]
    if (rest.length === 0) return [`controller ${id} is the only voter: without it there would be no quorum`]
    return majorityLost(after)
  }
  return {
    controller: id,
    directoryId: found?.directoryId ?? directoryId ?? null,
    endpoints: quorum.endpoints.get(id) ?? [],
    before,
    after,
    leads: id === quorum.leaderId,
    problems: refusals(quorum, voters) ?? problems(),
  }
}

function rolesOf(quorum: QuorumDescription) {
  const {nodes} = quorumState(quorum)
  const voters = nodes.filter(({role}) => role !== 'observer')
  return {
    voters,
    observers: nodes.filter(({role}) => role === 'observer'),
    before: majority(voters.length, voters.filter(({inReach}) => inReach).length),
  }
}

const majority = (voters: number, inReach: number): Majority => ({
  voters,
  needed: voters === 0 ? 0 : majorityOf(voters),
  inReach,
})

const majorityLost = ({voters, needed, inReach}: Majority): string[] =>
  inReach >= needed
    ? []
    : [
        `the quorum would lose its majority: of ${voters} voters ${needed} would be needed, but ${inReach} ${inReach === 1 ? 'is' : 'are'} reachable`,
      ]

/** Why no voter can be changed at all. With static voters no directories are known. */
function refusals({leaderId}: QuorumDescription, voters: readonly QuorumNode[]): string[] | undefined {
  if (voters.every(({directoryId}) => directoryId === null))
    return ['the voters of this quorum are fixed by controller.quorum.voters: changing them needs kraft.version 1 (Kafka 3.9)'] // prettier-ignore
  // Only the clock of a leader that is a voter is known, so it is unknown which voters are reachable.
  return voters.some(({role}) => role === 'leader')
    ? undefined
    : [`controller ${leaderId} leads although it is no longer a voter: wait until a voter is elected`]
}

function notFollowing(id: number, directoryId: string | undefined, followers: readonly QuorumNode[]): string {
  const live = followers.filter(({inReach}) => inReach)
  if (live.length > 0) return `controller ${id} follows with the directory ${directoriesOf(live)}, not ${directoryId}`
  return followers.length > 0
    ? `controller ${id} is not reachable: the leader has not heard from it recently`
    : `controller ${id} does not follow the leader: start it first, so that it has the metadata before it votes`
}

const directoriesOf = (nodes: readonly QuorumNode[]) => nodes.map((each) => each.directoryId ?? 'unknown').join(', ')
