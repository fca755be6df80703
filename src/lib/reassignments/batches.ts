// Chooses the partitions that may start to move, given those that are already moving.
import {partitionKey} from './layout.ts'
import type {JournalPartition} from './journal.ts'

export const addingOf = ({from, to}: Pick<JournalPartition, 'from' | 'to'>): number[] =>
  to.filter((id) => !from.includes(id))

/** Brokers that a move keeps busy: those that receive, and the one that most likely sends. */
const busy = (each: JournalPartition): number[] => {
  const adding = addingOf(each)
  return adding.length === 0 ? [] : [...new Set([...adding, ...each.from.slice(0, 1)])]
}

/**
 * The largest first, at most `batch` on each broker; null: all of them. Partitions that copy nothing are never held
 * back.
 */
export function nextBatch(
  waiting: readonly JournalPartition[],
  moving: readonly JournalPartition[],
  batch: number | null,
): JournalPartition[] {
  if (batch === null) return [...waiting]
  const counts = new Map<number, number>()
  const count = (each: JournalPartition) => {
    for (const id of busy(each)) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  for (const each of moving) count(each)
  return waiting
    .toSorted((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0) || (partitionKey(a) < partitionKey(b) ? -1 : 1))
    .filter((each) => {
      if (busy(each).some((id) => (counts.get(id) ?? 0) >= batch)) return false
      count(each)
      return true
    })
}
