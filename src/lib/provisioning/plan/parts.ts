// The results of the planners of each kind, and how they are joined.
import type {Action, Kind, NotDone, Notice} from './plan.ts'
import type {PlacedText} from '../placed-text.ts'

export interface Part {
  readonly actions: Action[]
  readonly unknown: NotDone[]
  readonly refused: NotDone[]
  readonly notices: Notice[]
  /** Mistakes in the files that only the cluster could reveal, such as an unknown config name. */
  readonly problems: PlacedText[]
  readonly unchanged: Partial<Record<Kind, number>>
}

export const emptyPart = (): Part => ({
  actions: [],
  unknown: [],
  refused: [],
  notices: [],
  problems: [],
  unchanged: {},
})

export function countUnchanged(part: Part, kind: Kind, count = 1): void {
  part.unchanged[kind] = (part.unchanged[kind] ?? 0) + count
}

export function joined(parts: readonly Part[]): Part {
  const all = emptyPart()
  for (const part of parts) {
    all.actions.push(...part.actions)
    all.unknown.push(...part.unknown)
    all.refused.push(...part.refused)
    all.notices.push(...part.notices)
    all.problems.push(...part.problems)
    for (const [kind, count] of Object.entries(part.unchanged)) countUnchanged(all, kind as Kind, count)
  }
  return all
}
