import type {QuorumDescription} from './describe.ts'

/** The silence after which a controller counts as unreachable, ms; it fetches at least every half second. */
const silentMs = 10_000

/** Node ids of the voters that the leader heard from recently, itself included. */
export const votersInReach = ({voters, leaderId}: QuorumDescription): number[] => {
  const now = voters.find(({id}) => id === leaderId)?.lastFetchAt
  return voters
    .filter(
      ({id, lastFetchAt}) =>
        id === leaderId || (now !== undefined && lastFetchAt !== undefined && now - lastFetchAt < silentMs),
    )
    .map(({id}) => id)
}

/** How many of this many voters must be reachable for the quorum to work. */
export const majorityOf = (voters: number): number => Math.floor(voters / 2) + 1
