import type {QuorumDescription} from './describe.ts'

/** A controller fetches at least every half second; one that was silent for so long is out of reach, ms. */
const silentMs = 10_000

/** Node ids of the voters that the leader heard of lately, itself among them. */
export const votersInReach = ({voters, leaderId}: QuorumDescription): number[] => {
  const now = voters.find(({id}) => id === leaderId)?.lastFetchAt
  return voters
    .filter(
      ({id, lastFetchAt}) =>
        id === leaderId || (now !== undefined && lastFetchAt !== undefined && now - lastFetchAt < silentMs),
    )
    .map(({id}) => id)
}

/** How many of so many voters must be in reach for the quorum to work. */
export const majorityOf = (voters: number): number => Math.floor(voters / 2) + 1
