import type {PartitionLag} from './partition-lag.ts'
import {columnOf, valueAt} from './columns-of.ts'

/**
 * Keeps the rows by columns. The returned function creates the rows anew at each call. Ages are not kept, because
 * they are read afterwards.
 */
export function packLags(rows: readonly PartitionLag[]): () => PartitionLag[] {
  const {length} = rows
  const topic = columnOf(rows, (each) => each.topic)
  const partition = columnOf(rows, (each) => each.partition)
  const committedOffset = columnOf(rows, (each) => each.committedOffset)
  const committedLeaderEpoch = columnOf(rows, (each) => each.committedLeaderEpoch)
  const metadata = columnOf(rows, (each) => each.metadata)
  const logStartOffset = columnOf(rows, (each) => each.logStartOffset)
  const logEndOffset = columnOf(rows, (each) => each.logEndOffset)
  const lag = columnOf(rows, (each) => each.lag)
  const problem = columnOf(rows, (each) => each.problem)
  const error = columnOf(rows, (each) => each.error)
  const member = columnOf(rows, (each) => each.member)
  return () => {
    const unpacked: PartitionLag[] = []
    for (let i = 0; i < length; i++)
      unpacked.push({
        topic: valueAt(topic, i),
        partition: valueAt(partition, i),
        committedOffset: valueAt(committedOffset, i),
        committedLeaderEpoch: valueAt(committedLeaderEpoch, i),
        metadata: valueAt(metadata, i),
        logStartOffset: valueAt(logStartOffset, i),
        logEndOffset: valueAt(logEndOffset, i),
        lag: valueAt(lag, i),
        problem: valueAt(problem, i),
        error: valueAt(error, i),
        age: null,
        member: valueAt(member, i),
      })
    return unpacked
  }
}
