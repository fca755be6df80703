import {problemText} from './gate.ts'
import type {GroupLag} from './lag.ts'

export interface DrainWanted {
  /** Unread records of all partitions together. */
  readonly lag: number
  /** Of these topics, each of which the group must have. */
  readonly topics?: readonly string[] | undefined
  /** Any case. */
  readonly states?: readonly string[] | undefined
  readonly allowUncommitted?: boolean | undefined
}

/** `unknown`: what is not known, a sentence each; `waitingFor`: what is known and not so yet. */
export interface DrainState {
  readonly done: boolean
  readonly lag: number | null
  readonly unknown: readonly string[]
  readonly waitingFor: readonly string[]
}

/** Whether a group has read what it should. What is not known is not done. */
export function drainState({group, partitions, totalLag}: GroupLag, wanted: DrainWanted): DrainState {
  const unknown = partitions
    .filter(({problem}) => problem !== null && !(problem === 'noCommit' && wanted.allowUncommitted))
    .map((at) => `${at.topic}-${at.partition}: ${problemText(at)}`)
  for (const topic of wanted.topics ?? []) {
    if (!partitions.some((at) => at.topic === topic)) unknown.push(`it has nothing to do with topic ${topic}`)
  }
  if (partitions.length === 0 && !wanted.topics) unknown.push('it has committed nothing, or nothing that may be seen')
  const waitingFor: string[] = []
  if (totalLag > wanted.lag) waitingFor.push(`lag ${totalLag} is more than ${wanted.lag}`)
  const {states} = wanted
  if (states && !states.some((state) => state.toLowerCase() === group.state.toLowerCase()))
    waitingFor.push(`is ${group.state}, not ${states.join(' or ')}`)
  return {
    done: unknown.length === 0 && waitingFor.length === 0,
    lag: partitions.some(({lag}) => lag !== null) ? totalLag : null,
    unknown,
    waitingFor,
  }
}
