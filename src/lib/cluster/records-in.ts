import {batchHeader} from '../wire/batch-header.ts'

/** Number of records in a Produce request, read from the headers of its batches; 0 for any other request. */
export function recordsIn(request: unknown): number {
  const {topicData = []} = request as {topicData?: readonly {partitionData: readonly {records: unknown}[]}[]}
  let count = 0
  for (const {partitionData} of topicData) {
    for (const {records} of partitionData) {
      const first: unknown = Array.isArray(records) ? records[0] : records
      if (Buffer.isBuffer(first) && first.length >= batchHeader.records) count += first.readInt32BE(batchHeader.count)
    }
  }
  return count
}
