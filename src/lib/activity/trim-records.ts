import type {Cluster} from '../cluster/cluster.ts'
import type {PrintedError} from '../cluster/errors.ts'
import {listOffsets} from '../offsets/list-offsets.ts'
import {deleteRecords} from '../records/delete-records.ts'
import {CannotTrim, type PlannedTrim} from './plan-trim.ts'

/** `newStart` was read back if records were deleted. */
export type Trimmed = PlannedTrim &
  (
    | {readonly status: 'trimmed'; readonly error?: undefined}
    /** Also if it is unknown whether records were deleted. */
    | {readonly status: 'failed'; readonly error: PrintedError}
  )

/** Returns one outcome for each, in the same order. Reads back the log start offsets. */
export async function trimRecords(cluster: Cluster, items: readonly PlannedTrim[]): Promise<Trimmed[]> {
  const outcomes = await deleteRecords(
    cluster,
    items.map(({topic, partition, newStart}) => ({topic, partition, before: newStart})),
  )
  const starts = await listOffsets(
    cluster,
    items.map(({topic, partition}) => ({topic, partition, spec: 'earliest'})),
  )
  return items.map((item, at): Trimmed => {
    const [outcome, start] = [outcomes[at], starts[at]]
    if (!outcome || outcome.status === 'failed')
      return {...item, status: 'failed', error: outcome?.error ?? new CannotTrim('the broker did not answer')}
    if (!start || start.error) {
      const why = start?.error.message ?? 'no answer'
      const text = `the broker says that ${item.topic}-${item.partition} was trimmed, but that could not be verified: ${why}`
      return {...item, status: 'failed', error: new CannotTrim(text)}
    }
    const {offset} = start
    if (offset === null || offset < item.newStart) {
      const text = `${item.topic}-${item.partition} still begins at ${offset ?? 'an unknown offset'}`
      return {...item, status: 'failed', error: new CannotTrim(text)}
    }
    // Retention may have deleted more in the meantime.
    return {...item, newStart: offset, records: offset - item.start, status: 'trimmed'}
  })
}
